"""A picture file's bytes to a frame of the camera's size, with memory bounded whatever the file declares."""

import cv2
import numpy as np

from edge.camera import Image
from edge.camera.header import Header, read_header
from edge.errors import CameraError

# No remarks on standard error about a damaged file: it becomes a CameraError.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

GREY = 128
"""What stands around a picture, and in the scene when nobody is there."""
MOST_PIXELS = 32_000_000
"""Pixels held while decoding, about 100 MB. A telephone's photograph may have more: it is scaled as it is read."""
MOST_DECLARED = 128_000_000
"""Pixels a file may have at all: one whose colours come one after another is kept whole even when it is scaled."""
REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


def decode(data: bytes, width: int, height: int) -> Image:
    """The picture in a JPEG or PNG file, upright, fitted into `width` × `height`.

    Raises CameraError: not such a picture, cut short, or too large.
    """
    header = read_header(data)
    if header is None:
        raise CameraError("is not a JPEG or PNG picture")
    if not header.whole:
        raise CameraError("is cut short")
    image = _pixels(data, _reduction(header, width, height))
    return fit(image, width, height)


def _reduction(header: Header, width: int, height: int) -> int:
    """By how much to scale while reading (1, 2, 4 or 8), so that the picture still fills the frame, turned or not."""
    lying = max(header.width / width, header.height / height)
    turned = max(header.height / width, header.width / height)
    spare = min(lying, turned)
    reduction = max(step for step in REDUCED if step == 1 or (header.scalable and step <= spare))
    if header.width * header.height > min(MOST_DECLARED, MOST_PIXELS * reduction**2):
        raise CameraError(f"is too large: {header.width}×{header.height} pixels; make it smaller")
    return reduction


def _pixels(data: bytes, reduction: int) -> Image:
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), REDUCED[reduction])
    except cv2.error as error:
        raise CameraError("cannot be decoded") from error
    if image is None:
        raise CameraError("cannot be decoded")
    return np.asarray(image, np.uint8)


def fit(image: Image, width: int, height: int) -> Image:
    """The picture in the middle of a grey frame, scaled down where it is larger; its aspect is kept."""
    image = shrink(image, width, height)
    high, wide = image.shape[:2]
    frame = empty_scene(width, height)
    top, left = (height - high) // 2, (width - wide) // 2
    frame[top : top + high, left : left + wide] = image
    return frame


def shrink(image: Image, width: int, height: int) -> Image:
    """The picture scaled down to fit into `width` × `height`, its aspect kept; a smaller one as it is."""
    high, wide = image.shape[:2]
    scale = min(width / wide, height / high)
    if scale >= 1.0:
        return image
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def empty_scene(width: int, height: int) -> Image:
    """A frame with nobody in it."""
    return np.full((height, width, 3), GREY, np.uint8)


def as_seen(image: Image, count: int) -> Image:
    """The picture as one more frame of a sensor, which never gives the same bytes twice: one corner pixel counts."""
    frame = image.copy()
    frame[0, 0] = count & 1, count >> 1 & 1, count >> 2 & 1
    return frame
