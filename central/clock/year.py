"""A year as twelve months of days, for a page and for a terminal. Pure."""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date

from central.clock.days import Calendar, Day


@dataclass(frozen=True)
class Month:
    """A month. first: on which day of the week it begins, 1 for Monday."""

    number: int
    first: int
    days: tuple[Day, ...]

    @property
    def working(self) -> int:
        """How many days are worked."""
        return sum(day.is_working for day in self.days)


def months(calendar: Calendar, year: int) -> list[Month]:
    """The twelve months of `year`."""
    return [_month(calendar, year, number) for number in range(1, 13)]


def _month(calendar: Calendar, year: int, number: int) -> Month:
    first, length = gregorian.monthrange(year, number)
    days = tuple(calendar.of(date(year, number, day)) for day in range(1, length + 1))
    return Month(number, first + 1, days)
