"""Picture files of every kind become frames of the camera's size, or a sentence."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.camera import Image
from edge.camera.picture import GREY, as_seen, decode, fit
from edge.errors import CameraError
from tests.fakes.pictures import BLUE, RED, jpeg, jpeg_declaring, plain, png, png_declaring, turned

SIZE = (640, 480)
REPO = Path(__file__).parents[3]
DECODE_AND_TELL = """
import resource, sys
from edge.camera import Image
from edge.camera.picture import decode
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
file = open(sys.argv[1], "rb").read()
before = peak()
frame = decode(file, 640, 480)
print(before, peak(), *frame[240, 320])
"""


def looks_like(pixel: NDArray[Any], colour: tuple[int, int, int]) -> bool:
    return bool(np.allclose(pixel, colour, atol=8))


@pytest.mark.parametrize("write", [jpeg, png])
def test_a_picture_stands_in_the_middle_of_a_grey_frame(write: Callable[[Image], bytes]) -> None:
    frame = decode(write(plain(RED, 320, 240)), *SIZE)

    assert frame.shape == (480, 640, 3)
    assert looks_like(frame[240, 320], RED)
    assert looks_like(frame[10, 10], (GREY, GREY, GREY))


def test_a_larger_picture_is_scaled_down_and_keeps_its_aspect() -> None:
    frame = decode(jpeg(plain(RED, 4000, 1000)), *SIZE)

    assert looks_like(frame[240, 2], RED)
    assert looks_like(frame[240, 637], RED)
    assert looks_like(frame[155, 320], (GREY, GREY, GREY))
    assert looks_like(frame[165, 320], RED)


def test_a_tiny_picture_is_not_blown_up() -> None:
    assert np.count_nonzero((fit(plain(RED, 1, 1), *SIZE) != GREY).any(axis=2)) == 1


def test_a_thin_picture_keeps_at_least_one_pixel() -> None:
    assert fit(plain(RED, 10_000, 1), *SIZE).shape == (480, 640, 3)


def test_a_photograph_taken_upright_stands_upright() -> None:
    lying = np.hstack([plain(RED, 100, 100), plain(BLUE, 100, 100)])

    frame = decode(turned(jpeg(lying)), *SIZE)

    assert looks_like(frame[240 - 80, 320], RED)
    assert looks_like(frame[240 + 80, 320], BLUE)


def test_a_picture_that_is_turned_after_scaling_still_fills_the_frame() -> None:
    frame = decode(turned(jpeg(plain(RED, 3000, 4000))), *SIZE)

    assert looks_like(frame[2, 320], RED)
    assert looks_like(frame[240, 2], RED)


@pytest.mark.parametrize(
    "image",
    [
        np.full((240, 320), 255, np.uint8),
        np.full((240, 320), 65535, np.uint16),
        np.full((240, 320, 3), 65535, np.uint16),
        np.full((240, 320, 4), 255, np.uint8),
    ],
    ids=["grey", "16-bit grey", "16-bit colour", "alpha"],
)
def test_every_depth_of_png_becomes_colour_of_8_bits(image: NDArray[Any]) -> None:
    frame = decode(png(image), *SIZE)

    assert frame.dtype == np.uint8
    assert looks_like(frame[240, 320], (255, 255, 255))


def test_a_huge_jpeg_is_scaled_while_it_is_read_and_needs_little_memory(tmp_path: Path) -> None:
    """Decoded whole it would take 324 MB. A process of its own: the peak of memory is one per process."""
    file = tmp_path / "huge.jpg"
    file.write_bytes(jpeg(plain(RED, 12_000, 9_000)))

    answer = subprocess.run([sys.executable, "-c", DECODE_AND_TELL, file], capture_output=True, check=True, cwd=REPO)

    before, after, *pixel = map(int, answer.stdout.split())
    assert looks_like(np.array(pixel), RED)
    assert after - before < 100_000  # kB


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        (b"", "not a JPEG or PNG"),
        (b"hello", "not a JPEG or PNG"),
        (b"GIF89a" + bytes(100), "not a JPEG or PNG"),
        (jpeg(plain(RED))[:-2], "cut short"),
        (jpeg(plain(RED))[:400], "not a JPEG or PNG|cut short"),
        (png(plain(RED))[:-20], "cut short"),
        (png_declaring(12_000, 9_000), "too large: 12000×9000"),
        (png_declaring(2**32 - 1, 2**32 - 1), "too large"),
        (jpeg(plain(RED, 8_000, 5_000), cv2.IMWRITE_JPEG_PROGRESSIVE, 1), "too large"),
        (jpeg_declaring(40_000, 40_000), "too large"),
        (png_declaring(0, 0), "cannot be decoded"),
        (png_declaring(100, 100), "cannot be decoded"),
    ],
)
def test_what_is_no_usable_picture_is_told_in_a_sentence(file: bytes, complaint: str) -> None:
    with pytest.raises(CameraError, match=complaint):
        decode(file, *SIZE)


def test_two_frames_of_one_picture_are_never_the_same_bytes() -> None:
    image = plain(RED)

    frames = [as_seen(image, count) for count in range(3)]

    assert not np.array_equal(frames[0], frames[1])
    assert not np.array_equal(frames[1], frames[2])
    assert np.count_nonzero(frames[0] != frames[1]) <= 3
