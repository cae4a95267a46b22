from pathlib import Path

import numpy as np
import pytest

from edge.errors import SampleError
from edge.face.probe import Prober
from edge.face.sample import central_face, only_face, read_picture
from tests.edge.conftest import Scene
from tests.fakes.pictures import RED, jpeg, plain, png_declaring, turned


def test_a_picture_is_read_upright(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    path.write_bytes(turned(jpeg(plain(RED, 320, 240))))

    assert read_picture(path).shape == (320, 240, 3)


@pytest.mark.parametrize("content", [b"", b"hello", jpeg(plain(RED))[:40], png_declaring(2**30, 2**30)])
def test_a_file_that_is_no_picture_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)

    with pytest.raises(SampleError, match=r"a\.jpg: not a picture"):
        read_picture(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match="there is no such file"):
        read_picture(tmp_path / "a.jpg")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match="can't be read"):
        read_picture(tmp_path)


def test_no_face_and_two_faces_are_told_apart(prober: Prober, scene: Scene) -> None:
    with pytest.raises(SampleError, match="no face is found"):
        only_face(prober, plain(RED), Path("a.jpg"))
    with pytest.raises(SampleError, match="2 faces are found"):
        only_face(prober, np.hstack([scene["obama"], scene["biden"]]), Path("a.jpg"))


def test_the_face_in_the_middle_is_the_one_meant(prober: Prober, scene: Scene) -> None:
    both = np.hstack([scene["obama"], scene["biden"], scene["obama"]])

    face = central_face(prober, both)

    assert face is not None
    assert 640 < face.centre[0] < 1280


def test_without_faces_none_is_in_the_middle(prober: Prober) -> None:
    assert central_face(prober, plain(RED)) is None
