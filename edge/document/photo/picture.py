"""Ordinary picture files (BMP, PNG, JPEG) to pixels, with memory bounded whatever the file declares."""

import struct

import cv2
import numpy as np

from edge.document.photo import Picture
from edge.errors import DocumentError

MOST_PIXELS = 16_000_000
"""Of a picture that is decoded, about 50 MB."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG segments that state the size."""


class PictureDecoder:
    """For chips that hold a picture file: those of the simulated reader."""

    def decode(self, photo: bytes) -> Picture:
        return decode(photo)


def decode(data: bytes) -> Picture:
    """The picture in a BMP, PNG or JPEG file. Raises DocumentError."""
    width, height = _size(data)
    if not 0 < width * height <= MOST_PIXELS:
        raise DocumentError(f"a photograph of {width}×{height} pixels is not taken: at most {MOST_PIXELS} are")
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        image = None
    if image is None:
        raise DocumentError("the photograph is a damaged picture file")
    return np.ascontiguousarray(image[:, :, ::-1], np.uint8)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height that the file declares."""
    try:
        if data.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", data, 18)
            return abs(width), abs(height)
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = struct.unpack_from(">II", data, 16)
            return width, height
        if data.startswith(b"\xff\xd8"):
            return _jpeg_size(data)
    except (struct.error, IndexError):
        pass
    raise DocumentError("the photograph is no picture file that is known (BMP, PNG, JPEG), or cut short")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while data[at + 1] not in _FRAMES:
        (length,) = struct.unpack_from(">H", data, at + 2)
        at += 2 + max(length, 2)
    height, width = struct.unpack_from(">HH", data, at + 5)
    return width, height
