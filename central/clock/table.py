"""The holidays and make-up workdays of China, year by year, as the package `chinese_calendar` holds them. Pure.

Its source is the yearly notice of the General Office of the State Council (国务院办公厅关于…年部分节假日安排的通知),
which comes in autumn for the year that follows. A year that is not announced is not in it, and is never guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import chinese_calendar


@dataclass(frozen=True)
class Table:
    """Announced days. free, make_up: day → the holiday's code; years: those whose notice is known."""

    free: Mapping[date, str]
    make_up: Mapping[date, str]
    years: frozenset[int]


@cache
def announced() -> Table:
    """What the package knows, from 2004 to the last notice before its release."""
    codes = {holiday.value: holiday.name for holiday in chinese_calendar.Holiday}
    free = {day: codes[name] for day, name in chinese_calendar.holidays.items()}
    make_up = {day: codes[name] for day, name in chinese_calendar.workdays.items()}
    return Table(free, make_up, frozenset(day.year for day in free))
