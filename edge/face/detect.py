"""Find faces and five points of each with YuNet.

YuNet lays three grids over the picture, with cells of 8, 16 and 32 pixels. For each cell it tells how sure it is that a
face is there (`cls` × `obj`), the face's box and five points, all in cells, relative to the cell's corner (Wu, Peng and
Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023; the decoding is that of OpenCV's FaceDetectorYN).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.face import manifest
from edge.face.model import open_session
from edge.face.picture import Blob, Image, fill, reduced

Floats = NDArray[np.float32]
Points = Floats
"""5 × 2, pixels: the eye on the picture's left, the other eye, nose, left and right corner of the mouth."""

STRIDES = (8, 16, 32)
"""Pixels per cell of each grid."""
SAME_FACE = 0.5
"""Boxes that overlap more (intersection over union) are of one face, seen by neighbouring cells."""
SIZES = 4
"""For how many sizes of picture memory is kept: a camera's frames have one, a closer look has two."""
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
        self._names = [f"{kind}_{stride}" for stride in STRIDES for kind in ("cls", "obj", "bbox", "kps")]
        self._blobs: dict[tuple[int, int], Blob] = {}

    def detect(self, image: Image) -> list[Face]:
        """The faces in the picture, the surest first."""
        image, factor = reduced(image, LONGEST)
        return faces_in(self.rows(image), self.manifest.detection.overlap, factor)

    def rows(self, image: Image) -> Floats:
        """What every cell that is sure enough says about the face it saw: see `decode`."""
        blob = self._blob_for(image)
        fill(blob, image, self.manifest.input.colour)
        outputs = self.session.run(self._names, {self.manifest.input.name: blob})
        return decode(outputs, blob.shape[3], self.manifest.detection.score)

    def _blob_for(self, image: Image) -> Blob:
        """Memory for the picture, padded with black at the right and the bottom to multiples of the largest cell."""
        height, width = (-(-side // STRIDES[-1]) * STRIDES[-1] for side in image.shape[:2])
        if (height, width) not in self._blobs:
            if len(self._blobs) == SIZES:
                self._blobs.clear()
            self._blobs[height, width] = np.zeros((1, 3, height, width), np.float32)
        return self._blobs[height, width]


def decode(outputs: Sequence[Floats], width: int, least: float) -> Floats:
    """The rows (x, y, width, height, ten point coordinates, score) of all cells whose score is at least `least`.

    outputs: cls, obj, bbox and kps of each stride in turn, as YuNet gives them. width: of the input, pixels.
    """
    rows = []
    for index, stride in enumerate(STRIDES):
        cls, obj, boxes, points = (output[0] for output in outputs[4 * index : 4 * index + 4])
        scores = cls[:, 0] * obj[:, 0]
        cells = np.flatnonzero(scores >= least * least)
        if cells.size:
            corner = np.stack(np.divmod(cells, width // stride)[::-1], 1)
            rows.append(_unfolded(corner, boxes[cells], points[cells], np.sqrt(scores[cells]), stride))
    return np.concatenate(rows) if rows else np.zeros((0, 15), np.float32)


def _unfolded(corner: NDArray[np.int64], boxes: Floats, points: Floats, scores: Floats, stride: int) -> Floats:
    """Rows of `decode` for cells of one grid. A box is its centre from the corner, and its size's logarithm."""
    centre = (corner + boxes[:, :2]) * stride
    size = np.exp(boxes[:, 2:]) * stride
    places = (np.tile(corner, 5) + points) * stride
    return np.hstack([centre - size / 2, size, places, scores[:, None]]).astype(np.float32)


def faces_in(rows: Floats, overlap: float, factor: float) -> list[Face]:
    """The faces among `decode`'s rows, the surest first; lengths multiplied by `factor`.

    The box is that of the surest cell. The points are the mean over all cells that saw the face, which halves their
    error (the surest cell says least about the far end of a face).
    """
    found = []
    for row in rows[distinct(rows, overlap)]:
        x, y, width, height = (float(length) * factor for length in row[:4])
        found.append(Face(x, y, width, height, _points(rows, row) * np.float32(factor), float(row[14])))
    return found


def _points(rows: Floats, row: Floats) -> Points:
    """The points of a face by the rows of all cells that saw it, each counted by its score."""
    seen = rows[_overlaps(row, rows) > SAME_FACE]
    if not len(seen):  # a box without an area overlaps nothing, not even itself
        return row[4:14].reshape(5, 2)
    return np.average(seen[:, 4:14], axis=0, weights=seen[:, 14]).astype(np.float32).reshape(5, 2)


def distinct(rows: Floats, overlap: float) -> list[int]:
    """Which rows to keep, best first: of boxes that overlap more than `overlap`, the best (non-maximum suppression)."""
    kept = []
    order = np.argsort(-rows[:, 14], kind="stable")
    while order.size:
        kept.append(int(order[0]))
        best, rest = rows[order[0]], rows[order[1:]]
        order = order[1:][_overlaps(best, rest) <= overlap]
    return kept


def _overlaps(box: Floats, others: Floats) -> Floats:
    """Intersection over union of one box with each of the others."""
    low = np.maximum(box[:2], others[:, :2])
    high = np.minimum(box[:2] + box[2:4], others[:, :2] + others[:, 2:4])
    common = np.prod(np.maximum(high - low, 0), axis=1)
    union = np.prod(box[2:4]) + np.prod(others[:, 2:4], axis=1) - common
    return np.asarray(common / np.maximum(union, np.finfo(np.float32).tiny), np.float32)
