"""Turn a face upright: move, turn and scale the picture until the five points lie where the embedder expects them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.face.detect import Points
from edge.face.manifest import Alignment
from edge.face.picture import Image

NO_SPREAD = 1e-30
"""Stands for the spread of points that all lie in one place."""
Matrix = NDArray[np.float64]
"""2 × 3: turns and scales, then moves."""


def similarity(points: Points, wanted: NDArray[np.floating]) -> Matrix:
    """The rotation, scale and shift that bring `points` nearest to `wanted` (least squares).

    Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991. In the plane and
    without reflection it has this closed form: with points as complex numbers about their mean, the turn and scale are
    one complex factor.
    """
    source = points[:, 0].astype(np.float64) + 1j * points[:, 1]
    target = wanted[:, 0].astype(np.float64) + 1j * wanted[:, 1]
    centred = source - source.mean()
    spread = max(float(np.vdot(centred, centred).real), NO_SPREAD)
    factor = np.vdot(centred, target - target.mean()) / spread
    shift = target.mean() - factor * source.mean()
    return np.array([[factor.real, -factor.imag, shift.real], [factor.imag, factor.real, shift.imag]])


def align(image: Image, points: Points, alignment: Alignment) -> Image:
    """The face upright, `alignment.size` pixels square; what lies outside the picture is black."""
    wanted = np.array(alignment.points)
    matrix = similarity(points, wanted)
    shrink = int(1 / max(np.hypot(*matrix[:, 0]), 1e-3))
    if shrink >= 2:
        # Bilinear sampling reads four pixels and skips the others; a large face is averaged down before it.
        image, points = _averaged(image, points, _bounds(matrix, alignment.size), shrink)
        matrix = similarity(points, wanted)
    size = (alignment.size, alignment.size)
    return np.asarray(cv2.warpAffine(image, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)


def _bounds(matrix: Matrix, size: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the part of the picture that the aligned square shows, with a pixel's rim."""
    back = cv2.invertAffineTransform(matrix)
    corners = np.array([[-1, -1, 1], [size, -1, 1], [-1, size, 1], [size, size, 1]]) @ back.T
    left, top = np.floor(corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    return left, top, right, bottom


def _averaged(image: Image, points: Points, bounds: tuple[int, int, int, int], shrink: int) -> tuple[Image, Points]:
    """The part of the picture within `bounds`, `shrink` × `shrink` pixels made one, and the points in it."""
    height, width = image.shape[:2]
    left, top = max(0, bounds[0]), max(0, bounds[1])
    right, bottom = min(width, bounds[2]), min(height, bounds[3])
    part = image[top:bottom, left:right]
    if min(part.shape[:2]) < shrink:
        return image, points
    small = cv2.resize(part, (part.shape[1] // shrink, part.shape[0] // shrink), interpolation=cv2.INTER_AREA)
    scale = np.array(small.shape[1::-1]) / np.array(part.shape[1::-1])
    # A pixel's place is its centre, half a pixel from its corner.
    moved = (points - (left, top) + 0.5) * scale - 0.5
    return np.asarray(small, np.uint8), moved.astype(np.float32)
