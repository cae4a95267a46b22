"""A printed card held before the camera: its two sides make a Document, its portrait a picture."""

import cv2
import numpy as np

from edge.document import Document, Way
from edge.document.photo import Picture
from edge.document.printed import back, front
from edge.document.printed.back import Back
from edge.document.printed.front import Front
from edge.document.printed.recognition import recognise, shrunk


def read_front(picture: Picture) -> tuple[Front, Picture]:
    """What the front says, and its portrait, upright. Takes seconds.

    The picture is RGB; the card should fill it and lie at most some 20° askew. Raises DocumentError.
    """
    picture = shrunk(picture)
    said = front.understand(recognise(picture))
    return said, cut_out(picture, said)


def read_back(picture: Picture) -> Back:
    """What the back says. Takes seconds. Raises DocumentError."""
    return back.understand(recognise(shrunk(picture)))


def document(front: Front, back: Back) -> Document:
    """The Document that both sides are."""
    return Document(
        type=front.type,
        way=Way.PRINTED,
        name=front.name,
        sex=front.sex,
        birth=front.birth,
        number=front.number,
        nationality="CHN",
        address=front.address,
        authority=back.authority,
        valid_from=back.valid_from,
        valid_until=back.valid_until,
    )


def cut_out(picture: Picture, said: Front) -> Picture:
    """The place of the portrait, turned upright; what lies outside the picture is black."""
    top_left, top_right, _, bottom_left = np.array(said.portrait, np.float32)
    size = (round(float(np.linalg.norm(top_right - top_left))), round(float(np.linalg.norm(bottom_left - top_left))))
    corners = np.array([(0, 0), (size[0], 0), (0, size[1])], np.float32)
    turn = cv2.getAffineTransform(np.array([top_left, top_right, bottom_left]), corners)
    return np.asarray(cv2.warpAffine(picture, turn, size), np.uint8)
