import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.face.align import align, similarity
from edge.face.manifest import Alignment

POINTS = ((38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041))
ALIGNMENT = Alignment(112, POINTS)
TEMPLATE = np.array(POINTS, np.float32)


def rotated(degrees: float, scale: float, x: float, y: float) -> np.ndarray:
    angle = np.radians(degrees)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.hstack([turn, [[x], [y]]])


@given(st.floats(-180, 180), st.floats(0.1, 10), st.floats(-500, 500), st.floats(-500, 500))
def test_a_similarity_is_found_again(degrees: float, scale: float, x: float, y: float) -> None:
    wanted = rotated(degrees, scale, x, y)
    moved = TEMPLATE @ wanted[:, :2].T + wanted[:, 2]

    assert similarity(TEMPLATE, moved) == pytest.approx(wanted, abs=1e-3)


def test_points_that_do_not_fit_exactly_are_met_as_nearly_as_can_be() -> None:
    points = TEMPLATE + np.random.default_rng(5).normal(0, 4, (5, 2)).astype(np.float32)
    matrix = similarity(points, TEMPLATE)

    def distance(matrix: np.ndarray) -> float:
        return float(np.square(points @ matrix[:, :2].T + matrix[:, 2] - TEMPLATE).sum())

    for degrees, scale, x, y in [
        (1, 1, 0, 0),
        (-1, 1, 0, 0),
        (0, 1.01, 0, 0),
        (0, 0.99, 0, 0),
        (0, 1, 0.5, 0),
        (0, 1, 0, 0.5),
    ]:
        other = rotated(degrees, scale, x, y) @ np.vstack([matrix, [0, 0, 1]])
        assert distance(other) > distance(matrix)


def test_points_in_one_place_do_not_crash() -> None:
    aligned = align(np.full((50, 50, 3), 80, np.uint8), np.full((5, 2), 20, np.float32), ALIGNMENT)

    assert aligned.shape == (112, 112, 3)


def test_a_face_already_in_place_stays_as_it_is() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (112, 112, 3), np.uint8)

    assert np.array_equal(align(picture, TEMPLATE, ALIGNMENT), picture)


def test_a_picture_turned_and_enlarged_comes_back_upright() -> None:
    picture = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (112, 112, 3), np.uint8), (0, 0), 3)
    matrix = rotated(20, 1.7, 60, 10)
    turned = np.asarray(cv2.warpAffine(picture, matrix, (320, 320)), np.uint8)

    back = align(turned, (TEMPLATE @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32), ALIGNMENT)

    assert np.abs(back.astype(int) - picture)[8:-8, 8:-8].max() <= 4


def test_a_large_face_is_averaged_down_not_sampled() -> None:
    board = ((np.indices((1120, 1120)).sum(axis=0) % 2) * 255).astype(np.uint8)
    large = np.repeat(board[:, :, None], 3, axis=2)

    aligned = align(large, TEMPLATE * 10, ALIGNMENT)

    # Single black and white pixels: sampled they stay black and white, averaged they are grey.
    assert np.abs(aligned.astype(int) - 127)[2:-2, 2:-2].max() <= 2


def test_averaging_down_does_not_shift_the_face() -> None:
    small = cv2.GaussianBlur(np.random.default_rng(1).integers(0, 255, (112, 112, 3), np.uint8), (0, 0), 3)
    large = np.repeat(np.repeat(small, 4, axis=0), 4, axis=1)

    aligned = align(large, (TEMPLATE + 0.5) * 4 - 0.5, ALIGNMENT)

    assert np.abs(aligned.astype(int) - small)[1:-1, 1:-1].max() <= 1
