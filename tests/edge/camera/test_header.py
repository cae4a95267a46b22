"""A picture file's declared size is read from any bytes without harm."""

import cv2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.camera.header import read_header
from edge.camera.picture import decode
from edge.errors import CameraError
from tests.fakes.pictures import RED, jpeg, plain, png, turned

WHOLE = [
    jpeg(plain(RED, 37, 11)),
    turned(jpeg(plain(RED, 37, 11))),
    jpeg(plain(RED, 37, 11), cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
    jpeg(plain(RED, 37, 11), cv2.IMWRITE_JPEG_RST_INTERVAL, 1),
    png(plain(RED, 37, 11)),
]


@pytest.mark.parametrize("file", WHOLE, ids=["jpeg", "exif", "progressive", "restarts", "png"])
def test_the_size_of_a_whole_file_is_read(file: bytes) -> None:
    header = read_header(file)

    assert header is not None
    assert (header.width, header.height, header.whole) == (37, 11, True)


def test_only_a_baseline_jpeg_can_be_scaled_while_it_is_read() -> None:
    headers = [read_header(file) for file in WHOLE]

    assert [header.scalable for header in headers if header] == [True, True, False, True, False]


def test_a_thumbnail_does_not_hide_that_the_picture_is_cut() -> None:
    thumbnail, picture = jpeg(plain(RED, 16, 16)), jpeg(plain(RED, 320, 240))
    segment = b"\xff\xe1" + (len(thumbnail) + 2).to_bytes(2) + thumbnail
    cut = picture[:2] + segment + picture[2:-2]

    header = read_header(cut)

    assert header is not None
    assert (header.width, header.whole) == (320, False)


@given(st.sampled_from(WHOLE), st.data())
def test_a_file_cut_anywhere_is_never_taken_for_a_whole_one(file: bytes, data: st.DataObject) -> None:
    header = read_header(file[: data.draw(st.integers(0, len(file) - 3))])

    assert header is None or not header.whole


def test_a_chunk_that_declares_gigabytes_is_a_cut_file() -> None:
    """A decoder would make room for them."""
    file = bytearray(png(plain(RED, 37, 11)))
    content = file.index(b"IDAT")
    file[content - 4] = 0xFF

    header = read_header(bytes(file))

    assert header is not None
    assert not header.whole


STARTS = [b"", b"\xff\xd8", b"\xff\xd8\xff\xc0\0\x11\x08", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"]


def becomes_a_frame_or_an_error_of_ours(file: bytes) -> bool:
    try:
        return decode(file, 64, 48).shape == (48, 64, 3)
    except CameraError:
        return True


@given(st.sampled_from(STARTS), st.binary())
def test_any_bytes_do_no_harm(start: bytes, rest: bytes) -> None:
    assert becomes_a_frame_or_an_error_of_ours(start + rest)


@given(st.sampled_from(WHOLE), st.integers(0, 10_000), st.integers(1, 255))
def test_a_damaged_byte_does_no_harm(file: bytes, place: int, flip: int) -> None:
    damaged = bytearray(file)
    damaged[place % len(file)] ^= flip

    assert becomes_a_frame_or_an_error_of_ours(bytes(damaged))
