"""A person before a camera, made of one photograph: the head turns, comes closer and leaves; no two frames are alike.

The photograph is laid over a head of mean shape, half an ellipsoid with a nose, which is turned about its upright
axis; each row of pixels moves as the surface under it does, and what lies behind the nose is covered. YuNet and SFace
see a turned head: its nose has parallax, and templates stay alike (cosine about 0.75 at 35°). It is no living person
for a passive signal.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.camera import Image
from edge.face.ask import Ask
from edge.face.detect import Points

Grid = NDArray[np.float64]

WIDTH, HEIGHT = 640, 480
FACE = 0.28
"""How wide the face is in the frame, from eye to eye × 2, as a share of its width, before it comes closer."""
NOISE = 2.0
"""Standard deviation of the sensor's noise, of 255."""


@dataclass(frozen=True)
class Held:
    """How a head is held. yaw: degrees, positive to the person's left. near: how much larger than at first."""

    yaw: float = 0.0
    near: float = 1.0


ASKED: dict[str, Held] = {
    Ask.LOOK_AHEAD: Held(),
    Ask.HOLD_STILL: Held(),
    Ask.TURN_LEFT: Held(yaw=30),
    Ask.TURN_RIGHT: Held(yaw=-30),
    Ask.FURTHER_LEFT: Held(yaw=38),
    Ask.FURTHER_RIGHT: Held(yaw=-38),
    Ask.COME_CLOSER: Held(near=1.4),
    Ask.STILL_CLOSER: Held(near=1.5),
    Ask.STEP_BACK: Held(),
}
"""What a willing person does when asked; other words change nothing."""
BACK = 0.8
"""The share of a turn that is left when they are asked to turn back a bit."""


class TurningHead:
    """The pictures of one person. photograph: H × W × 3; points: the five points of the face in it."""

    def __init__(self, photograph: Image, points: Points, seed: int = 0) -> None:
        eye_to_eye = float(np.linalg.norm(points[1] - points[0]))
        scale = FACE * WIDTH / 2 / eye_to_eye
        centre = points.mean(axis=0)
        move = np.array([[scale, 0, WIDTH / 2 - scale * centre[0]], [0, scale, HEIGHT / 2 - scale * centre[1]]])
        self._still = np.asarray(
            cv2.warpAffine(photograph, move, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE), np.uint8
        )
        self._points = points.astype(np.float64) @ move[:, :2].T + move[:, 2]
        self._noise = np.random.default_rng(seed)

    def frame(self, held: Held = Held()) -> Image:
        """One more frame of the person."""
        turned = _turned(self._still, self._points, np.radians(held.yaw))
        middle = (WIDTH / 2, HEIGHT / 2)
        nearer = cv2.warpAffine(
            turned, cv2.getRotationMatrix2D(middle, 0, held.near), (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE
        )
        return np.clip(nearer + self._noise.normal(0, NOISE, nearer.shape), 0, 255).astype(np.uint8)


class HeadCamera:
    """A camera before which the person stands and does what they are asked, not at once but within half a second.

    `ask(code)` tells them the code of a Progress, as a page does; `leave()` sends them away. fps: frames a second.
    """

    def __init__(self, head: TurningHead, fps: float = 10.0, now: Callable[[], float] = time.monotonic) -> None:
        self._head = head
        self._fps = fps
        self._now = now
        self._due = now()
        self._held: Held | None = Held()
        self._wanted = Held()

    def ask(self, code: str) -> None:
        """Have the person, who comes if they are away, do what the code of a Progress asks."""
        self._held = self._held or Held()
        back_a_bit = Held(BACK * self._held.yaw, self._held.near)
        self._wanted = back_a_bit if code == Ask.LESS_FAR else ASKED.get(code, self._wanted)

    def leave(self) -> None:
        """Have the person go away."""
        self._held = None

    def read(self) -> Image:
        """The next frame, when it is due."""
        self._due = max(self._due + 1 / self._fps, self._now())
        time.sleep(max(0.0, self._due - self._now()))
        if self._held is None:
            return np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
        self._held = towards(self._held, self._wanted, 0.4)
        return self._head.frame(self._held)

    def close(self) -> None:
        """Nothing is held open."""


def towards(held: Held, wanted: Held, share: float) -> Held:
    """The way from one pose to another, a share of it gone."""
    return Held(held.yaw + share * (wanted.yaw - held.yaw), held.near + share * (wanted.near - held.near))


def _turned(image: Image, points: NDArray[np.float64], yaw: float) -> Image:
    """The picture with the head in it turned by `yaw`, radians."""
    rows, columns = np.indices(image.shape[:2]).astype(np.float64)
    unit = float(np.linalg.norm(points[1] - points[0]))
    x, y = (columns - points[:, 0].mean()) / unit, (rows - points[:, 1].mean()) / unit
    nose = (points[2] - points.mean(axis=0)) / unit
    across = _head(x, y)[1] * (x * (np.cos(yaw) - 1) + (_head(x, y)[0] + _nose(x - nose[0], y - nose[1])) * np.sin(yaw))
    # What would come to lie left of its left neighbour is behind it.
    places = np.maximum.accumulate(columns + across * unit, axis=1) + columns * 1e-6
    came_from = np.array([np.interp(columns[0], row, columns[0]) for row in places]).astype(np.float32)
    same_row = np.asarray(rows, np.float32)
    return np.asarray(cv2.remap(image, came_from, same_row, cv2.INTER_LINEAR), np.uint8)


def _head(x: Grid, y: Grid) -> tuple[Grid, Grid]:
    """How far the head stands out towards the camera, and how much a place belongs to it (1 … 0).

    An ellipsoid; lengths in distances between the eyes, from the middle of the face, which lies at about 0.2.
    """
    away = (x / 1.25) ** 2 + ((y + 0.15) / 1.85) ** 2
    belongs = np.clip((1.45 - np.sqrt(away)) / 0.45, 0, 1)
    return 1.2 * np.sqrt(np.clip(1 - away, 0, 1)) - 1.0, belongs**2 * (3 - 2 * belongs)


def _nose(x: Grid, y: Grid) -> Grid:
    """How far the nose stands out of the face: steep below its tip, at (0, 0), and a ridge above."""
    return np.asarray(0.33 * np.exp(-((x / 0.2) ** 2) - (y / np.where(y < 0, 0.42, 0.14)) ** 2))
