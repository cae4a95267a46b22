"""What a deadline is: a rule, as data that the subject declares who uses it, and the moments that follow. Pure.

A rule is kept with every clock that runs by it, as it was when the clock began: a law that changes does not change
deadlines that run already.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Final

import msgspec

from central.clock import counting
from central.clock.counting import HOUR, MINUTE
from central.clock.days import ONE_DAY, Calendar

MOST = 200_000
"""Of any unit: more is a typing error, and would take long to count."""


@unique
class Unit(StrEnum):
    """What is counted."""

    WORKING_DAYS = "working-days"
    NATURAL_DAYS = "natural-days"
    MONTHS = "months"
    HOURS = "hours"
    WORKING_MINUTES = "working-minutes"


MOST_OF: Final = {Unit.WORKING_DAYS: 3660, Unit.NATURAL_DAYS: 36600, Unit.MONTHS: 1200}
"""The most of a unit there may be; MOST of the others."""


class Span(msgspec.Struct, frozen=True):
    """So many of a unit."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        most = MOST_OF.get(self.unit, MOST)
        if not 0 < self.amount <= most:
            raise ValueError(f"{self.amount} {self.unit} can't be counted; accepted are 1 to {most}")


class Rule(msgspec.Struct, frozen=True):
    """A deadline's rule.

    name: SUBJECT.WHAT, unique. en, zh: what people call it. source: the law and its article, or who decided; dated: of
    that law. reminders: how long before the end staff are reminded; escalations: how long after it others are told.
    at_close: the last day ends when the office closes, not at midnight.
    """

    name: str
    en: str
    zh: str
    term: Span
    source: str
    dated: date
    reminders: tuple[Span, ...] = ()
    escalations: tuple[Span, ...] = ()
    at_close: bool = False


@dataclass(frozen=True)
class Due:
    """When a deadline ends, Unix ms. is_provisional: it was counted on days that are not announced yet."""

    at: int
    is_provisional: bool


@dataclass(frozen=True)
class Course:
    """What has befallen a clock. pauses: (from, to), in order and over; extended: by how much of the rule's unit."""

    started: int
    pauses: tuple[tuple[int, int], ...] = ()
    extended: int = 0


def due(rule: Rule, course: Course, calendar: Calendar) -> Due:
    """When the deadline ends. Time in pauses does not count; the day of a pause counts, that of going on does not."""
    amount, unit = rule.term.amount + course.extended, rule.term.unit
    if unit is Unit.WORKING_MINUTES:
        at = _in_working_time(amount * MINUTE, course, calendar)
    elif unit is Unit.HOURS:
        at = course.started + amount * HOUR + sum(end - begin for begin, end in course.pauses)
    else:
        at = counting.end_of_day(calendar, _last_day(amount, unit, course, calendar), at_close=rule.at_close)
    last = calendar.day_of(at - 1)
    # Of natural days and months only the last matters: whether it is a working day.
    first = last if unit in (Unit.NATURAL_DAYS, Unit.MONTHS) else calendar.day_of(course.started)
    return Due(at, unit is not Unit.HOURS and calendar.is_provisional(first, last))


def _in_working_time(amount: int, course: Course, calendar: Calendar) -> int:
    begin = course.started
    for paused, resumed in course.pauses:
        amount = max(0, amount - counting.working_time_between(calendar, begin, paused))
        begin = resumed
    return counting.add_working_time(calendar, begin, amount)


def _last_day(amount: int, unit: Unit, course: Course, calendar: Calendar) -> date:
    day = calendar.day_of(course.started)
    pauses = [(calendar.day_of(paused), calendar.day_of(resumed)) for paused, resumed in course.pauses]
    if unit is Unit.WORKING_DAYS:
        for paused, resumed in pauses:
            amount = max(0, amount - counting.working_days_between(calendar, day, paused))
            day = max(day, resumed)
        # Nothing is left where a clock was paused on its last day: it ends on the day it goes on, if that is worked.
        return counting.next_working_day(calendar, counting.add_working_days(calendar, day, amount))
    plain = counting.add_months(day, amount) if unit is Unit.MONTHS else counting.add_natural_days(day, amount)
    later = sum((resumed - paused).days for paused, resumed in pauses)
    return counting.next_working_day(calendar, counting.add_natural_days(plain, later))


@unique
class Step(StrEnum):
    """What time brings to a clock that runs."""

    REMIND = "remind"
    BREACH = "breach"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class Stage:
    """A step and its moment, Unix ms. span: before or after the end; None for the end itself."""

    at: int
    step: Step
    span: Span | None = None


def stages(rule: Rule, due_at: int, calendar: Calendar) -> list[Stage]:
    """All that time brings, in order: reminders, the breach, escalations."""
    reminders = [Stage(before(calendar, due_at, span), Step.REMIND, span) for span in rule.reminders]
    escalations = [Stage(after(calendar, due_at, span), Step.ESCALATE, span) for span in rule.escalations]
    in_order = sorted(reminders, key=_moment), [Stage(due_at, Step.BREACH)], sorted(escalations, key=_moment)
    return [stage for group in in_order for stage in group]


def before(calendar: Calendar, due_at: int, span: Span) -> int:
    """The moment a span before the end. Where days are counted: that day's morning, when the office opens."""
    if span.unit is Unit.WORKING_MINUTES:
        return counting.take_working_time(calendar, due_at, span.amount * MINUTE)
    if span.unit is Unit.HOURS:
        return due_at - span.amount * HOUR
    last = calendar.day_of(due_at - 1)
    days = {
        Unit.WORKING_DAYS: lambda: counting.take_working_days(calendar, last, span.amount),
        Unit.NATURAL_DAYS: lambda: counting.add_natural_days(last, -span.amount),
        Unit.MONTHS: lambda: counting.add_months(last, -span.amount),
    }
    return calendar.moment(days[span.unit](), calendar.hours.opens)


def after(calendar: Calendar, due_at: int, span: Span) -> int:
    """The moment a span after the end; where days are counted, in the morning."""
    if span.unit is Unit.WORKING_MINUTES:
        return counting.add_working_time(calendar, due_at, span.amount * MINUTE)
    if span.unit is Unit.HOURS:
        return due_at + span.amount * HOUR
    last = calendar.day_of(due_at - 1)
    days = {
        Unit.WORKING_DAYS: lambda: counting.add_working_days(calendar, last, span.amount),
        Unit.NATURAL_DAYS: lambda: counting.add_natural_days(last, span.amount),
        Unit.MONTHS: lambda: counting.add_months(last, span.amount),
    }
    return calendar.moment(days[span.unit](), calendar.hours.opens)


def _moment(stage: Stage) -> int:
    return stage.at


def week_ends(calendar: Calendar, now: int) -> int:
    """When this week ends: the midnight after Sunday."""
    today = calendar.day_of(now)
    return calendar.moment(counting.add_natural_days(today, 7 - today.weekday()))


def day_ends(calendar: Calendar, now: int) -> int:
    """The midnight that follows."""
    return calendar.moment(calendar.day_of(now) + ONE_DAY)
