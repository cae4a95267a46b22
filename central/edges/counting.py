"""How many came to the doors, hour by hour and day by day of the town's: counts, and nothing of who it was.

They are counted when entries are written (`add`), in the same transaction, so that nobody counts a town's day again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, TextClause, case, delete, func, select, text
from sqlalchemy.orm import Session

from central.edges.tables import box, door, entry_count, entry_day
from central.place.service import within
from central.web.grants import Reach

HOUR: Final = 3_600_000
"""ms."""
QUARTER: Final = HOUR // 4
DAY: Final = 24 * HOUR
_AHEAD: Final = 8 * HOUR
"""How far China's clocks are ahead of UTC: its days are counted by themselves, those of other zones by quarters."""
_ADD = text(
    "INSERT INTO entry_count (quarter, door_id, granted, count) VALUES (:part, :door_id, :granted, :count)"
    " ON CONFLICT (quarter, door_id, granted) DO UPDATE SET count = entry_count.count + excluded.count"
)
_ADD_TO_DAY = text(
    "INSERT INTO entry_day (day, door_id, granted, count) VALUES (:part, :door_id, :granted, :count)"
    " ON CONFLICT (day, door_id, granted) DO UPDATE SET count = entry_day.count + excluded.count"
)
_DAYS = text(
    # As day_of says it.
    "INSERT INTO entry_day (day, door_id, granted, count)"
    " SELECT (quarter + 32) / 96, door_id, granted, sum(count) FROM entry_count"
    " GROUP BY (quarter + 32) / 96, door_id, granted"
)


@dataclass(frozen=True)
class Passed:
    """From `begin` on (Unix ms), how many were let in, and how many were not."""

    begin: int
    granted: int = 0
    denied: int = 0


Counts = Mapping[tuple[int, int, bool], int]
"""Quarter of an hour, door, whether somebody was let in → how many."""


def add(session: Session, passages: Iterable[tuple[int, int, bool]]) -> None:
    """Count entries that are written: when (Unix ms at the door), at which door, whether somebody was let in."""
    put(session, Counter((at // QUARTER, door_id, granted) for at, door_id, granted in passages))


def put(session: Session, counts: Counts) -> None:
    """Add to what was counted; what is less than nothing is taken away."""
    days: Counter[tuple[int, int, bool]] = Counter()
    for (quarter, door_id, granted), count in counts.items():
        days[day_of(quarter), door_id, granted] += count
    put_quarters(session, counts)
    put_days(session, days)


def put_quarters(session: Session, counts: Counts) -> None:
    """The same of quarters of an hour alone."""
    _put(session, _ADD, counts)


def put_days(session: Session, counts: Counts) -> None:
    """The same of days alone: the first of each key is one of `day_of`."""
    _put(session, _ADD_TO_DAY, counts)


def _put(session: Session, statement: TextClause, counts: Counts) -> None:
    rows = [
        {"part": part, "door_id": door_id, "granted": granted, "count": count}
        for (part, door_id, granted), count in sorted(counts.items())
    ]
    if rows:
        session.connection().execute(statement, rows)


def count_days(session: Session) -> None:
    """Count the days anew from the quarters of an hour."""
    session.execute(delete(entry_day))
    session.execute(_DAYS)


def day_of(quarter: int) -> int:
    """The day of China's clocks, which are one and the same all year, in which a quarter of an hour lies."""
    return (quarter * QUARTER + _AHEAD) // DAY


def begin_of_day(day: int) -> int:
    """When a day of `day_of` began, Unix ms."""
    return day * DAY - _AHEAD


def since(session: Session, begin: int, reach: Reach) -> tuple[int, int]:
    """How many were let in and how many were not, within reach, from the quarter of an hour of `begin` (Unix ms) on."""
    counted = select(entry_count.c.granted, func.sum(entry_count.c.count)).where(
        entry_count.c.quarter >= begin // QUARTER, *_within(reach)
    )
    counts = {bool(granted): int(count) for granted, count in session.execute(counted.group_by(entry_count.c.granted))}
    return counts.get(True, 0), counts.get(False, 0)


def first(session: Session) -> int | None:
    """When the first quarter of an hour began that is counted, Unix ms; None where none is."""
    quarter = session.scalar(select(func.min(entry_count.c.quarter)))
    return None if quarter is None else int(quarter) * QUARTER


def forget(session: Session, before: int) -> None:
    """Forget the counts of what came to the doors before that moment (Unix ms)."""
    session.execute(delete(entry_count).where(entry_count.c.quarter < before // QUARTER))
    session.execute(delete(entry_day).where(entry_day.c.day < day_of(before // QUARTER)))


def by_hour(session: Session, zone: ZoneInfo, day: date, reach: Reach) -> list[Passed]:
    """The hours of a day, each with its counts; a day on which clocks change has 23 or 25."""
    begin, end = _moment(day, zone), _moment(day + timedelta(days=1), zone)
    counted = _counted(session, begin, end, reach)
    return [counted.get(hour, Passed(hour)) for hour in range(begin, end, HOUR)]


def by_day(session: Session, zone: ZoneInfo, last: date, days: int, reach: Reach) -> list[Passed]:
    """The `days` days up to `last`, each with its counts."""
    starts = [_moment(last - timedelta(days=back), zone) for back in range(days - 1, -2, -1)]
    if all((start + _AHEAD) % DAY == 0 for start in starts):
        return _by_whole_days(session, starts, reach)
    counted = _counted(session, starts[0], starts[-1], reach)
    found = []
    for begin, end in pairwise(starts):
        hours = [passed for hour, passed in counted.items() if begin <= hour < end]
        found.append(Passed(begin, sum(each.granted for each in hours), sum(each.denied for each in hours)))
    return found


def _by_whole_days(session: Session, starts: Sequence[int], reach: Reach) -> list[Passed]:
    numbers = [day_of(start // QUARTER) for start in starts]
    here = entry_day.c.day >= numbers[0], entry_day.c.day < numbers[-1], *_within(reach, entry_day.c.door_id)
    granted = func.sum(case((entry_day.c.granted, entry_day.c.count), else_=0))
    query = select(entry_day.c.day, granted, func.sum(entry_day.c.count)).where(*here).group_by(entry_day.c.day)
    days = {day: (int(let_in), int(all_ - let_in)) for day, let_in, all_ in session.execute(query)}
    return [Passed(start, *days.get(day, (0, 0))) for start, day in zip(starts[:-1], numbers[:-1], strict=True)]


def _counted(session: Session, begin: int, end: int, reach: Reach) -> dict[int, Passed]:
    """Hours with anybody in them."""
    here = entry_count.c.quarter >= begin // QUARTER, entry_count.c.quarter < end // QUARTER, *_within(reach)
    granted = func.sum(case((entry_count.c.granted, entry_count.c.count), else_=0))
    # By quarters, as they lie: to gather hours there SQLite would first have to sort a town's two million rows.
    query = select(entry_count.c.quarter, granted, func.sum(entry_count.c.count)).where(*here)
    hours: dict[int, Passed] = {}
    for quarter, let_in, all_ in session.execute(query.group_by(entry_count.c.quarter)):
        at = begin + (quarter * QUARTER - begin) // HOUR * HOUR
        known = hours.get(at, Passed(at))
        hours[at] = Passed(at, known.granted + int(let_in), known.denied + int(all_ - let_in))
    return hours


def _within(reach: Reach, door_id: ColumnElement[int] = entry_count.c.door_id) -> list[ColumnElement[bool]]:
    if reach.is_town:
        return []
    theirs = select(door.c.id).join(box, box.c.id == door.c.box_id).where(within(reach, box.c.place_id))
    return [door_id.in_(theirs)]


def _moment(day: date, zone: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
