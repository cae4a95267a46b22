"""Weeks by which PostgreSQL keeps entries apart: from Monday to Monday, UTC, by when central got them. Pure."""

import re
import time
from calendar import timegm
from dataclasses import dataclass
from typing import Self

WEEK = 7 * 24 * 3600 * 1000
"""ms."""
_MONDAY = 4 * 24 * 3600 * 1000
"""1970-01-05 was the first Monday there was, ms."""
_NAME = re.compile(r"entry_(\d{8})", re.ASCII)


@dataclass(frozen=True, order=True)
class Week:
    """start: Monday 00:00 UTC, Unix ms."""

    start: int

    @classmethod
    def of(cls, at: int) -> Self:
        """The week in which `at` (Unix ms) lies."""
        return cls((at - _MONDAY) // WEEK * WEEK + _MONDAY)

    @classmethod
    def named(cls, table: str) -> Self | None:
        """The week whose table this is; None where it is that of none."""
        found = _NAME.fullmatch(table)
        if found is None:
            return None
        return cls.of(timegm(time.strptime(found[1], "%Y%m%d")) * 1000)

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.start + WEEK

    @property
    def table(self) -> str:
        """The name of its table."""
        return f"entry_{time.strftime('%Y%m%d', time.gmtime(self.start // 1000))}"

    def later(self, weeks: int) -> Self:
        """The week so many behind this one."""
        return type(self)(self.start + weeks * WEEK)
