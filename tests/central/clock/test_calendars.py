"""The calendar as it is kept: overrides, notices, and the story of both; on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from central.clock import service
from central.clock.calendars import Change
from central.clock.days import Kind
from central.clock.passing import recount
from central.clock.service import Act, DayRefused, NoReason, YearKnown
from tests.central.clock.conftest import CALENDAR, OFFICE, Clocks, at

NEXT = CALENDAR.last_year + 1
"""A year that nobody has announced. What the tests say of it is invented."""
FREE = [date(NEXT, 1, 1), date(NEXT, 10, 1), date(NEXT, 10, 2)]
ACT = Act("Li", "a made-up notice", at("2026-11-23 09:00"))


def weekend_of(year: int) -> date:
    return next(date(year, 1, day) for day in range(1, 8) if date(year, 1, day).weekday() == 5)


def test_a_day_is_overridden_changed_and_taken_back(clocks: Clocks) -> None:
    day = date(2026, 3, 4)

    clocks.override("2026-03-04", "2026-03-01 09:00", is_working=False)
    assert clocks.calendar().of(day).kind is Kind.MADE_FREE
    clocks.override("2026-03-04", "2026-03-01 10:00", is_working=True, why="all hands")
    assert clocks.calendar().of(day).why == "all hands"
    with clocks.database.writing() as session:
        assert service.remove_override(session, OFFICE, day, Act("Li", "over", at("2026-03-02 09:00")))
        assert not service.remove_override(session, OFFICE, day, Act("Li", "over", at("2026-03-02 09:00")))

    assert clocks.calendar() == CALENDAR
    with clocks.database.reading() as session:
        told = [(row.what, row.day, row.by, row.why) for row in service.changes(session)]
    assert told == [
        (Change.REMOVED, "2026-03-04", "Li", "over"),
        (Change.MADE_WORKING, "2026-03-04", "Li", "all hands"),
        (Change.MADE_FREE, "2026-03-04", "Li", "flood"),
    ]


def test_a_change_without_a_reason_is_none(clocks: Clocks) -> None:
    with pytest.raises(NoReason):
        clocks.override("2026-03-04", "2026-03-01 09:00", is_working=False, why=" ")

    assert clocks.calendar() == CALENDAR


def test_a_day_out_of_reach_is_refused(clocks: Clocks) -> None:
    with pytest.raises(DayRefused, match="9999-01-01"):
        clocks.override("9999-01-01", "2026-03-01 09:00", is_working=False)


def test_a_notice_makes_its_year_known(clocks: Clocks) -> None:
    made_up = weekend_of(NEXT)
    with clocks.database.writing() as session:
        service.add_notice(session, OFFICE, NEXT, ACT, free=FREE, make_up=[made_up])

    calendar = clocks.calendar()
    assert calendar.last_year == NEXT
    assert {day: calendar.of(day).kind for day in (FREE[1], made_up)} == {FREE[1]: Kind.HOLIDAY, made_up: Kind.MAKE_UP}
    assert not calendar.is_provisional(FREE[0], FREE[-1])
    with clocks.database.reading() as session:
        assert service.source_of(session, NEXT) == "a made-up notice"


def test_a_notice_that_is_typed_again_replaces_the_first(clocks: Clocks) -> None:
    with clocks.database.writing() as session:
        service.add_notice(session, OFFICE, NEXT, ACT, free=FREE, make_up=[])
        service.add_notice(session, OFFICE, NEXT, ACT, free=FREE[:1], make_up=[])

    assert [day for day in clocks.calendar().table.free if day.year == NEXT] == FREE[:1]


def test_a_notice_settles_what_was_provisional(clocks: Clocks) -> None:
    made = clocks.start("2026-12-30 10:00")
    assert clocks.row(made).is_provisional
    with clocks.database.writing() as session:
        service.add_notice(session, OFFICE, NEXT, ACT, free=FREE, make_up=[])

    recount(clocks.database, clocks.calendar(), at("2026-12-30 11:00"))

    assert not clocks.row(made).is_provisional


@pytest.mark.parametrize(
    ("year", "free", "make_up", "words"),
    [
        (NEXT, [], [], "days off"),
        (NEXT, [date(2026, 1, 1)], [], "not in"),
        (NEXT, [weekend_of(NEXT)], [weekend_of(NEXT)], "both"),
        (NEXT, FREE, [date(NEXT, 3, day) for day in range(1, 8) if date(NEXT, 3, day).weekday() == 2], "worked anyway"),
        (1900, [date(1900, 1, 1)], [], "counted"),
    ],
)
def test_a_notice_that_can_not_be_one_is_refused(
    clocks: Clocks, year: int, free: list[date], make_up: list[date], words: str
) -> None:
    with pytest.raises(DayRefused, match=words), clocks.database.writing() as session:
        service.add_notice(session, OFFICE, year, ACT, free=free, make_up=make_up)

    assert clocks.calendar() == CALENDAR


def test_a_year_the_package_knows_needs_no_notice(clocks: Clocks) -> None:
    with pytest.raises(YearKnown, match="2026"), clocks.database.writing() as session:
        service.add_notice(session, OFFICE, 2026, ACT, free=[date(2026, 1, 1)], make_up=[])


def test_two_people_change_one_day_at_once_and_both_are_in_the_story(clocks: Clocks) -> None:
    together = threading.Barrier(2)

    def change(is_working: bool) -> None:
        together.wait()
        clocks.override("2026-03-04", "2026-03-01 09:00", is_working=is_working)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(change, each) for each in (True, False)]:
            done.result()

    with clocks.database.reading() as session:
        newest, _ = service.changes(session)
    assert (newest.what is Change.MADE_WORKING) == clocks.calendar().is_working(date(2026, 3, 4))
