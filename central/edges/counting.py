"""How many came to the doors, hour by hour and day by day of the town's: counts, and nothing of who it was."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from central.edges.tables import box, door, entry
from central.place.service import within
from central.web.grants import Reach

HOUR: Final = 3_600_000
"""ms."""


@dataclass(frozen=True)
class Passed:
    """From `begin` on (Unix ms), how many were let in, and how many were not."""

    begin: int
    granted: int = 0
    denied: int = 0


def by_hour(session: Session, zone: ZoneInfo, day: date, reach: Reach) -> list[Passed]:
    """The hours of a day, each with its counts; a day on which clocks change has 23 or 25."""
    begin, end = _moment(day, zone), _moment(day + timedelta(days=1), zone)
    counted = _counted(session, begin, end, reach)
    return [counted.get(hour, Passed(hour)) for hour in range(begin, end, HOUR)]


def by_day(session: Session, zone: ZoneInfo, last: date, days: int, reach: Reach) -> list[Passed]:
    """The `days` days up to `last`, each with its counts."""
    starts = [_moment(last - timedelta(days=back), zone) for back in range(days - 1, -2, -1)]
    counted = _counted(session, starts[0], starts[-1], reach)
    found = []
    for begin, end in pairwise(starts):
        hours = [passed for hour, passed in counted.items() if begin <= hour < end]
        found.append(Passed(begin, sum(each.granted for each in hours), sum(each.denied for each in hours)))
    return found


def _counted(session: Session, begin: int, end: int, reach: Reach) -> dict[int, Passed]:
    """Hours with anybody in them. Towns whose clocks differ from UTC by whole hours have theirs."""
    came = select(((entry.c.at - begin) // HOUR).label("hour"), entry.c.granted)
    came = came.where(entry.c.at >= begin, entry.c.at < end)
    if not reach.is_town:
        theirs = select(door.c.id).join(box, box.c.id == door.c.box_id).where(within(reach, box.c.place_id))
        came = came.where(entry.c.door_id.in_(theirs))
    hours = came.subquery()
    granted = func.sum(case((hours.c.granted, 1), else_=0))
    query = select(hours.c.hour, granted, func.count()).group_by(hours.c.hour)
    rows = ((begin + int(number) * HOUR, int(let_in), int(all_)) for number, let_in, all_ in session.execute(query))
    return {at: Passed(at, let_in, all_ - let_in) for at, let_in, all_ in rows}


def _moment(day: date, zone: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
