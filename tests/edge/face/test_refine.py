import cv2
import numpy as np
import pytest

from edge.face.detect import Face, Points
from edge.face.probe import Prober
from edge.face.refine import LOOKS, refine, square
from tests.edge.conftest import Scene


def test_closer_looks_place_a_face_alike_whatever_its_size(prober: Prober, scene: Scene) -> None:
    frame = scene["obama2"]
    plain: list[Points] = []
    refined: list[Points] = []
    for scale in (0.6, 0.7, 0.8, 0.9, 1.0):
        image = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        (face,) = prober.detector.detect(image)
        plain.append(face.points / scale)
        refined.append(refine(prober.detector, image, face).points / scale)

    assert np.std(refined, axis=0).mean() < np.std(plain, axis=0).mean()


@pytest.mark.parametrize("name", ["obama", "obama3", "biden"])
def test_a_closer_look_stays_near_and_keeps_left_and_right_apart(prober: Prober, scene: Scene, name: str) -> None:
    (face,) = prober.detector.detect(scene[name])

    refined = refine(prober.detector, scene[name], face)

    assert np.abs(refined.points - face.points).max() < 0.08 * face.width
    assert refined.points[0, 0] < refined.points[1, 0]
    assert (refined.x, refined.width, refined.score) == (face.x, face.width, face.score)


def test_what_no_closer_look_finds_again_stays_where_it_was(prober: Prober) -> None:
    points = np.arange(10, dtype=np.float32).reshape(5, 2)
    nowhere = Face(10, 10, 30, 30, points, 0.7)

    assert np.array_equal(refine(prober.detector, np.full((90, 90, 3), 90, np.uint8), nowhere).points, points)


@pytest.mark.parametrize("width", [0.0, 0.4, 5000.0])
def test_a_box_of_any_size_can_be_looked_at(prober: Prober, width: float) -> None:
    face = Face(-20, 40, width, width, np.zeros((5, 2), np.float32), 0.7)

    assert refine(prober.detector, np.full((90, 90, 3), 90, np.uint8), face).width == width


def test_a_square_that_leaves_the_picture_is_black_there() -> None:
    image = np.full((10, 10, 3), 7, np.uint8)

    corner = square(image, -2, -1, 4)

    assert corner[:, :, 0].tolist() == [[0, 0, 0, 0], [0, 0, 7, 7], [0, 0, 7, 7], [0, 0, 7, 7]]
    assert square(image, 20, 20, 3).sum() == 0
    assert square(image, 2, 3, 5).base is image


def test_looks_need_no_padding() -> None:
    assert all(look.side % 32 == 0 for look in LOOKS)
