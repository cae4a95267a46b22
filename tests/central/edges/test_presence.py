import pytest

from central.edges.presence import CLOCK_WRONG_FROM, SILENT_AFTER, clock_is_wrong, is_online, is_silent

NOW = 1_800_000_000_000


def test_a_box_is_silent_after_three_minutes_without_a_word() -> None:
    assert not is_silent(NOW - SILENT_AFTER, NOW)
    assert is_silent(NOW - SILENT_AFTER - 1, NOW)
    assert is_silent(None, NOW)


@pytest.mark.parametrize(("state", "online"), [("online", True), ("normal", True), ("offline", False), (None, False)])
def test_a_door_is_online_when_its_lock_is(state: str | None, online: bool) -> None:
    assert is_online(state, NOW, NOW) is online


def test_no_door_of_a_silent_box_counts_as_online() -> None:
    assert not is_online("online", NOW - SILENT_AFTER - 1, NOW)


def test_a_clock_is_wrong_by_a_minute_either_way() -> None:
    assert [clock_is_wrong(offset) for offset in (None, 0, CLOCK_WRONG_FROM, -CLOCK_WRONG_FROM)] == [
        False,
        False,
        True,
        True,
    ]
