"""Where a face ought to be in the picture, and where it is, so that a page can draw both."""

from dataclasses import dataclass

from edge.face.challenge import Step
from edge.face.detect import Face
from edge.face.picture import Image


@dataclass(frozen=True)
class Oval:
    """An ellipse: its centre and its whole width and height, as shares of the picture's width and height.

    The picture is as the camera gave it, not mirrored.
    """

    x: float
    y: float
    width: float
    height: float


WIDTH = 0.26
"""Width of the wanted face, as a share of the picture's height × 4/3 (the width of a usual picture)."""
CLOSER = 1.35
"""How much larger the oval is when the person is asked to come closer."""
TALL = 1.35
"""Height of a face, as the detector frames it, by its width."""


def wanted(step: Step, image: Image) -> Oval:
    """Where the face should be during a step."""
    height, width = image.shape[:2]
    pixels = min(WIDTH * height * 4 / 3, 0.6 * width) * (CLOSER if step is Step.CLOSER else 1.0)
    return Oval(0.5, 0.5, pixels / width, pixels * TALL / height)


def found(face: Face, image: Image) -> Oval:
    """Where the face is."""
    height, width = image.shape[:2]
    x, y = face.centre
    return Oval(x / width, y / height, face.width / width, face.height / height)
