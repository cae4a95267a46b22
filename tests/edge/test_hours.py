"""Weekly hours: which moments they hold, by the clocks on the wall of the town."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import EdgeError
from edge.hours import DAY, Hours, are_open, parse

TOWN = ZoneInfo("Asia/Shanghai")
CLEANER = Hours((1, 2, 3, 4, 5), 8 * 60, 18 * 60)
NIGHT = Hours((5,), 22 * 60, 6 * 60)


def at(text: str) -> int:
    """Unix ms of a local time; 2026-11-23 is a Monday."""
    return int(datetime.fromisoformat(text).replace(tzinfo=TOWN).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-23T08:00", True),
        ("2026-11-23T07:59", False),
        ("2026-11-27T17:59", True),
        ("2026-11-27T18:00", False),
        ("2026-11-28T12:00", False),
    ],
)
def test_a_cleaner_comes_on_weekdays_in_the_daytime(moment: str, open_: bool) -> None:
    assert are_open([CLEANER], at(moment), TOWN) is open_


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-11-27T22:00", True),
        ("2026-11-28T05:59", True),
        ("2026-11-28T06:00", False),
        ("2026-11-27T05:00", False),
        ("2026-11-28T23:00", False),
    ],
)
def test_hours_over_midnight_belong_to_the_day_they_begin_on(moment: str, open_: bool) -> None:
    assert are_open([NIGHT], at(moment), TOWN) is open_


def test_the_zone_decides_what_day_it_is() -> None:
    sunday_evening_in_london = at("2026-11-23T08:00")

    assert are_open([CLEANER], sunday_evening_in_london, TOWN)
    assert not are_open([CLEANER], sunday_evening_in_london, UTC)


def test_who_has_no_hours_comes_at_any() -> None:
    assert are_open([], 0, TOWN)


def test_hours_are_read_as_they_are_written() -> None:
    assert parse("1-5 08:00-18:00") == CLEANER
    assert parse("5 22:00-06:00") == NIGHT


@pytest.mark.parametrize("text", ["", "always", "5-1 08:00-18:00", "1-5 24:00-25:00", "8 08:00-18:00", "1 8:00-9:00"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(EdgeError, match="08:00-18:00"):
        parse(text)


minutes = st.integers(0, DAY - 1)


@given(st.lists(st.integers(1, 7), min_size=1), minutes, minutes, st.integers(0, 2**42))
def test_in_a_week_hours_hold_as_long_as_they_say(days: list[int], begin: int, end: int, start: int) -> None:
    hours = Hours(tuple(days), begin, end)
    long = (end - begin) % DAY or DAY

    held = sum(are_open([hours], start + minute * 60_000, TOWN) for minute in range(0, 7 * DAY, 15))

    assert abs(held * 15 - long * len(set(days))) <= 15 * 7
