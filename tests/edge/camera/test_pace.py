"""Frames come at an even rate, however they are asked for."""

import time

from edge.camera.pace import Pace

PERIOD = 0.01  # s


def test_the_first_frame_is_due_at_once_and_each_other_a_period_later() -> None:
    pace = Pace(1 / PERIOD)
    began = time.monotonic()

    for _ in range(6):
        pace.wait()

    assert time.monotonic() - began >= 5 * PERIOD


def test_a_late_caller_gets_no_burst_of_frames() -> None:
    pace = Pace(1 / PERIOD)
    pace.wait()
    time.sleep(10 * PERIOD)
    pace.wait()
    began = time.monotonic()

    for _ in range(4):
        pace.wait()

    assert time.monotonic() - began >= 3 * PERIOD
