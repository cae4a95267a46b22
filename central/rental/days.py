"""Days on the town's clocks: a stay is kept as Unix ms, `until` exclusive, and said as first and last day. Pure."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


def day_of(at: int, zone: ZoneInfo) -> date:
    """The day that a moment falls on."""
    return datetime.fromtimestamp(at / 1000, zone).date()


def begins(first: date, zone: ZoneInfo) -> int:
    """When a stay begins whose first day is `first`: at its midnight."""
    return int(datetime.combine(first, time(), zone).timestamp()) * 1000


def ends(last: date, zone: ZoneInfo) -> int:
    """When a stay ends whose last day is `last`: at the midnight that follows."""
    return begins(last + _DAY, zone)


def last_day(until: int, zone: ZoneInfo) -> date:
    """The last day of a stay that ends at `until`."""
    return day_of(until - 1, zone)


def a_year_from(first: date) -> date:
    """The last day of a year that begins on `first`."""
    try:
        return first.replace(year=first.year + 1) - _DAY
    except ValueError:
        # There is no 29 February next year.
        return date(first.year + 1, 2, 28)


def after(begin: int, count: int, zone: ZoneInfo) -> int:
    """When a stay ends that begins at `begin` and lasts `count` days (at most 100 years)."""
    return begins(day_of(begin, zone) + min(max(count, 0), 36_600) * _DAY, zone)
