"""The folder camera shows photographs one after another, and whoever walks up later."""

import logging
from pathlib import Path

import numpy as np
import pytest

from edge.camera.folder import FolderCamera, Showing
from edge.errors import CameraError
from tests.fakes.pictures import BLUE, RED, jpeg, plain, png_declaring

FAST = Showing(seconds=0.02, gap=0.01, fps=200)
"""Four frames of each picture and two of the empty scene."""


def seen(camera: FolderCamera, frames: int) -> str:
    """What stands in the middle of the next frames: R, B, or - for nobody."""
    middles = [camera.read()[240, 320] for _ in range(frames)]
    return "".join("R" if m[2] > 200 else "B" if m[0] > 200 else "-" for m in middles)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "1.jpg").write_bytes(jpeg(plain(RED)))
    (tmp_path / "2.jpeg").write_bytes(jpeg(plain(BLUE)))
    (tmp_path / "notes.txt").write_text("not a picture, not looked at")
    return tmp_path


def test_pictures_appear_in_the_order_of_their_names_with_an_empty_scene_between(folder: Path) -> None:
    assert seen(FolderCamera(folder, FAST), 14) == "RRRR--BBBB----"


def test_the_same_folder_gives_the_same_frames(folder: Path) -> None:
    one, other = FolderCamera(folder, FAST), FolderCamera(folder, FAST)

    assert all(np.array_equal(one.read(), other.read()) for _ in range(14))


def test_with_loop_they_come_again(folder: Path) -> None:
    looped = Showing(FAST.seconds, FAST.gap, FAST.fps, loop=True)

    assert seen(FolderCamera(folder, looped), 18) == "RRRR--BBBB--RRRR--"


def test_a_picture_moved_into_the_folder_appears_once(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    camera = FolderCamera(folder, FAST)
    assert seen(camera, 14).endswith("--")

    walks_up = tmp_path_factory.mktemp("outside") / "0.jpg"
    walks_up.write_bytes(jpeg(plain(BLUE)))
    walks_up.rename(folder / "0.jpg")

    assert seen(camera, 12) == "BBBB--------"


def test_a_picture_taken_away_and_brought_again_appears_again(folder: Path) -> None:
    camera = FolderCamera(folder, FAST)
    seen(camera, 12)

    (folder / "1.jpg").rename(folder / "1.away")
    assert seen(camera, 3) == "---"
    (folder / "1.away").rename(folder / "1.jpg")

    assert seen(camera, 4) == "RRRR"


def test_a_picture_that_is_still_being_copied_appears_when_it_is_whole(tmp_path: Path) -> None:
    file = jpeg(plain(RED))
    (tmp_path / "1.jpg").write_bytes(file[:-100])
    camera = FolderCamera(tmp_path, FAST)
    assert seen(camera, 2) == "--"

    (tmp_path / "1.jpg").write_bytes(file)

    assert seen(camera, 4) == "RRRR"


def test_an_unreadable_picture_is_skipped_and_told_once(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    (folder / "0.png").write_bytes(png_declaring(12_000, 9_000))
    (folder / "0.jpg").write_bytes(b"not a picture")
    (folder / "00.jpg").mkdir()
    looped = Showing(FAST.seconds, FAST.gap, FAST.fps, loop=True)

    with caplog.at_level(logging.WARNING):
        assert seen(FolderCamera(folder, looped), 30).count("RRRR--BBBB") == 2

    assert [record.getMessage().split("picture ")[1].split()[0] for record in caplog.records] == ["0.jpg", "0.png"]


def test_an_empty_folder_is_an_empty_scene(tmp_path: Path) -> None:
    assert seen(FolderCamera(tmp_path, FAST), 3) == "---"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match="nowhere can't be read: No such file"):
        FolderCamera(tmp_path / "nowhere")


def test_a_folder_that_goes_away_is_a_camera_that_goes_away(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    camera = FolderCamera(folder, FAST)
    camera.read()

    folder.rmdir()

    with pytest.raises(CameraError, match="can't be read"):
        camera.read()
