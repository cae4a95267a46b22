"""Samples from files: one picture, the one face in it, its template."""

from pathlib import Path

import cv2
import numpy as np

from edge.errors import SampleError
from edge.face.align import align
from edge.face.detect import Face
from edge.face.picture import Image
from edge.face.probe import Prober
from edge.face.refine import refine
from edge.face.template import Template


def read_picture(path: Path) -> Image:
    """The picture in a file, upright as its camera noted. Raises SampleError."""
    try:
        image = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    except FileNotFoundError:
        raise SampleError(f"{path}: there is no such file") from None
    except OSError as error:
        raise SampleError(f"{path}: can't be read: {error.strerror}") from error
    except cv2.error:  # an empty file, or more pixels than OpenCV decodes
        image = None
    if image is None:
        raise SampleError(f"{path}: not a picture; accepted are JPEG, PNG and what else OpenCV reads")
    return np.asarray(image, np.uint8)


def only_face(prober: Prober, image: Image, path: Path) -> Face:
    """The one face in a picture. Raises SampleError if there is none or there are more."""
    faces = prober.detector.detect(image)
    if not faces:
        raise SampleError(f"{path}: no face is found in it; use a picture of one person who looks at the camera")
    if len(faces) > 1:
        raise SampleError(f"{path}: {len(faces)} faces are found in it; cut the picture down to one")
    return faces[0]


def central_face(prober: Prober, image: Image) -> Face | None:
    """The face nearest to the middle of the picture, which a test set's label is about; None if there is no face."""
    middle = np.array(image.shape[1::-1]) / 2
    faces = prober.detector.detect(image)
    return min(faces, key=lambda face: float(np.abs(middle - face.centre).sum()), default=None)


def template_of(prober: Prober, image: Image, face: Face) -> Template:
    """The template of a face in a picture, whatever its quality."""
    points = refine(prober.detector, image, face).points
    return prober.embedder.template(align(image, points, prober.embedder.manifest.alignment))
