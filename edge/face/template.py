"""Compute the template of an aligned face with SFace."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.face import manifest
from edge.face.model import open_session
from edge.face.picture import Blob, Image, filled

Template = NDArray[np.float32]
"""A face as a vector of length 1; the dot product of two is their comparison score (cosine, -1 … 1)."""


class Embedder:
    """SFace, or another model with an embedder's manifest. Keeps its input's memory: one thread at a time."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Open the model in `folder`. Raises ModelError."""
        self.manifest = manifest.load(folder, manifest.EmbedderManifest)
        self.session = open_session(folder, self.manifest, threads)
        size = self.manifest.alignment.size
        self._blob: Blob = np.zeros((1, 3, size, size), np.float32)

    def template(self, aligned: Image) -> Template:
        """The template of a face that `align` turned upright."""
        with filled(self._blob, aligned, self.manifest.input.colour) as blob:
            (embedding,) = self.session.run(None, {self.manifest.input.name: blob})
        template = np.asarray(embedding[0] / np.linalg.norm(embedding), np.float32)
        embedding.fill(0)
        return template
