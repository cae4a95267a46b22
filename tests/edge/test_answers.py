"""The door has an answer for everything it decides, in both languages, and none names anybody."""

import pytest

from edge.answers import OPEN, STUCK, words_of
from wire.kinds import Reason, ReleaseResult


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("result", [None, *ReleaseResult])
def test_every_reason_has_words(reason: Reason, result: ReleaseResult | None) -> None:
    words = words_of(reason, result)

    assert words.zh
    assert words.en


def test_the_door_is_said_to_be_open_only_when_the_lock_did_it() -> None:
    assert words_of(Reason.GRANTED, ReleaseResult.DONE) is OPEN
    assert words_of(Reason.GRANTED, ReleaseResult.UNKNOWN) is STUCK


@pytest.mark.parametrize(
    "reason", [Reason.NOT_RECOGNISED, Reason.RATE_LIMITED, Reason.WAY_OFF, Reason.CLOCK_NOT_TRUSTED]
)
def test_who_is_refused_for_the_way_is_told_of_another(reason: Reason) -> None:
    assert "another way" in words_of(reason, None).en
