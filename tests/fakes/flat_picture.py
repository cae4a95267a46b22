"""An attack: a photograph on paper or on a screen, moved, tilted and brought near before a camera.

Before a background of its own the picture is projected as a pinhole camera sees it; the sensor's noise is over all.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.camera import Image
from tests.fakes.turning_head import HEIGHT, NOISE, WIDTH

FOCAL = 600.0
"""Pixels."""


@dataclass(frozen=True)
class Posture:
    """How the picture is held: degrees about the upright, the level and the line of sight.

    near: how much larger than at first. x, y: pixels from the middle.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    near: float = 1.0
    x: float = 0.0
    y: float = 0.0


class FlatPicture:
    """The pictures a camera takes of it. shown: what is on the paper, H × W × 3; held straight it fills the frame."""

    def __init__(self, shown: Image, seed: int = 0) -> None:
        self._shown = shown
        self._random = np.random.default_rng(seed)
        stripes = np.linspace(60, 150, WIDTH, dtype=np.float32) + 12 * np.sin(np.arange(WIDTH) / 9)
        self._background = np.repeat(np.repeat(stripes[None, :, None], HEIGHT, 0), 3, 2).astype(np.uint8)

    def frame(self, held: Posture = Posture()) -> Image:
        """One more frame of the picture."""
        matrix = _projection(held, self._shown.shape[1], self._shown.shape[0])
        scene = self._background.copy()
        cv2.warpPerspective(
            self._shown, matrix, (WIDTH, HEIGHT), dst=scene, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT
        )
        return np.clip(scene + self._random.normal(0, NOISE, scene.shape), 0, 255).astype(np.uint8)


def _projection(held: Posture, width: int, height: int) -> NDArray[np.float32]:
    """The homography that brings the picture's pixels to the frame's."""
    yaw, pitch, roll = np.radians([held.yaw, held.pitch, held.roll])
    about_y = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], np.float32)
    flat = np.c_[corners - (width / 2, height / 2), np.zeros(4)] * min(WIDTH / width, HEIGHT / height)
    placed = flat @ (about_y @ about_x @ about_z).T + (0, 0, FOCAL / held.near)
    seen = placed[:, :2] * FOCAL / placed[:, 2:] + (WIDTH / 2 + held.x, HEIGHT / 2 + held.y)
    return np.asarray(cv2.getPerspectiveTransform(corners, seen.astype(np.float32)), np.float32)
