"""At which hours of the week somebody may enter: a cleaner from Monday to Friday, 8 to 18. Pure.

Residents have no such hours: they come home when they like.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

import msgspec

from edge.errors import EdgeError

DAY = 24 * 60
"""Minutes."""
_TEXT = re.compile(r"([1-7])(?:-([1-7]))? ([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)")


class Hours(msgspec.Struct, frozen=True):
    """From `begin` until `end` (minutes since midnight, `end` exclusive) on each of `days` (1 is Monday: ISO 8601).

    An `end` that is not after `begin` lies on the day after.
    """

    days: tuple[int, ...]
    begin: int
    end: int


def parse(text: str) -> Hours:
    """The hours that "1-5 08:00-18:00" says. Raises EdgeError."""
    found = _TEXT.fullmatch(text)
    numbers = [int(number or 0) for number in found.groups()] if found else [0, 0, DAY, 0, 0, 0]
    first, last, begin, end = numbers[0], numbers[1] or numbers[0], numbers[2:4], numbers[4:6]
    hours = Hours(tuple(range(first, last + 1)), begin[0] * 60 + begin[1], end[0] * 60 + end[1])
    if not hours.days or hours.begin >= DAY or hours.end > DAY:
        raise EdgeError(f"{text!r} are no hours: write 1-5 08:00-18:00 for Monday to Friday, 8 to 18")
    return hours


def are_open(hours: Sequence[Hours], at: int, zone: tzinfo) -> bool:
    """Whether one of `hours` holds at `at` (Unix ms), by the clocks on the wall in `zone`. No hours hold always."""
    local = datetime.fromtimestamp(at / 1000, zone)
    minute = local.hour * 60 + local.minute
    yesterday = (local - timedelta(days=1)).isoweekday()
    return not hours or any(_holds(each, local.isoweekday(), yesterday, minute) for each in hours)


def _holds(hours: Hours, today: int, yesterday: int, minute: int) -> bool:
    if hours.begin < hours.end:
        return today in hours.days and hours.begin <= minute < hours.end
    return (today in hours.days and minute >= hours.begin) or (yesterday in hours.days and minute < hours.end)
