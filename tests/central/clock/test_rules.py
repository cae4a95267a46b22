"""A rule's end and stages: arts. 200 to 204 of the Civil Code, pauses, extensions."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.clock.days import Calendar
from central.clock.rules import MOST_OF, Course, Rule, Span, Step, Unit, due, stages
from central.clock.table import announced
from central.hours import OfficeHours
from tests.central.clock.conftest import CALENDAR, REPORT, ZONE, at, rule

MINUTES = st.integers(at("2024-01-01 00:00") // 60000, at("2026-06-30 00:00") // 60000)


@pytest.mark.parametrize(
    ("amount", "unit", "began", "ends"),
    [
        (3, Unit.WORKING_DAYS, "2026-02-12 23:59", "2026-02-25 00:00"),
        (3, Unit.WORKING_DAYS, "2026-02-12 00:00", "2026-02-25 00:00"),
        # Ten days: the last, 22 February, is a holiday, and so is the 23rd.
        (10, Unit.NATURAL_DAYS, "2026-02-12 10:00", "2026-02-25 00:00"),
        # The last day is a make-up Saturday: it counts.
        (2, Unit.NATURAL_DAYS, "2026-02-12 10:00", "2026-02-15 00:00"),
        # The last day is a Sunday like any other.
        (3, Unit.NATURAL_DAYS, "2026-03-05 10:00", "2026-03-10 00:00"),
        (1, Unit.MONTHS, "2026-01-31 10:00", "2026-03-01 00:00"),
        (6, Unit.MONTHS, "2026-04-01 10:00", "2026-10-09 00:00"),
        (24, Unit.HOURS, "2026-02-14 10:00", "2026-02-15 10:00"),
        (60, Unit.WORKING_MINUTES, "2026-02-14 17:00", "2026-02-24 09:00"),
    ],
)
def test_a_term_ends_as_the_code_counts(amount: int, unit: Unit, began: str, ends: str) -> None:
    found = due(rule(amount, unit), Course(at(began)), CALENDAR)

    assert (found.at, found.is_provisional) == (at(ends), False)


def test_where_there_are_hours_of_business_the_last_day_ends_with_them() -> None:
    found = due(rule(3, Unit.WORKING_DAYS, at_close=True), Course(at("2026-03-02 10:00")), CALENDAR)

    assert found.at == at("2026-03-05 17:30")


def test_hours_are_sure_and_days_beyond_the_table_are_not() -> None:
    course = Course(at("2026-12-31 10:00"))

    assert not due(rule(48, Unit.HOURS), course, CALENDAR).is_provisional
    assert due(rule(1, Unit.WORKING_DAYS), course, CALENDAR).is_provisional
    assert due(rule(3, Unit.NATURAL_DAYS), course, CALENDAR).is_provisional
    assert due(rule(480, Unit.WORKING_MINUTES), course, CALENDAR).is_provisional


@pytest.mark.parametrize("unit", list(Unit))
@given(began=MINUTES, amount=st.integers(1, 60), lasts=st.lists(st.integers(0, 20_000), max_size=4))
def test_a_pause_never_makes_a_clock_end_earlier_and_one_of_no_length_changes_nothing(
    unit: Unit, began: int, amount: int, lasts: list[int]
) -> None:
    wanted = rule(amount, unit)
    plain = due(wanted, Course(began * 60000), CALENDAR).at
    moment, pauses = began, []
    for length in lasts:
        pauses.append(((moment + 30) * 60000, (moment + 30 + length) * 60000))
        moment += 30 + length
    held_up = [(begin, end) for begin, end in pauses if begin < plain]
    nothing = tuple((begin, begin) for begin, _ in held_up)

    assert due(wanted, Course(began * 60000, tuple(held_up)), CALENDAR).at >= plain
    assert due(wanted, Course(began * 60000, nothing), CALENDAR).at == plain


@pytest.mark.parametrize("unit", list(Unit))
@given(began=MINUTES, amount=st.integers(1, 60), more=st.integers(1, 60))
def test_an_extension_is_as_if_the_rule_had_given_it(unit: Unit, began: int, amount: int, more: int) -> None:
    extended = due(rule(amount, unit), Course(began * 60000, extended=more), CALENDAR)

    assert extended == due(rule(amount + more, unit), Course(began * 60000), CALENDAR)


@pytest.mark.parametrize("unit", list(Unit))
@given(began=MINUTES, amount=st.integers(1, 60))
def test_reminders_come_before_the_end_and_escalations_after_it(unit: Unit, began: int, amount: int) -> None:
    spans = tuple(Span(2, each) for each in Unit)
    wanted = rule(amount, unit, reminders=spans, escalations=spans)
    ends = due(wanted, Course(began * 60000), CALENDAR).at

    found = stages(wanted, ends, CALENDAR)

    assert [stage.step for stage in found] == [Step.REMIND] * 5 + [Step.BREACH] + [Step.ESCALATE] * 5
    assert [stage.at for stage in found] == sorted(stage.at for stage in found)
    assert found[4].at < found[5].at == ends < found[6].at


def test_days_before_the_end_begin_when_the_office_opens() -> None:
    found = stages(REPORT, at("2026-02-25 00:00"), CALENDAR)

    assert [stage.at for stage in found] == [
        at("2026-02-14 08:30"),
        at("2026-02-25 00:00"),
        at("2026-02-25 08:30"),
        at("2026-03-02 08:30"),
    ]


def test_a_rule_is_written_and_read_as_it_was() -> None:
    assert msgspec.json.decode(msgspec.json.encode(REPORT), type=Rule) == REPORT


def test_the_most_of_every_unit_can_be_counted() -> None:
    for unit, most in MOST_OF.items():
        assert due(rule(most, unit), Course(at("2026-03-02 10:00")), CALENDAR).at > at("2036-01-01 00:00")


def test_other_hours_give_another_end() -> None:
    early = Calendar(announced(), ZONE, OfficeHours.read("07:00-11:00"))

    assert due(rule(300, Unit.WORKING_MINUTES), Course(at("2026-03-02 06:00")), early).at == at("2026-03-03 08:00")
