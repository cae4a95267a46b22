"""A video file plays at its own rate, once or over and over."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from edge.camera import open_camera
from edge.camera.picture import GREY
from edge.camera.video import VideoCamera
from edge.errors import CameraError
from tests.fakes.pictures import BLUE, RED, plain


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Two frames of red, two of blue, 64×48."""
    path = tmp_path / "door.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 60, (64, 48))
    for colour in (RED, RED, BLUE, BLUE):
        writer.write(plain(colour, 64, 48))
    writer.release()
    return path


def seen(camera: VideoCamera, frames: int) -> str:
    middles = [camera.read()[24, 32] for _ in range(frames)]
    return "".join("-" if np.allclose(m, GREY) else "R" if m[2] > m[0] else "B" for m in middles)


def test_after_its_end_the_scene_is_empty(video: Path) -> None:
    assert seen(VideoCamera(video), 7) == "RRBB---"


def test_with_loop_it_starts_again(video: Path) -> None:
    camera = open_camera(f"file://{video}?loop=yes")

    assert isinstance(camera, VideoCamera)
    assert seen(camera, 10) == "RRBBRRBBRR"


def test_a_looped_video_that_is_taken_away_is_a_camera_that_goes_away(video: Path) -> None:
    camera = VideoCamera(video, loop=True)
    assert seen(camera, 4) == "RRBB"

    video.unlink()

    with pytest.raises(CameraError, match="there is no video file"):
        camera.read()


@pytest.mark.parametrize("content", [b"", b"not a video at all", bytes(100_000)])
def test_what_is_no_video_is_told(tmp_path: Path, content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "door.mp4"
    path.write_bytes(content)

    with pytest.raises(CameraError, match=r"door\.mp4 can't be opened: is it a video\?"):
        VideoCamera(path)

    assert capfd.readouterr() == ("", "")


def test_a_video_cut_short_plays_what_it_has(video: Path) -> None:
    video.write_bytes(video.read_bytes()[:-900])

    assert seen(VideoCamera(video), 8).endswith("---")


def test_very_large_frames_are_scaled_down(tmp_path: Path) -> None:
    path = tmp_path / "large.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 60, (4096, 2160))
    writer.write(plain(RED, 4096, 2160))
    writer.release()

    camera = VideoCamera(path)

    assert camera.read().shape == (1012, 1920, 3)
    assert camera.read().shape == (1012, 1920, 3)
