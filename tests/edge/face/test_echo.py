import numpy as np

from edge.face.echo import Echo
from edge.face.picture import Image


def picture(number: int) -> Image:
    return np.full((4, 4, 3), number, np.uint8)


def test_pictures_that_differ_are_no_echo() -> None:
    echo = Echo()

    assert not any(echo.heard(picture(number)) for number in range(100))


def test_a_driver_may_hand_out_a_frame_twice() -> None:
    echo = Echo()

    assert [echo.heard(picture(0)) for _ in range(4)] == [False, False, False, True]


def test_a_recording_that_comes_again_is_heard_whatever_lies_between() -> None:
    echo = Echo()
    for number in range(50):
        echo.heard(picture(number))

    assert [echo.heard(picture(number)) for number in (3, 90, 17, 91, 4)] == [False, False, False, False, True]


def test_what_was_forgotten_is_new() -> None:
    echo = Echo()
    echo.heard(picture(1))

    echo.forget()

    assert not any(echo.heard(picture(1)) for _ in range(3))
