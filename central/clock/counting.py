"""Counting in working days, natural days, months, hours and working minutes. Pure; moments are Unix ms.

How China's Civil Code counts (民法典, in force since 2021-01-01):

- art. 201(1): by years, months, days the day it begins on is not counted;
- art. 201(2): by hours it begins at the hour itself;
- art. 202: by months the last day is the corresponding one of the month it ends in, or that month's last;
- art. 203(1): a last day that is a holiday gives way to the first day after it. We take every day on which the office
  rests for one, as offices do: weekends and days in lieu as well;
- art. 203(2): the last day ends at 24:00; where there are hours of business, when these end.
"""

import calendar as gregorian
from datetime import date
from itertools import islice

from central.clock.days import FIRST, LAST, ONE_DAY, Calendar

MINUTE = 60_000
HOUR = 60 * MINUTE
"""ms."""


def add_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day after `day`, which is not counted; `day` itself for 0."""
    return next(islice(calendar.after(day), count - 1, None), LAST) if count > 0 else day


def take_working_days(calendar: Calendar, day: date, count: int) -> date:
    """The `count`-th working day before `day`; `day` itself for 0."""
    return next(islice(calendar.before(day), count - 1, None), FIRST) if count > 0 else day


def working_days_between(calendar: Calendar, first: date, last: date) -> int:
    """How many working days follow `first` up to `last`, which is counted; 0 when it is not later."""
    days = (date.fromordinal(ordinal) for ordinal in range(first.toordinal() + 1, last.toordinal() + 1))
    return sum(calendar.is_working(day) for day in days)


def add_natural_days(day: date, count: int) -> date:
    """`count` days after `day`, free or not."""
    return date.fromordinal(max(FIRST.toordinal(), min(day.toordinal() + count, LAST.toordinal())))


def add_months(day: date, count: int) -> date:
    """The corresponding day `count` months later, or the last of that month (art. 202)."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    if year > LAST.year:
        return LAST
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))


def next_working_day(calendar: Calendar, day: date) -> date:
    """`day`, or the first working day after it (art. 203(1))."""
    return day if calendar.is_working(day) else add_working_days(calendar, day, 1)


def end_of_day(calendar: Calendar, day: date, *, at_close: bool) -> int:
    """When a last day ends: at 24:00, or when the office closes (art. 203(2))."""
    return calendar.moment(day, calendar.hours.closes) if at_close else calendar.moment(day + ONE_DAY)


def add_working_time(calendar: Calendar, at: int, amount: int) -> int:
    """The first moment at which `amount` ms of office hours have passed since `at`; `at` itself for 0."""
    if amount <= 0:
        return at
    day = calendar.day_of(at)
    while day < LAST:
        for begin, end in calendar.open(day):
            begins = max(begin, at)
            if end - begins >= amount:
                return begins + amount
            amount -= max(0, end - begins)
        day += ONE_DAY
    return calendar.moment(LAST)


def take_working_time(calendar: Calendar, at: int, amount: int) -> int:
    """The last moment from which `amount` ms of office hours pass until `at`; `at` itself for 0."""
    if amount <= 0:
        return at
    day = calendar.day_of(at)
    while day > FIRST:
        for begin, end in reversed(calendar.open(day)):
            ends = min(end, at)
            if ends - begin >= amount:
                return ends - amount
            amount -= max(0, ends - begin)
        day -= ONE_DAY
    return calendar.moment(FIRST)


def working_time_between(calendar: Calendar, first: int, last: int) -> int:
    """How much of the time from `first` to `last` lies in office hours, ms; 0 when it is not later."""
    day, ends, total = calendar.day_of(first), calendar.day_of(last), 0
    while day <= ends:
        total += sum(max(0, min(end, last) - max(begin, first)) for begin, end in calendar.open(day))
        day += ONE_DAY
    return total
