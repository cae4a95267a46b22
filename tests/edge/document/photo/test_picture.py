import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.document.photo.picture import decode
from edge.errors import DocumentError
from tests.fakes.pictures import png_declaring

RED = np.full((126, 102, 3), (0, 0, 255), np.uint8)
FILES = {kind: cv2.imencode(kind, RED)[1].tobytes() for kind in (".bmp", ".png", ".jpg")}


@pytest.mark.parametrize("kind", FILES)
def test_a_picture_file_is_read_as_rgb(kind: str) -> None:
    picture = decode(FILES[kind])

    assert picture.shape == (126, 102, 3)
    assert picture[60, 50, 0] > 250
    assert picture[60, 50, 2] < 5


def test_a_few_bytes_that_declare_a_huge_picture_are_refused() -> None:
    with pytest.raises(DocumentError, match="100000×100000 pixels"):
        decode(png_declaring(100_000, 100_000))


@settings(deadline=None)
@given(st.sampled_from([".bmp", ".png", ".jpg"]), st.data())
def test_a_damaged_file_is_a_picture_or_a_document_error(kind: str, data: st.DataObject) -> None:
    file = bytearray(FILES[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        file[data.draw(st.integers(0, min(len(file) - 1, 200)))] = data.draw(st.integers(0, 255))
    del file[data.draw(st.integers(2, len(file))) :]

    try:
        assert decode(bytes(file)).ndim == 3
    except DocumentError:
        return


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(DocumentError):
        decode(data)
