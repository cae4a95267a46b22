"""Which days are working days: the notice, the week, what staff have said, and how sure that is."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from central.clock.days import Calendar, Kind, Override, ends_soon
from central.clock.table import Table, announced
from tests.central.clock.conftest import CALENDAR, ZONE

# 国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04.
OFF_2026 = (
    "01-01..01-03",
    "02-15..02-23",
    "04-04..04-06",
    "05-01..05-05",
    "06-19..06-21",
    "09-25..09-27",
    "10-01..10-07",
)
WORKED_2026 = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
# 国务院办公厅关于2025年部分节假日安排的通知, 2024-11-12.
OFF_2025 = ("01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05", "05-31..06-02", "10-01..10-08")
WORKED_2025 = ("01-26", "02-08", "04-27", "09-28", "10-11")


def days(year: int, spans: tuple[str, ...]) -> set[date]:
    found = set()
    for span in spans:
        first, _, last = span.partition("..")
        begin, end = (date.fromisoformat(f"{year}-{text}") for text in (first, last or first))
        found |= {begin + timedelta(days=number) for number in range((end - begin).days + 1)}
    return found


@pytest.mark.parametrize(("year", "off", "worked"), [(2025, OFF_2025, WORKED_2025), (2026, OFF_2026, WORKED_2026)])
def test_the_package_says_what_the_notice_of_the_state_council_says(
    year: int, off: tuple[str, ...], worked: tuple[str, ...]
) -> None:
    assert {day for day in announced().free if day.year == year} == days(year, off)
    assert {day for day in announced().make_up if day.year == year} == days(year, worked)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-02-12", Kind.WORKING),
        ("2026-02-14", Kind.MAKE_UP),
        ("2026-02-17", Kind.HOLIDAY),
        ("2026-03-01", Kind.WEEKEND),
    ],
)
def test_a_day_is_what_the_notice_makes_of_it(day: str, kind: Kind) -> None:
    found = CALENDAR.of(date.fromisoformat(day))

    assert (found.kind, found.is_working) == (kind, kind in (Kind.WORKING, Kind.MAKE_UP))
    assert not found.is_provisional


def test_what_staff_have_said_goes_before_the_notice_and_the_week() -> None:
    said = {date(2026, 2, 17): Override(True, "flood"), date(2026, 3, 3): Override(False, "typhoon")}
    calendar = Calendar(announced(), ZONE, overrides=said)

    assert calendar.of(date(2026, 2, 17)).kind is Kind.MADE_WORKING
    assert calendar.of(date(2026, 3, 3)).kind is Kind.MADE_FREE
    assert calendar.of(date(2026, 3, 3)).why == "typhoon"
    assert calendar.of(date(2026, 3, 4)).kind is Kind.WORKING


def test_beyond_the_table_the_week_counts_and_the_answer_is_provisional() -> None:
    new_year = CALENDAR.of(date(CALENDAR.last_year + 1, 1, 1))

    assert new_year.kind in (Kind.WORKING, Kind.WEEKEND)
    assert new_year.is_provisional
    assert CALENDAR.is_provisional(date(CALENDAR.last_year, 12, 30), new_year.day)
    assert not CALENDAR.is_provisional(date(2026, 1, 1), date(2026, 12, 31))


def test_the_end_of_the_table_is_told_from_october_on() -> None:
    calendar = Calendar(Table({}, {}, frozenset({2025, 2026})), ZONE)

    assert not ends_soon(calendar, date(2026, 9, 29))
    assert ends_soon(calendar, date(2026, 10, 1))
    assert ends_soon(calendar, date(2027, 5, 1))


def test_a_year_left_out_ends_the_table() -> None:
    assert Calendar(Table({}, {}, frozenset({2024, 2025, 2027})), ZONE).last_year == 2025


def test_calendars_that_answer_alike_have_the_same_mark_and_others_not() -> None:
    said = {date(2026, 3, 3): Override(False, "typhoon")}
    marks = [
        CALENDAR.mark,
        Calendar(announced(), ZONE, overrides=said).mark,
        Calendar(announced(), ZoneInfo("Asia/Urumqi")).mark,
        Calendar(Table({}, {}, frozenset({2026})), ZONE).mark,
    ]

    assert len(set(marks)) == 4
    assert Calendar(announced(), ZONE, overrides={date(2026, 3, 3): Override(False, "flood")}).mark == marks[1]
