"""A camera's address is read strictly; what is wrong is one sentence with the value and what is accepted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.camera import open_camera
from edge.camera.address import Address
from edge.camera.folder import FolderCamera
from edge.errors import CameraError, ConfigError

REPO = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("", "'' has no scheme; accepted are folder:///path"),
        ("/dev/video0", "'/dev/video0' has no scheme; accepted are folder:///path"),
        ("http://box/cam", "no driver for 'http'; accepted are folder:///path"),
        ("rtsp://[::1/cam", "not a URL"),
        ("rtsp://box:port/cam", "not a URL"),
        ("rtsp:///cam", "names no host"),
        ("folder://pictures", "give an absolute path, as in folder:///path"),
        ("v4l2:video0", "give an absolute path, as in v4l2:///path"),
        ("folder:///tmp?second=1", "no option 'second'; accepted are fps, gap, loop, seconds"),
        ("folder:///tmp?seconds=", "seconds is ''; accepted is 0.02 to 3600"),
        ("folder:///tmp?fps=nan", "fps is 'nan'; accepted is 1 to 60"),
        ("folder:///tmp?fps=1e9", "fps is '1e9'; accepted is 1 to 60"),
        ("folder:///tmp?loop=true", "loop is 'true'; accepted is yes or no"),
        ("folder:///tmp?fps=5&fps=6", "fps is given twice"),
        ("v4l2:///dev/video0?width=wide", "width is 'wide'; accepted is 160 to 3840"),
        ("file:///v.mp4?seconds=1", "no option 'seconds'; accepted are loop"),
    ],
)
def test_a_wrong_address_is_told(url: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as error:
        open_camera(url)

    assert complaint in str(error.value)


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("folder:///no/such/folder", "camera folder /no/such/folder can't be read: No such file or directory"),
        ("file:///no/such/video.mp4", "there is no video file /no/such/video.mp4"),
        ("v4l2:///dev/no-such-camera", "there is no camera /dev/no-such-camera; this box has"),
        ("v4l2:///dev/null", "camera v4l2:///dev/null can't be opened: is it a camera"),
        ("rtsp://resident:secret@127.0.0.1:9/cam", "camera rtsp://resident:***@127.0.0.1:9/cam can't be opened"),
    ],
)
def test_a_missing_camera_is_told_and_a_password_is_not(
    url: str, complaint: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CameraError) as error:
        open_camera(url)

    assert complaint in str(error.value)
    assert capfd.readouterr() == ("", "")


def test_a_path_may_hold_spaces_and_chinese(tmp_path: Path) -> None:
    (tmp_path / "门口 photos").mkdir()

    camera = open_camera(f"folder://{tmp_path}/门口%20photos?seconds=0.5&fps=30&loop=yes")

    assert isinstance(camera, FolderCamera)


def test_the_password_is_in_no_representation() -> None:
    address = Address.parse("rtsp://resident:secret@box/cam", "")

    assert address.url == "rtsp://resident:secret@box/cam"
    assert "secret" not in repr(address) + str(address)


@given(st.text())
def test_any_text_is_a_camera_or_an_error_of_ours(text: str) -> None:
    for url in (text, f"folder:///nowhere/{text}", f"folder:///nowhere?{text}", f"v4l2:///nowhere{text}"):
        with pytest.raises((ConfigError, CameraError)):
            open_camera(url)


def test_a_driver_is_imported_only_when_it_is_asked_for() -> None:
    program = "import sys, edge.camera.live; print('cv2' in sys.modules)"

    answer = subprocess.run([sys.executable, "-c", program], cwd=REPO, env=os.environ, capture_output=True, check=True)

    assert answer.stdout.strip() == b"False"
