"""A frame as a small JPEG for the screen beside the camera; it goes nowhere else."""

import cv2

from edge.camera import Image
from edge.camera.picture import shrink

WIDTH, HEIGHT = 480, 360
"""Pixels at most."""
QUALITY = 75


def encode(image: Image) -> bytes:
    """The picture as the camera gave it, not mirrored."""
    _, encoded = cv2.imencode(".jpg", shrink(image, WIDTH, HEIGHT), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return encoded.tobytes()
