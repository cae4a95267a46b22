"""The hours of a working day, as data: `08:30-12:00,14:00-17:30`. Pure."""

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Self

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class OfficeHours:
    """When the office is open on a working day: spans in order that do not touch."""

    spans: tuple[tuple[time, time], ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """From `HH:MM-HH:MM,…`. Raises ValueError for anything else, for spans out of order, and for none."""
        found = [_SPAN.fullmatch(part.strip()) for part in text.split(",")]
        if not all(found):
            raise ValueError("hours such as 08:30-12:00,14:00-17:30")
        edges = [time(int(hour), int(minute)) for span in found if span for hour, minute in _edges(span)]
        if any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError("hours in the order of the day, such as 08:30-12:00,14:00-17:30")
        return cls(tuple(zip(edges[::2], edges[1::2], strict=True)))

    @property
    def opens(self) -> time:
        """When the day begins."""
        return self.spans[0][0]

    @property
    def closes(self) -> time:
        """When the day ends."""
        return self.spans[-1][1]

    def __str__(self) -> str:
        return ",".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in self.spans)


def _edges(span: re.Match[str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return (span[1], span[2]), (span[3], span[4])


USUAL = OfficeHours.read("08:30-12:00,14:00-17:30")
"""What a town that says nothing has: an assumption, since towns differ and some change with the season."""
