"""The days a report is about. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from central.rental import days

LONGEST = 366 * 5
"""Days; a typing error in a year is caught."""


@dataclass(frozen=True)
class Period:
    """From the first day to the last, which is counted."""

    first: date
    last: date

    @classmethod
    def read(cls, first: str, last: str, today: date) -> "Period":
        """As an address says it; what can't be read, or is no period, is this month up to today."""
        try:
            said = cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError:
            return cls.this_month(today)
        is_one = said.first <= said.last and said.last - said.first <= timedelta(LONGEST) and said.first.year > 1970
        return said if is_one and said.last.year < 9999 else cls.this_month(today)

    @classmethod
    def this_month(cls, today: date) -> "Period":
        """What is asked for at first."""
        return cls(today.replace(day=1), today)

    def moments(self, zone: ZoneInfo) -> tuple[int, int]:
        """When it begins and ends, Unix ms; the end is exclusive."""
        return days.begins(self.first, zone), days.ends(self.last, zone)
