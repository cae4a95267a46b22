import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.face.detect import Points
from edge.face.parallax import degrees, foreshortening, height, parallax, relief, through
from tests.fakes.posed_head import FLAT, PosedHead

angles = st.floats(-60, 60)


def points(head: PosedHead, yaw: float = 0, near: float = 1, pitch: float = 0, roll: float = 0, x: float = 0) -> Points:
    face = head.probe(yaw, near, pitch, roll, x).face
    assert face is not None
    return face.points


@pytest.mark.parametrize("yaw", [-40, -25, -10, 10, 25, 40])
def test_a_head_that_turns_has_parallax_to_the_side_it_turns_to(yaw: float) -> None:
    head = PosedHead()

    shift = parallax(points(head), points(head, yaw))

    assert np.sign(shift) == np.sign(yaw)
    assert degrees(shift) == pytest.approx(yaw, abs=4)


@given(angles, angles, st.floats(-20, 20), st.floats(0.6, 1.6), st.floats(-120, 120))
def test_a_flat_picture_has_none_however_it_is_held(
    yaw: float, pitch: float, roll: float, near: float, x: float
) -> None:
    print_of_a_head = PosedHead(FLAT)

    shift = parallax(points(print_of_a_head), points(print_of_a_head, yaw, near, pitch, roll, x))

    assert abs(shift) < 1e-3


@given(st.floats(20, 45), st.sampled_from([-1, 1]), st.floats(0.8, 1.5), st.floats(-8, 8))
def test_a_head_stands_out_by_its_nose_and_a_print_does_not(yaw: float, side: int, near: float, pitch: float) -> None:
    head, flat = PosedHead(), PosedHead(FLAT)

    assert relief(points(head), points(head, side * yaw, near, pitch)) > 0.25
    assert relief(points(flat), points(flat, side * yaw, near, pitch)) < 0.01


@given(st.floats(15, 50), st.sampled_from([-1, 1]))
def test_a_print_bent_as_round_as_a_head_does_not_stand_out_enough(yaw: float, side: int) -> None:
    radius = 60  # mm
    sagging = radius - np.sqrt(radius**2 - FLAT[:, 0] ** 2)
    bent = PosedHead(FLAT + np.c_[np.zeros((5, 2)), sagging])

    assert relief(points(bent), points(bent, side * yaw)) < 0.2


def test_a_turn_narrows_a_face_and_keeps_its_height() -> None:
    head = PosedHead()

    assert foreshortening(points(head), points(head, 40)) == pytest.approx(np.cos(np.radians(40)), abs=0.02)
    assert height(points(head, 40)) == pytest.approx(height(points(head)), rel=0.01)


def test_coming_nearer_is_no_turn_and_raises_the_height() -> None:
    head = PosedHead()

    assert abs(parallax(points(head), points(head, near=1.4))) < 0.01
    assert height(points(head, near=1.4)) == pytest.approx(1.4 * height(points(head)))


def test_a_homography_maps_its_four_points() -> None:
    before = np.array([[0, 0], [10, 1], [1, 12], [11, 14]], float)
    after = np.array([[5, 5], [25, 2], [7, 30], [22, 33]], float)

    mapped = np.c_[before, np.ones(4)] @ through(before, after).T

    assert mapped[:, :2] / mapped[:, 2:] == pytest.approx(after)


@given(st.lists(st.floats(-1e4, 1e4), min_size=20, max_size=20))
def test_no_points_at_all_make_it_fail(values: list[float]) -> None:
    front, now = np.array(values, np.float32).reshape(2, 5, 2)

    for told in (parallax(front, now), relief(front, now), foreshortening(front, now)):
        assert isinstance(told, float)


def test_points_in_one_place_are_no_turn() -> None:
    none = np.zeros((5, 2), np.float32)

    assert not parallax(none, none) >= 0
