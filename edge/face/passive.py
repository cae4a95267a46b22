"""A passive signal of liveness: a model that looks at one picture of a face and tells how living it looks.

One vote among others: this one errs on one person in six and on one picture in five (models/liveness/README.md).
"""

from pathlib import Path

import cv2
import numpy as np

from edge.face import manifest
from edge.face.detect import Face
from edge.face.model import open_session
from edge.face.picture import Blob, Image, filled
from edge.face.refine import square


class PassiveModel:
    """The model of faceplugin, or another with a manifest of liveness. Keeps its input's memory: one thread."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Open the model in `folder`. Raises ModelError."""
        self.manifest = manifest.load(folder, manifest.LivenessManifest)
        self._session = open_session(folder, self.manifest, threads)
        self._side = int(self.manifest.input.shape[-1])
        self._blob: Blob = np.zeros((1, 3, self._side, self._side), np.float32)

    @property
    def name(self) -> str:
        """The model's name in votes and records."""
        return self.manifest.name

    @property
    def threshold(self) -> float:
        """The least score that speaks for a living person."""
        return self.manifest.liveness.threshold

    def score(self, image: Image, face: Face) -> float:
        """How living a face looks, 0 … 1."""
        with filled(self._blob, self._crop(image, face), self.manifest.input.colour) as blob:
            (outputs,) = self._session.run(None, {self.manifest.input.name: blob})
        values = np.asarray(outputs[0], np.float64)
        if self.manifest.liveness.gives == "logits":
            values = np.exp(values - values.max())
            values /= values.sum()
        return float(values[self.manifest.liveness.live])

    def _crop(self, image: Image, face: Face) -> Image:
        side = max(1, round(self.manifest.liveness.crop * max(face.width, face.height)))
        left, top = (round(place - side / 2) for place in face.centre)
        shrinks = cv2.INTER_AREA if side > self._side else cv2.INTER_LINEAR
        crop = cv2.resize(square(image, left, top, side), (self._side, self._side), interpolation=shrinks)
        return np.asarray(crop, np.uint8)


def open_passive(models: Path, name: str = "liveness", threads: int = 1) -> list[PassiveModel]:
    """The passive signals there are: the model in the folder `name`, or none where its file was not made.

    Raises ModelError for a model that is there but not the one its manifest names.
    """
    folder = models / name
    if not folder.is_dir() or not (folder / manifest.load(folder, manifest.LivenessManifest).file).exists():
        return []
    return [PassiveModel(folder, threads)]
