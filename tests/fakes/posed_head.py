"""A head of five points before a pinhole camera: what a probe tells of it, exactly or with a detector's error.

The positive path of a challenge at the level of points: no photograph shows a real turn, this one has the geometry.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from edge.face.detect import Face
from edge.face.probe import Probe
from edge.face.quality import Flaw, Limits, Quality, pose_of
from edge.face.template import Template

HEAD = np.array([[-31.5, -32, 0], [31.5, -32, 0], [0, 2, -25], [-25, 34, 0], [25, 34, 0]])
"""A mean adult's eyes, tip of the nose and corners of the mouth, mm: right, down, away from the camera."""
FLAT = HEAD * (1, 1, 0)
"""The same, printed on paper."""
FOCAL = 600.0
"""Of the camera, pixels, with frames of 640 × 480."""
DISTANCE = 550.0
"""From the camera, mm."""


@dataclass
class PosedHead:
    """A head or a flat picture of one. error: standard deviation of each coordinate, in distances between the eyes."""

    points: NDArray[np.float64] = field(default_factory=HEAD.copy)
    person: int = 0
    error: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        self._random = np.random.default_rng(self.seed)
        self._template = template_of(self.person)

    def probe(
        self, yaw: float = 0.0, near: float = 1.0, pitch: float = 0.0, roll: float = 0.0, x: float = 0.0
    ) -> Probe:
        """One frame's probe. Angles in degrees, yaw positive to the person's left; x: mm to the picture's right."""
        placed = self.points @ _rotation(yaw, pitch, roll).T + (x, 0, DISTANCE / near)
        points = placed[:, :2] * FOCAL / placed[:, 2:] + (320, 240)
        eyes = 63 * FOCAL / DISTANCE * near
        points += self._random.normal(0, self.error * eyes, points.shape) if self.error else 0.0
        return probe_of(points.astype(np.float32), 2.1 * eyes, self._template)


def template_of(person: int) -> Template:
    """A template of the person; two persons' are nearly at a right angle."""
    drawn = np.random.default_rng(person).standard_normal(128)
    return np.asarray(drawn / np.linalg.norm(drawn), np.float32)


def probe_of(points: NDArray[np.float32], width: float, template: Template, limits: Limits = Limits()) -> Probe:  # noqa: B008
    """A probe of a face with these points; without a template when the head is turned too far for one."""
    x, y = points.mean(axis=0)
    face = Face(float(x - width / 2), float(y - 0.68 * width), width, 1.3 * width, points, 0.9)
    pose = pose_of(points)
    if abs(pose.turn) > limits.turn:
        return Probe(Quality(Flaw.TURNED, width / 640, pose), face)
    return Probe(Quality(None, width / 640, pose, 120, 0.02), face, template.copy())


def _rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    y, p, r = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return np.asarray(about_y @ about_x @ about_z)
