"""Is a sample good enough to compare; if not, what can the person at the door do about it.

The limits' defaults come from 150 genuine LFW pairs, one picture of each made worse until SFace lost them: about at
the limits of size, darkness and sharpness the pairs found at the 1:N threshold fall from 95 % to 80 … 90 %, while fewer
than 1 % of the unchanged pictures fail. Brightness is judged very loosely, so that no skin is too dark for the door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

import cv2
import numpy as np

from edge.face.detect import Face, Points
from edge.face.picture import Image
from edge.words import Words


@unique
class Flaw(StrEnum):
    """Why a sample can't be used."""

    NO_PICTURE = "no-picture"
    DARK = "dark"
    BRIGHT = "bright"
    NO_FACE = "no-face"
    SEVERAL_FACES = "several-faces"
    FAR = "far"
    CUT_OFF = "cut-off"
    TURNED = "turned"
    TILTED = "tilted"
    BLURRED = "blurred"

    @property
    def words(self) -> Words:
        """What to ask of the person."""
        return _WORDS[self]


_WORDS = {
    Flaw.NO_PICTURE: Words("摄像头没有画面，请换一种方式开门", "No picture from the camera; please use another way in"),
    Flaw.DARK: Words("光线太暗，请走到亮处", "Too dark; please step into the light"),
    Flaw.BRIGHT: Words("光线太强，请避开强光", "Too bright; please step out of the glare"),
    Flaw.NO_FACE: Words("请面向摄像头", "Please look at the camera"),
    Flaw.SEVERAL_FACES: Words("请一个一个来", "One person at a time, please"),
    Flaw.FAR: Words("请靠近一点", "Please come closer"),
    Flaw.CUT_OFF: Words("请站到画面中间", "Please move into the middle of the picture"),
    Flaw.TURNED: Words("请正对摄像头", "Please face the camera"),
    Flaw.TILTED: Words("请把头摆正", "Please hold your head upright"),
    Flaw.BLURRED: Words("请站稳不要动", "Please hold still"),
}


@dataclass(frozen=True)
class Limits:
    """What a sample must keep.

    share: least width of the face as a share of the picture's: the distance marked at the door.
    width: least width of the face, pixels.
    rival: a second face of at least this share of the first one's width is in the way; smaller ones stand behind.
    turn, nod_up, nod_down, tilt: see Pose. dark, bright: mean brightness, 0 … 255. sharpness: see `sharpness`.
    """

    share: float = 0.15
    width: float = 40
    rival: float = 0.6
    turn: float = 0.45
    nod_up: float = 0.38
    nod_down: float = 0.75
    tilt: float = 35
    dark: float = 24
    bright: float = 232
    sharpness: float = 0.0012


LIMITS = Limits()

ROUNDING = 0.5
"""What rounding to whole greys adds to a mean squared second difference: (1 + 4 + 1) × 1/12."""


@dataclass(frozen=True)
class Pose:
    """How a head is held, told from the five points.

    turn: the nose's distance from the face's middle line, in distances between the eyes; 0 is straight ahead.
    nod: how far the nose is from the eyes (0) to the mouth (1); straight ahead is about 0.55, less is looking up.
    tilt: the line of the eyes against the horizontal, degrees.
    """

    turn: float
    nod: float
    tilt: float


@dataclass(frozen=True)
class Quality:
    """What is wrong with a sample (None: nothing), and what was measured before that was known."""

    flaw: Flaw | None
    share: float | None = None
    pose: Pose | None = None
    brightness: float | None = None
    sharpness: float | None = None

    @property
    def acceptable(self) -> bool:
        """Whether a template may be computed."""
        return self.flaw is None


def of_empty(image: Image, limits: Limits) -> Quality:
    """The quality of a picture without a face: too dark or bright to show one, or nobody is there."""
    light = float(image[::8, ::8].mean())
    return Quality(_flaw_of_light(light, limits) or Flaw.NO_FACE, brightness=light)


def of_scene(image: Image, faces: Sequence[Face], limits: Limits) -> Quality:
    """How the largest of `faces` (the first) stands in the picture: alone, near, whole, straight."""
    height, width = image.shape[:2]
    face = faces[0]
    pose = pose_of(face.points)
    checks = {
        Flaw.SEVERAL_FACES: any(other.width >= limits.rival * face.width for other in faces[1:]),
        Flaw.FAR: face.width < max(limits.width, limits.share * width),
        Flaw.CUT_OFF: not _holds(width, height, face.points),
        Flaw.TURNED: abs(pose.turn) > limits.turn or not limits.nod_up <= pose.nod <= limits.nod_down,
        Flaw.TILTED: abs(pose.tilt) > limits.tilt,
    }
    return Quality(next((flaw for flaw, found in checks.items() if found), None), face.width / width, pose)


def of_aligned(aligned: Image, scene: Quality, limits: Limits) -> Quality:
    """`scene` with the light and sharpness of the aligned face added."""
    grey = _middle(aligned)
    light = float(grey.mean())
    sharp = sharpness(grey)
    flaw = _flaw_of_light(light, limits) or (Flaw.BLURRED if sharp < limits.sharpness else None)
    return Quality(flaw, scene.share, scene.pose, light, sharp)


def pose_of(points: Points) -> Pose:
    """How the head is held; all zero where the eyes coincide."""
    left, right, nose, mouth_left, mouth_right = points.astype(np.float64)
    eyes, mouth = (left + right) / 2, (mouth_left + mouth_right) / 2
    across = right - left
    down = np.array([-across[1], across[0]])
    length = float(across @ across)
    drop = float((mouth - eyes) @ down)
    turn = float((nose - (eyes + mouth) / 2) @ across) / length if length else 0.0
    nod = float((nose - eyes) @ down) / drop if drop else 0.0
    return Pose(turn, nod, float(np.degrees(np.arctan2(across[1], across[0]))))


def sharpness(grey: Image) -> float:
    """How quickly brightness changes along the blunter of the two axes: mean squared second difference by variance.

    Blur in one direction (a moving head) lowers one axis only, which a Laplacian would not see.
    """
    pixels = grey.astype(np.float32)
    variance = max(float(pixels.var()), 1.0)
    along = 2 * pixels[:, 1:-1] - pixels[:, 2:] - pixels[:, :-2]
    down = 2 * pixels[1:-1] - pixels[2:] - pixels[:-2]
    blunter = float(min(np.mean(along * along), np.mean(down * down)))
    return max(0.0, blunter - ROUNDING) / variance


def _middle(aligned: Image) -> Image:
    """The aligned picture in grey without its rims, which show hair, background or nothing."""
    size = aligned.shape[0]
    rim = size // 6
    return np.asarray(cv2.cvtColor(aligned[rim : size - rim // 4, rim : size - rim], cv2.COLOR_BGR2GRAY), np.uint8)


def _flaw_of_light(light: float, limits: Limits) -> Flaw | None:
    if light < limits.dark:
        return Flaw.DARK
    return Flaw.BRIGHT if light > limits.bright else None


def _holds(width: int, height: int, points: Points) -> bool:
    inside = (points >= 0) & (points < (width, height))
    return bool(inside.all())
