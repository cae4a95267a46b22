import cv2
import numpy as np
import pytest

from edge.face.detect import Face
from edge.face.picture import Image
from edge.face.quality import LIMITS, Flaw, Quality, of_aligned, of_empty, of_scene, pose_of, sharpness

FRONTAL = np.array([[0.2, 0.3], [0.8, 0.3], [0.5, 0.55], [0.27, 0.75], [0.73, 0.75]], np.float32)
FRAME: Image = np.full((480, 640, 3), 128, np.uint8)


def face(x: float = 250, y: float = 150, width: float = 140, points: np.ndarray = FRONTAL) -> Face:
    size = np.array([width, width * 1.3], np.float32)
    return Face(x, y, float(size[0]), float(size[1]), points * size + (x, y), 0.9)


def noise(mean: float = 128, spread: float = 40) -> Image:
    drawn = np.random.default_rng(2).normal(mean, spread, (112, 112, 3))
    return np.clip(drawn, 0, 255).astype(np.uint8)


def blocks() -> Image:
    """Sharp edges between patches of different grey."""
    patches = np.random.default_rng(3).integers(60, 200, (4, 4), np.uint8)
    return np.repeat(np.kron(patches, np.ones((28, 28), np.uint8))[:, :, None], 3, axis=2)


def nose_at(x: float, y: float) -> np.ndarray:
    points = FRONTAL.copy()
    points[2] = x, y
    return points


def turned(degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    # Square pixels: the box of `face` is taller than wide.
    middle = np.array([0.5, 0.5], np.float32)
    return ((FRONTAL - middle) * (1, 1.3) @ turn.T / (1, 1.3) + middle).astype(np.float32)


def test_a_face_near_whole_and_straight_has_no_flaw() -> None:
    assert of_scene(FRAME, [face()], LIMITS).flaw is None


@pytest.mark.parametrize(
    ("faces", "flaw"),
    [
        ([face(width=60)], Flaw.FAR),
        ([face(x=-40)], Flaw.CUT_OFF),
        ([face(), face(x=20, width=120)], Flaw.SEVERAL_FACES),
        ([face(points=nose_at(0.85, 0.55))], Flaw.TURNED),
        ([face(points=nose_at(0.5, 0.35))], Flaw.TURNED),
        ([face(points=nose_at(0.5, 0.72))], Flaw.TURNED),
        ([face(points=turned(50))], Flaw.TILTED),
    ],
)
def test_each_flaw_of_a_scene_is_named(faces: list[Face], flaw: Flaw) -> None:
    assert of_scene(FRAME, faces, LIMITS).flaw is flaw


def test_a_smaller_face_stands_behind_and_is_not_in_the_way() -> None:
    assert of_scene(FRAME, [face(), face(x=20, width=70)], LIMITS).flaw is None


def test_a_small_picture_needs_a_face_of_so_many_pixels() -> None:
    assert of_scene(FRAME[:60, :60], [face(x=10, y=10, width=36)], LIMITS).flaw is Flaw.FAR


def test_a_pose_is_told_from_the_points() -> None:
    assert pose_of(FRONTAL).turn == pytest.approx(0, abs=1e-6)
    assert pose_of(nose_at(0.65, 0.55)).turn == pytest.approx(0.25)
    assert pose_of(FRONTAL).nod == pytest.approx(0.25 / 0.45)
    assert pose_of(FRONTAL[:, ::-1] * (1, -1)).tilt == pytest.approx(-90)


def test_points_in_one_place_have_a_pose_too() -> None:
    assert pose_of(np.zeros((5, 2), np.float32)).turn == 0


@pytest.mark.parametrize(
    ("aligned", "flaw"),
    [
        (blocks(), None),
        (noise(mean=8, spread=6), Flaw.DARK),
        (noise(mean=250, spread=6), Flaw.BRIGHT),
        (cv2.GaussianBlur(blocks(), (0, 0), 4), Flaw.BLURRED),
        (cv2.blur(blocks(), (21, 1)), Flaw.BLURRED),
        (cv2.blur(blocks(), (1, 21)), Flaw.BLURRED),
    ],
)
def test_light_and_sharpness_are_judged_on_the_aligned_face(aligned: Image, flaw: Flaw | None) -> None:
    assert of_aligned(aligned, Quality(None), LIMITS).flaw is flaw


def test_sharpness_does_not_depend_on_contrast() -> None:
    grey = blocks()[:, :, 0]

    assert sharpness((grey // 2 + 64).astype(np.uint8)) == pytest.approx(sharpness(grey), rel=0.05)


@pytest.mark.parametrize(("level", "flaw"), [(0, Flaw.DARK), (128, Flaw.NO_FACE), (255, Flaw.BRIGHT)])
def test_an_empty_picture_tells_whether_there_was_light(level: int, flaw: Flaw) -> None:
    assert of_empty(np.full((48, 64, 3), level, np.uint8), LIMITS).flaw is flaw


@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_has_words_in_both_languages(flaw: Flaw) -> None:
    assert flaw.words.en.isascii()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in flaw.words.zh)
