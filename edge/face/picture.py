"""Pictures: what counts as one, and how a model reads it."""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""H × W × 3, BGR, 0 … 255."""
Blob = NDArray[np.float32]
"""1 × 3 × H × W, 0 … 255: the planes a model reads."""

CHANNELS = {"BGR": (0, 1, 2), "RGB": (2, 1, 0)}
"""Which channel of an Image fills each plane, by the colour order of a manifest."""


def as_image(value: object) -> Image | None:
    """`value` as an Image: itself, or grey made BGR; None if it is no picture at all."""
    if not isinstance(value, np.ndarray) or value.dtype != np.uint8 or value.size == 0:
        return None
    if value.ndim == 2 or (value.ndim == 3 and value.shape[2] == 1):
        return np.asarray(cv2.cvtColor(np.ascontiguousarray(value), cv2.COLOR_GRAY2BGR), np.uint8)
    return value if value.ndim == 3 and value.shape[2] == 3 else None


def reduced(image: Image, longest: int) -> tuple[Image, float]:
    """The picture with no side longer than `longest` pixels, and by what factor it was made smaller (≥ 1)."""
    height, width = image.shape[:2]
    factor = max(height, width) / longest
    if factor <= 1:
        return image, 1.0
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8), factor


@contextmanager
def filled(blob: Blob, image: Image, colour: str) -> Iterator[Blob]:
    """The blob, black so far, with the picture in its top-left corner, one plane per colour; afterwards black again."""
    height, width = image.shape[:2]
    planes = cv2.split(image)
    for plane, channel in zip(blob[0], CHANNELS[colour], strict=True):
        plane[:height, :width] = planes[channel]
    try:
        yield blob
    finally:
        blob.fill(0)
