"""What is before the camera in pictures of the door's screens: drawn, nobody's."""

import cv2
import numpy as np

from edge.camera import Image

WALL = (205, 214, 210)


def person() -> Image:
    """Nobody in particular, before a wall."""
    picture = np.full((480, 640, 3), WALL, np.uint8)
    cv2.ellipse(picture, (320, 500), (190, 150), 0, 0, 360, (120, 96, 52), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (320, 240), (88, 122), 0, 0, 360, (150, 182, 224), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (320, 168), (96, 74), 0, 180, 360, (44, 44, 50), -1, cv2.LINE_AA)
    for x in (284, 356):
        cv2.ellipse(picture, (x, 232), (13, 8), 0, 0, 360, (60, 52, 48), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (320, 252), (9, 22), 0, 20, 160, (104, 132, 176), 4, cv2.LINE_AA)
    cv2.ellipse(picture, (320, 298), (30, 13), 0, 10, 170, (84, 84, 164), 5, cv2.LINE_AA)
    return picture


def card() -> Image:
    """Nobody's card, held up."""
    picture = np.full((480, 640, 3), WALL, np.uint8)
    cv2.rectangle(picture, (80, 90), (560, 390), (238, 240, 236), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (420, 140), (520, 280), (190, 200, 210), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (470, 205), (28, 36), 0, 0, 360, (150, 182, 224), -1, cv2.LINE_AA)
    for row, width in ((150, 120), (190, 90), (230, 170), (275, 240), (345, 300)):
        cv2.rectangle(picture, (115, row), (115 + width, row + 14), (130, 136, 134), -1, cv2.LINE_AA)
    return picture
