"""The whole town before it is written: what every subject's module writes its part of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from central.clock.service import Office
from central.town.households import Settling, midnight
from central.town.layout import House, Layout, lay_out
from central.town.rhythm import Day
from central.town.scale import Scale

BY: Final = "demo"
"""Who made the rows, for the record."""


@dataclass(frozen=True)
class Town:
    """now: the moment it is made at, Unix ms. days: those that entries are made of; the last is today, up to now."""

    scale: Scale
    seed: int
    now: int
    office: Office
    layout: Layout
    living: Settling
    days: Sequence[Day]

    @property
    def began(self) -> int:
        """When its first house was claimed, Unix ms."""
        return self.days[0].begin - 60 * 24 * 3600 * 1000

    @property
    def with_box(self) -> list[House]:
        """The houses whose box has ever spoken."""
        return [house for house in self.layout.houses if house.is_heard]


def imagine(scale: Scale, seed: int, now: int, office: Office) -> Town:
    """The town of that seed, as it is now. office: its time zone and hours."""
    layout = lay_out(scale, seed)
    living = Settling(scale, layout, seed, now, office.zone)
    return Town(scale, seed, now, office, layout, living, _days(scale, now, office.zone))


def _days(scale: Scale, now: int, zone: ZoneInfo) -> list[Day]:
    today = datetime.fromtimestamp(now / 1000, zone).date()
    first = today - timedelta(days=scale.days - 1)
    found = (first + timedelta(days=number) for number in range(scale.days))
    return [
        Day(
            number,
            midnight(day, zone),
            midnight(day + timedelta(days=1), zone),
            is_free=day.weekday() >= 5,
            week=day.toordinal() // 7,
        )
        for number, day in enumerate(found)
    ]
