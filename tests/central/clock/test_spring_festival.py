"""Every day on which a deadline of the rental law can begin around the Spring Festivals of 2026 and 2027, by hand.

By hand: day after day on the sheet of the notice, as its words have it, and nothing of the calendar's own code.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from central.clock import service
from central.clock.passing import bring_on, recount
from central.clock.service import Act, Course, State, Subject, Unit
from central.rental.housing import deadlines
from tests.central.clock.conftest import CALENDAR, OFFICE, ZONE, Clocks, at
from tests.central.clock.test_days import OFF_2026, WORKED_2026, days

DAY = timedelta(days=1)
OFF, WORKED = days(2026, OFF_2026), days(2026, WORKED_2026)
INVENTED_OFF = days(2027, ("01-01..01-03", "02-05..02-12", "04-03..04-05"))
INVENTED_WORKED = days(2027, ("01-30", "02-20"))
"""Of 2027 nothing was announced when this was written: days as they might be, typed as a notice is."""
IN_WORKING_DAYS = [rule for rule in deadlines.LEGAL if rule.term.unit is Unit.WORKING_DAYS]
BEGINS = [date(2026, 2, 1) + number * DAY for number in range(35)]
CLOCKS = ("00:00:00.000", "12:00:00.000", "23:59:59.999")
"""When on a day something happens: its hour changes nothing."""


def by_hand(begin: date, count: int, off: set[date], worked: set[date]) -> date:
    """The last day of a term: the first is not counted, and free days are not."""
    day = begin
    while count:
        day += DAY
        count -= day in worked or (day.weekday() < 5 and day not in off)
    return day


def begun(rules: list[service.Rule], begins: list[date]) -> Iterator[tuple[service.Rule, date, int]]:
    for rule in rules:
        for begin in begins:
            for clock in CLOCKS:
                moment = datetime.fromisoformat(f"{begin} {clock}").replace(tzinfo=ZONE)
                yield rule, begin, round(moment.timestamp() * 1000)


def test_each_legal_term_of_working_days_across_2026_ends_as_by_hand() -> None:
    found = {}
    for rule, begin, moment in begun(IN_WORKING_DAYS, BEGINS):
        ends = service.due(rule, Course(moment), CALENDAR)
        assert not ends.is_provisional
        assert ends.at == at(f"{by_hand(begin, rule.term.amount, OFF, WORKED) + DAY} 00:00"), (rule.name, begin)
        found[rule.term.amount, begin] = ends.at

    # Those that the make-up Saturdays decide, in words: Thursday before the festival, and Thursday after it.
    assert found[3, date(2026, 2, 12)] == at("2026-02-25 00:00")
    assert found[2, date(2026, 2, 26)] == at("2026-03-01 00:00")


def test_three_working_days_are_over_at_midnight_and_no_moment_sooner(clocks: Clocks) -> None:
    running = {}
    for number, begin in enumerate(BEGINS):
        subject = Subject("stay", str(number))
        running[clocks.start(f"{begin} 23:59", deadlines.LETTING, subject)] = by_hand(begin, 3, OFF, WORKED)

    for day in sorted(set(running.values())):
        # Until the last moment of its last day it runs, whoever looks how often.
        for moment, state in (
            (at(f"{day + DAY} 00:00") - 1, State.RUNNING),
            (at(f"{day + DAY} 00:00"), State.BREACHED),
        ):
            bring_on(clocks.database, clocks.calendar(), {}, moment)
            assert {clocks.row(made).state for made, last in running.items() if last == day} == {state}, day


def test_a_year_without_published_days_says_so_until_they_are_typed_and_then_ends_as_by_hand(clocks: Clocks) -> None:
    if CALENDAR.last_year > 2026:
        pytest.skip("the days of 2027 are published")
    begins = [date(2027, 1, 25) + number * DAY for number in range(30)]
    running = {
        clocks.start(f"{begin} 09:00", deadlines.LETTING, Subject("stay", str(number))): begin
        for number, begin in enumerate(begins)
    }
    for made, begin in running.items():
        assert clocks.row(made).is_provisional
        assert clocks.row(made).due_at == at(f"{by_hand(begin, 3, set(), set()) + DAY} 00:00")

    with clocks.database.writing() as session:
        act = Act("Li", "a made-up notice", at("2027-01-01 09:00"))
        service.add_notice(session, OFFICE, 2027, act, free=sorted(INVENTED_OFF), make_up=sorted(INVENTED_WORKED))
    recount(clocks.database, clocks.calendar(), at("2027-01-01 09:01"))

    for made, begin in running.items():
        assert not clocks.row(made).is_provisional
        last = by_hand(begin, 3, INVENTED_OFF, INVENTED_WORKED)
        assert clocks.row(made).due_at == at(f"{last + DAY} 00:00"), begin


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        # Half a year from a day that no February has, and from the leap day; a year from it.
        ("rental.permit-may-be-asked", "2027-08-31 23:59", "2028-03-01 00:00"),
        ("rental.permit-may-be-asked", "2028-02-29 00:00", "2028-08-30 00:00"),
        ("rental.permit-endorsed", "2028-02-29 12:00", "2029-03-01 00:00"),
        # Ten days across it, begun in the last minute of a day and in the first of the next.
        ("rental.tenant-changes-address", "2028-02-19 23:59", "2028-03-01 00:00"),
        ("rental.tenant-changes-address", "2028-02-20 00:00", "2028-03-02 00:00"),
    ],
)
def test_leap_days_and_midnight_count_as_the_calendar_has_them(name: str, begins: str, ends: str) -> None:
    (rule,) = (each for each in deadlines.LEGAL if each.name == name)

    # A last day that is no working day is moved to the next one; here it is one, by the week.
    assert service.due(rule, Course(at(begins)), CALENDAR).at == at(ends)
