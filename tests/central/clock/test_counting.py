"""Counting, as the Civil Code does: monotone, additive, undone by its inverse, across year ends and holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.clock.counting import (
    MINUTE,
    add_months,
    add_natural_days,
    add_working_days,
    add_working_time,
    next_working_day,
    take_working_days,
    take_working_time,
    working_days_between,
    working_time_between,
)
from tests.central.clock.conftest import CALENDAR, at

# Around Spring Festivals, make-up Saturdays and the end of the table.
DAYS = st.dates(date(2024, 1, 1), date(2027, 3, 31))
COUNTS = st.integers(0, 40)
MOMENTS = st.integers(at("2024-01-01 00:00"), at("2027-03-31 00:00"))
AMOUNTS = st.integers(0, 3000).map(lambda minutes: minutes * MINUTE)


@given(DAYS, COUNTS)
def test_working_days_counted_are_working_days_found(day: date, count: int) -> None:
    assert working_days_between(CALENDAR, day, add_working_days(CALENDAR, day, count)) == count


@given(DAYS, COUNTS, COUNTS)
def test_working_days_add_up(day: date, one: int, other: int) -> None:
    at_once = add_working_days(CALENDAR, day, one + other)

    assert add_working_days(CALENDAR, add_working_days(CALENDAR, day, one), other) == at_once


@given(DAYS, st.integers(0, 60), COUNTS)
def test_who_begins_later_never_ends_earlier(day: date, later: int, count: int) -> None:
    assert add_working_days(CALENDAR, day + timedelta(days=later), count) >= add_working_days(CALENDAR, day, count)


@given(DAYS, st.integers(1, 40))
def test_the_last_working_day_is_one(day: date, count: int) -> None:
    assert CALENDAR.is_working(add_working_days(CALENDAR, day, count))
    assert CALENDAR.is_working(take_working_days(CALENDAR, day, count))


@given(DAYS, st.integers(1, 40))
def test_going_back_undoes_going_on_from_a_working_day(day: date, count: int) -> None:
    day = next_working_day(CALENDAR, day)

    assert take_working_days(CALENDAR, add_working_days(CALENDAR, day, count), count) == day


@given(MOMENTS, AMOUNTS)
def test_working_time_counted_is_working_time_found(begin: int, amount: int) -> None:
    assert working_time_between(CALENDAR, begin, add_working_time(CALENDAR, begin, amount)) == amount


@given(MOMENTS, AMOUNTS, AMOUNTS)
def test_working_time_adds_up(begin: int, one: int, other: int) -> None:
    at_once = add_working_time(CALENDAR, begin, one + other)

    assert add_working_time(CALENDAR, add_working_time(CALENDAR, begin, one), other) == at_once


@given(MOMENTS, AMOUNTS)
def test_working_time_taken_is_working_time_found(end: int, amount: int) -> None:
    assert working_time_between(CALENDAR, take_working_time(CALENDAR, end, amount), end) == amount


@given(MOMENTS, st.integers(0, 10**9), AMOUNTS)
def test_whoever_begins_later_never_has_done_earlier(begin: int, later: int, amount: int) -> None:
    assert add_working_time(CALENDAR, begin + later, amount) >= add_working_time(CALENDAR, begin, amount)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_between_is_cut_anywhere(one: int, two: int, three: int) -> None:
    first, middle, last = sorted((one, two, three))
    pieces = working_time_between(CALENDAR, first, middle) + working_time_between(CALENDAR, middle, last)

    assert pieces == working_time_between(CALENDAR, first, last)


@pytest.mark.parametrize(
    ("begin", "minutes", "end"),
    [
        ("2026-03-02 08:30", 210, "2026-03-02 12:00"),
        ("2026-03-02 08:30", 211, "2026-03-02 14:01"),
        ("2026-03-02 11:59", 2, "2026-03-02 14:01"),
        ("2026-03-02 17:29", 2, "2026-03-03 08:31"),
        ("2026-03-02 20:00", 1, "2026-03-03 08:31"),
        # A make-up Saturday is worked; the Spring Festival that follows is not.
        ("2026-02-13 17:29", 2, "2026-02-14 08:31"),
        ("2026-02-14 17:29", 2, "2026-02-24 08:31"),
        ("2026-02-18 09:00", 420, "2026-02-24 17:30"),
    ],
)
def test_working_minutes_pass_in_office_hours_only(begin: str, minutes: int, end: str) -> None:
    assert add_working_time(CALENDAR, at(begin), minutes * MINUTE) == at(end)


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        ("2026-02-12", 1, "2026-02-13"),
        ("2026-02-12", 2, "2026-02-14"),
        ("2026-02-12", 3, "2026-02-24"),
        ("2026-02-17", 1, "2026-02-24"),
        ("2025-12-30", 3, "2026-01-05"),
        ("2026-09-18", 1, "2026-09-20"),
        ("2026-09-30", 1, "2026-10-08"),
    ],
)
def test_the_first_day_is_not_counted_and_make_up_days_are(first: str, count: int, last: str) -> None:
    assert add_working_days(CALENDAR, date.fromisoformat(first), count) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last(first: str, count: int, last: str) -> None:
    assert add_months(date.fromisoformat(first), count) == date.fromisoformat(last)


@given(DAYS, st.integers(-400, 400))
def test_natural_days_are_undone_by_as_many(day: date, count: int) -> None:
    assert add_natural_days(add_natural_days(day, count), -count) == day
