"""What else has its time is done beside the clocks, by the process whose turn it is."""

import pytest
from flask import Flask

from central.clock.service import ticking
from central.clock.ticking import Ticker
from tests.central.clock.conftest import OFFICE, Clocks
from tests.stage.waiting import wait_until


def test_it_is_told_the_time(app: Flask) -> None:
    told: list[int] = []
    with ticking(app, {"being told the time": told.append}):
        wait_until(lambda: told, "the first look")

    assert told[0] > 1_700_000_000_000


def test_what_goes_wrong_is_logged_in_words_of_its_own(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def break_down(at: int) -> None:
        raise RuntimeError(at)

    with ticking(app, {"breaking down": break_down}):
        wait_until(lambda: "breaking down failed; trying again" in caplog.messages, "the first look")

    assert not any("looking at the clocks" in message for message in caplog.messages)


def test_only_one_of_two_has_the_turn(clocks: Clocks) -> None:
    first, second = (Ticker(clocks.database, OFFICE, {}) for _ in range(2))
    assert not first.has_turn

    first.tick()
    second.tick()
    assert (first.has_turn, second.has_turn) == (True, False)

    first.leave()
    second.tick()
    first.tick()
    assert (first.has_turn, second.has_turn) == (False, True)
