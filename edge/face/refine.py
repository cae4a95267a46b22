"""Place the five points of a face more exactly, by looking at it again at sizes that suit YuNet.

How far YuNet's points stray depends on how large a face is in the picture: least at 64 and from 140 pixels of width
(under 2 % of it), most at about 100 (over 2 %, the surest cell alone: 3.6 %); measured on 200 LFW pictures against the
mean of 14 looks. At another size, and in the mirror, they stray elsewhere, so the mean of a few looks is nearer than
each: about 1.1 %. At an FMR of 1e-5 it brings the genuine pairs missed from 6.2 % to 4.4 %, for a sixth more work.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from edge.face.detect import Detector, Face, Points
from edge.face.picture import Image


@dataclass(frozen=True)
class Look:
    """A square picture of `side` pixels in which the face is `width` wide, perhaps as in a mirror."""

    width: int
    side: int
    mirrored: bool


LOOKS = (Look(64, 128, mirrored=False), Look(140, 256, mirrored=False), Look(188, 352, mirrored=True))
MIRRORED = (1, 0, 2, 4, 3)
"""In the mirror the left eye is the right one."""


def refine(detector: Detector, image: Image, face: Face) -> Face:
    """The face with its points at the mean of those given and those of each look that finds it again."""
    looks = [points for look in LOOKS if (points := _looked(detector, image, face, look)) is not None]
    return replace(face, points=np.mean([face.points, *looks], axis=0, dtype=np.float32))


def _looked(detector: Detector, image: Image, face: Face, look: Look) -> Points | None:
    size = max(1, round(face.width * look.side / look.width))
    left, top = (round(place - size / 2) for place in face.centre)
    shrinks = look.side < size
    part = cv2.resize(
        square(image, left, top, size),
        (look.side, look.side),
        interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR,
    )
    found = detector.detect(np.asarray(cv2.flip(part, 1) if look.mirrored else part, np.uint8))
    if not found:
        return None
    middle = look.side / 2
    points = min(found, key=lambda other: sum(abs(place - middle) for place in other.centre)).points
    if look.mirrored:
        points = (points * (-1, 1) + (look.side - 1, 0))[list(MIRRORED)]
    # A pixel's place is its centre, half a pixel from its corner.
    return np.asarray((points + 0.5) * (size / look.side) - 0.5 + (left, top), np.float32)


def square(image: Image, left: int, top: int, size: int) -> Image:
    """A square part of the picture; black where it lies outside."""
    height, width = image.shape[:2]
    x, y = np.clip([left, left + size], 0, width), np.clip([top, top + size], 0, height)
    if x[1] - x[0] == size == y[1] - y[0]:
        return image[y[0] : y[1], x[0] : x[1]]
    part = np.zeros((size, size, 3), np.uint8)
    part[y[0] - top : y[1] - top, x[0] - left : x[1] - left] = image[y[0] : y[1], x[0] : x[1]]
    return part
