"""A camera must go on giving pictures, and pictures that change."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge.camera import Frame, Image
from edge.camera.vigil import Patience, Vigil, differ

PATIENCE = Patience(open_within=15, stall_after=3, frozen_after=60)
TOLD_FROZEN = "has given the very same picture for 60 s"


def picture(value: int) -> Image:
    return np.full((48, 64, 3), value, np.uint8)


def test_the_first_picture_may_take_as_long_as_opening_a_camera_does() -> None:
    vigil = Vigil(PATIENCE)

    vigil.opened(now=100)

    assert vigil.trouble(now=114.9) is None
    assert vigil.trouble(now=115) == "gives no picture for 3 s"


def test_after_a_picture_the_next_is_due_sooner() -> None:
    vigil = Vigil(PATIENCE)
    vigil.opened(now=100)

    vigil.saw(Frame(picture(1), taken=101))

    assert vigil.due == 104
    assert vigil.trouble(now=103.9) is None
    assert vigil.trouble(now=104) is not None


def frozen_vigil() -> Vigil:
    vigil = Vigil(PATIENCE)
    vigil.opened(now=0)
    for second in range(62):
        assert vigil.saw(Frame(picture(7), taken=second))
    assert vigil.trouble(now=61) == TOLD_FROZEN
    return vigil


def test_a_picture_that_stood_still_is_not_used_after_the_camera_is_opened_again() -> None:
    vigil = frozen_vigil()

    vigil.opened(now=70)

    assert not vigil.saw(Frame(picture(7), taken=71))
    assert vigil.trouble(now=72) is None


def test_a_picture_that_moves_again_is_used() -> None:
    vigil = frozen_vigil()
    vigil.opened(now=70)

    assert vigil.saw(Frame(picture(8), taken=71))
    assert vigil.saw(Frame(picture(8), taken=72))


def test_a_picture_that_changes_now_and_then_is_not_frozen() -> None:
    vigil = Vigil(PATIENCE)
    vigil.opened(now=0)

    for second in range(300):
        vigil.saw(Frame(picture(second // 50), taken=second))
        assert vigil.trouble(now=second) is None


@given(st.integers(0, 47), st.integers(0, 63), st.integers(0, 2))
def test_one_byte_anywhere_is_a_difference(row: int, column: int, channel: int) -> None:
    other = picture(1)
    other[row, column, channel] = 2

    assert differ(picture(1), other)
    assert not differ(picture(1), picture(1))


def test_another_size_is_a_difference() -> None:
    assert differ(picture(1), picture(1)[:24])


def test_a_camera_that_was_let_go_of_leaves_no_picture_and_is_still_known_to_stand_still() -> None:
    vigil = frozen_vigil()

    vigil.left()

    assert not any(isinstance(kept, np.ndarray) for kept in vars(vigil).values())
    assert not vigil.saw(Frame(picture(7), taken=70))
    vigil.left()
    assert vigil.saw(Frame(picture(2), taken=71))
