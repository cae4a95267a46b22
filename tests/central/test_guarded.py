"""A turn that fails is told of, with what went wrong where it is a fault of ours, and never ends what goes on."""

import logging

import pytest
from sqlalchemy.exc import OperationalError

from central.guarded import guarded

log = logging.getLogger("guarded")


@pytest.mark.parametrize(
    ("error", "words", "is_traced"),
    [
        (OperationalError("", {}, Exception("gone")), "the database does not answer: gone; weighing again soon", False),
        (KeyError("scales"), "weighing failed; trying again", True),
    ],
)
def test_a_turn_that_fails_is_told_of(
    caplog: pytest.LogCaptureFixture, error: Exception, words: str, is_traced: bool
) -> None:
    def turn() -> int:
        raise error

    assert guarded(turn, "weighing", log) is None

    (record,) = caplog.records
    assert (record.getMessage(), record.exc_info is not None) == (words, is_traced)


def test_a_turn_that_works_says_what_came_of_it(caplog: pytest.LogCaptureFixture) -> None:
    assert guarded(lambda: 0, "weighing", log) == 0
    assert caplog.records == []


def test_who_ends_the_program_ends_it() -> None:
    def turn() -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        guarded(turn, "weighing", log)
