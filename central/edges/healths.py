"""How boxes are, for whoever reports it: when each spoke last, how far it has told, how its clock goes, days without an
entry; and when somebody was let in first. Times are Unix ms.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import Session

from central.edges import counting
from central.edges.counting import QUARTER
from central.edges.tables import box, door, entry, entry_day, outbox, projected
from central.place.service import within
from central.web.grants import Reach


def healths(reach: Reach, now: int) -> Select[Any]:
    """Every box within reach that is not shut out: id, name, place_id, version, claimed_at, last_seen, clock_offset (0
    where they are not known), lag and unshown.

    lag: for how long (ms) nothing of it is here. unshown: records that are here, and that no page shows yet.
    """
    told = select(func.max(outbox.c.told_at)).where(outbox.c.box_id == box.c.id).scalar_subquery()
    behind = select(func.sum(outbox.c.seq - projected.c.seq)).join(projected, projected.c.outbox_id == outbox.c.id)
    unshown = behind.where(outbox.c.box_id == box.c.id).scalar_subquery()
    last = func.coalesce(told, box.c.last_seen, box.c.claimed_at)
    plain = (box.c[name] for name in ("id", "name", "place_id", "version", "claimed_at"))
    found = select(
        *plain,
        func.coalesce(box.c.last_seen, 0).label("last_seen"),
        func.coalesce(box.c.clock_offset, 0).label("clock_offset"),
        case((last < now, now - last), else_=0).label("lag"),
        func.coalesce(unshown, 0).label("unshown"),
    )
    return found.where(box.c.revoked_at.is_(None), within(reach, box.c.place_id))


def days_with_entries(session: Session, boxes: Collection[int], since: int, until: int) -> Mapping[int, int]:
    """Box → on how many of the days from `since` on, before that of `until`, anybody came to its doors."""
    first, last = counting.day_of(since // QUARTER), counting.day_of(until // QUARTER)
    days = select(door.c.box_id, func.count(entry_day.c.day.distinct())).join(door, door.c.id == entry_day.c.door_id)
    there = door.c.box_id.in_(boxes), entry_day.c.day >= first, entry_day.c.day < last, entry_day.c.count > 0
    return {box_id: int(count) for box_id, count in session.execute(days.where(*there).group_by(door.c.box_id))}


def first_let_in(
    box_id: ColumnElement[Any], person: ColumnElement[Any], since: ColumnElement[Any]
) -> ScalarSelect[int]:
    """When a box let somebody in for the first time since then, for another subject's question; NULL: not yet."""
    theirs = door.c.box_id == box_id, entry.c.person == person, entry.c.granted, entry.c.at >= since
    first = select(entry.c.at).join(door, door.c.id == entry.c.door_id).where(*theirs).order_by(entry.c.id).limit(1)
    return first.correlate_except(entry, door).scalar_subquery()
