"""The town's calendar: which days are working days, and how sure that is. Pure.

What counts for a day, the first that there is: what staff have said of it, the State Council's notice, the week
(Monday to Friday). Beyond the last notice the week alone counts, and every answer that reaches there is provisional.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum, unique
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from central.clock.table import Table
from central.hours import USUAL, OfficeHours

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(1971, 1, 1), date(9000, 12, 31)
"""Days that can be counted with: moments outside are no times a computer's clock shows."""


@unique
class Kind(StrEnum):
    """What a day is, and by whose word."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make-up"
    MADE_WORKING = "made-working"
    MADE_FREE = "made-free"


WORKED = frozenset({Kind.WORKING, Kind.MAKE_UP, Kind.MADE_WORKING})


@dataclass(frozen=True)
class Override:
    """What staff have said of a day, and why."""

    is_working: bool
    why: str


@dataclass(frozen=True)
class Day:
    """A day as it counts. name: the holiday's code, "" for none. why: of an override, "" without one."""

    day: date
    kind: Kind
    name: str = ""
    why: str = ""
    is_provisional: bool = False

    @property
    def is_working(self) -> bool:
        """Whether the office works."""
        return self.kind in WORKED


@dataclass(frozen=True)
class Calendar:
    """The town's days. Two calendars with the same `mark` give the same answers."""

    table: Table
    zone: ZoneInfo
    hours: OfficeHours = USUAL
    overrides: Mapping[date, Override] = field(default_factory=dict)

    def of(self, day: date) -> Day:
        """The day as it counts."""
        name = self.table.free.get(day) or self.table.make_up.get(day, "")
        said = self.overrides.get(day)
        return Day(day, self._kind(day), name, said.why if said else "", not self.knows(day))

    def is_working(self, day: date) -> bool:
        """Whether the office works on that day."""
        return self._kind(day) in WORKED

    def knows(self, day: date) -> bool:
        """Whether it can be told for sure: the day's year is announced, or staff have said."""
        return day.year in self.table.years or day in self.overrides

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether what was counted from `first` to `last` (both counted) rests on days that are not announced."""
        return any(year not in self.table.years for year in range(first.year, last.year + 1))

    @property
    def last_year(self) -> int:
        """The last year that is announced without a gap before it."""
        years = sorted(self.table.years)
        return next((one for one, two in pairwise(years) if two != one + 1), years[-1])

    @cached_property
    def mark(self) -> str:
        """Names all that the answers rest on: hours, zone, announced and overridden days."""
        said = sorted((day.isoformat(), override.is_working) for day, override in self.overrides.items())
        told = sorted(map(str, self.table.free)), sorted(map(str, self.table.make_up)), sorted(self.table.years)
        return hashlib.sha256(repr((said, told, str(self.hours), self.zone.key)).encode()).hexdigest()[:16]

    def after(self, day: date) -> Iterator[date]:
        """The working days after `day`, for ever."""
        while day < LAST:
            day += ONE_DAY
            if self.is_working(day):
                yield day

    def before(self, day: date) -> Iterator[date]:
        """The working days before `day`, the nearest first."""
        while day > FIRST:
            day -= ONE_DAY
            if self.is_working(day):
                yield day

    def day_of(self, at: int) -> date:
        """The day on the town's clocks at `at`, Unix ms."""
        return datetime.fromtimestamp(at / 1000, self.zone).date()

    def moment(self, day: date, clock: time = time.min) -> int:
        """When the town's clocks show `clock` on that day, Unix ms."""
        return round(datetime.combine(day, clock, self.zone).timestamp() * 1000)

    def open(self, day: date) -> list[tuple[int, int]]:
        """When the office is open that day, Unix ms; nothing on a free day."""
        if not self.is_working(day):
            return []
        return [(self.moment(day, begin), self.moment(day, end)) for begin, end in self.hours.spans]

    def _kind(self, day: date) -> Kind:
        said = self.overrides.get(day)
        if said is not None:
            return Kind.MADE_WORKING if said.is_working else Kind.MADE_FREE
        if day in self.table.make_up:
            return Kind.MAKE_UP
        if day in self.table.free:
            return Kind.HOLIDAY
        return Kind.WEEKEND if day.weekday() >= 5 else Kind.WORKING


WARN_BEFORE = timedelta(days=92)
"""The notice comes in autumn; who has no new table by October is told (three months)."""


def ends_soon(calendar: Calendar, today: date) -> bool:
    """Whether somebody has to see to it that the next year comes into the table."""
    return today > date(calendar.last_year, 12, 31) - WARN_BEFORE
