"""Find faces and five points of each with YuNet.

YuNet lays three grids over the picture, with cells of 8, 16 and 32 pixels. For each cell it tells how sure it is that a
face is there (`cls` × `obj`), the face's box and five points, all in cells, relative to the cell's corner (Wu, Peng and
Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023; the decoding is that of OpenCV's FaceDetectorYN).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.face import manifest
from edge.face.model import giving_back, open_session
from edge.face.picture import Blob, Image, filled, reduced

Floats = NDArray[np.float32]
Points = Floats
"""5 × 2, pixels: the eye on the picture's left, the other eye, nose, left and right corner of the mouth."""

KINDS = ("cls", "obj", "bbox", "kps")
"""What YuNet tells of each cell."""
STRIDES = (8, 16, 32)
"""Pixels per cell of each grid."""
SAME_FACE = 0.5
"""Boxes that overlap more (intersection over union) are of one face, seen by neighbouring cells."""
NO_AREA = np.float32(1e-30)
"""Stands for the area of boxes that have none, where something is divided by it."""
SIZES = 6
"""For how many sizes of picture memory is kept: a camera's frames have one, closer looks have three."""
LONGEST = 640
"""A longer side is reduced to this many pixels first: the size YuNet was trained for, and what a door's box can pay."""


@dataclass(frozen=True, eq=False)
class Face:
    """A face in a picture; lengths in pixels, (x, y) the box's top-left corner, which may lie outside the picture."""

    x: float
    y: float
    width: float
    height: float
    points: Points
    score: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


class Detector:
    """YuNet. Keeps its input's memory between pictures: one thread at a time."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Open the model in `folder`. Raises ModelError."""
        self.manifest = manifest.load(folder, manifest.DetectorManifest)
        self.session = open_session(folder, self.manifest, threads)
        self._names = [f"{kind}_{stride}" for stride in STRIDES for kind in KINDS]
        self._blobs: dict[tuple[int, int], Blob] = {}

    def detect(self, image: Image) -> list[Face]:
        """The faces in the picture, the surest first."""
        image, factor = reduced(image, LONGEST)
        return faces_in(self.rows(image), self.manifest.detection.overlap, factor)

    def rows(self, image: Image) -> Floats:
        """What every cell that is sure enough says about the face it saw: see `decode`."""
        with filled(self._blob_for(image), image, self.manifest.input.colour) as blob:
            outputs = self.session.run(self._names, {self.manifest.input.name: blob})
        _, _, height, width = blob.shape
        return decode(outputs, height, width, self.manifest.detection.score)

    def give_back(self) -> None:
        """Have the memory in which models keep what their layers made of a picture go back to the kernel.

        All models have it in common (`edge.face.model`), and keep it for the next picture; about 1 ms.
        """
        smallest = np.zeros((1, 3, STRIDES[-1], STRIDES[-1]), np.float32)
        self.session.run(None, {self.manifest.input.name: smallest}, giving_back())

    def _blob_for(self, image: Image) -> Blob:
        """Memory for the picture, padded with black at the right and the bottom to multiples of the largest cell."""
        height, width = (-(-side // STRIDES[-1]) * STRIDES[-1] for side in image.shape[:2])
        if (height, width) not in self._blobs:
            if len(self._blobs) == SIZES:
                self._blobs.clear()
            self._blobs[height, width] = np.zeros((1, 3, height, width), np.float32)
        return self._blobs[height, width]


def decode(outputs: Sequence[Floats], height: int, width: int, least: float) -> Floats:
    """The rows (x, y, width, height, ten point coordinates, score) of all cells whose score is at least `least`.

    outputs: cls, obj, bbox and kps of each stride in turn, as YuNet gives them. height, width: of the input, pixels.
    """
    cls, obj, boxes, points = (np.concatenate(outputs[kind :: len(KINDS)], axis=1)[0] for kind in range(len(KINDS)))
    scores = cls[:, 0] * obj[:, 0]
    cells = np.flatnonzero(scores >= least * least)
    corners, strides = (each[cells] for each in _grids(height, width))
    # A box is its centre, from the cell's corner, and its size's logarithm.
    size = np.exp(boxes[cells, 2:])
    rows = np.empty((len(cells), 15), np.float32)
    rows[:, :2] = corners + boxes[cells, :2] - size / 2
    rows[:, 2:4] = size
    rows[:, 4:14] = (points[cells].reshape(-1, 5, 2) + corners[:, None]).reshape(-1, 10)
    rows[:, :14] *= strides
    rows[:, 14] = np.sqrt(scores[cells])
    return rows


@lru_cache(maxsize=SIZES)
def _grids(height: int, width: int) -> tuple[Floats, Floats]:
    """Of all cells, grid after grid and row after row: the corner (column, row), N × 2, and the stride, N × 1."""
    shapes = [(height // stride, width // stride) for stride in STRIDES]
    corners = [np.indices(shape)[::-1].reshape(2, -1).T for shape in shapes]
    strides = [np.full((len(corner), 1), stride) for corner, stride in zip(corners, STRIDES, strict=True)]
    return np.concatenate(corners).astype(np.float32), np.concatenate(strides).astype(np.float32)


def faces_in(rows: Floats, overlap: float, factor: float) -> list[Face]:
    """The faces among `decode`'s rows, the surest first; lengths multiplied by `factor`.

    Of boxes that overlap more than `overlap` (intersection over union) the surest is the face's (non-maximum
    suppression). Its points are the mean over all cells that saw it, which halves their error: one cell says little
    about the far end of a face.
    """
    found = []
    rows = rows[np.argsort(-rows[:, 14], kind="stable")]
    while len(rows):
        shared = _overlaps(rows[0], rows)
        found.append(_face(rows, shared > SAME_FACE, factor))
        rows = rows[1:][shared[1:] <= overlap]
    return found


def _face(rows: Floats, seen: NDArray[np.bool_], factor: float) -> Face:
    """The face of the first row, its points by the `seen` rows, each counted by its score."""
    seen[0] = True  # a box without an area overlaps nothing, not even itself
    weights = rows[seen, 14]
    points = (weights @ rows[seen, 4:14] / weights.sum()).reshape(5, 2)
    x, y, width, height = (float(length) * factor for length in rows[0, :4])
    return Face(x, y, width, height, np.asarray(points * factor, np.float32), float(rows[0, 14]))


def _overlaps(box: Floats, others: Floats) -> Floats:
    """Intersection over union of one box with each of the others."""
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[:2] + box[2:4], others[:, :2] + others[:, 2:4])
    sides = np.maximum(high - low, 0)
    common = sides[:, 0] * sides[:, 1]
    union = box[2] * box[3] + others[:, 2] * others[:, 3] - common
    return np.asarray(common / np.maximum(union, NO_AREA), np.float32)
