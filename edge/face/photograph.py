"""The template of the face in a document's photograph, which is small and was taken by the rules for such pictures."""

import cv2
import numpy as np

from edge.face.align import align
from edge.face.picture import Image
from edge.face.probe import Prober
from edge.face.refine import refine
from edge.face.template import Template

LEAST = 480
"""Pixels of the longer side: a chip's photograph has 102 × 126, in which the detector misses faces."""


def template_of_photograph(prober: Prober, picture: Image) -> Template | None:
    """The template of the largest face in `picture`, whatever its quality; None when no face is found."""
    image = _enlarged(picture)
    faces = sorted(prober.detector.detect(image), key=lambda face: -face.width)
    if not faces:
        return None
    points = refine(prober.detector, image, faces[0]).points
    return prober.embedder.template(align(image, points, prober.embedder.manifest.alignment))


def _enlarged(picture: Image) -> Image:
    scale = LEAST / max(picture.shape[:2])
    if scale <= 1.0:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
