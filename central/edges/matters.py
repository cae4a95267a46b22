"""What staff should look at: each matter once, however often it is told, until it is over or somebody has looked.

A lock's tampering and failing power are matters from the lock's own word until it says `normal`; it going online again
says nothing of them. Every alarm above `info` is a matter, too.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.edges.tables import box, door, matter
from central.events import service as events
from central.place.service import within
from central.web.grants import EVERYWHERE, Reach
from wire.kinds import Alarm, DoorChange, DoorPosition, DoorState, Level

KEPT = 90 * 24 * 60 * 60 * 1000
"""How long matters that are over are kept, ms: a lock with a loose cable makes one a minute."""
_LOCK = {"tamper": Level.CRITICAL, "power-fail": Level.WARNING}
"""States of a lock that are matters; its alarms of the same name say nothing more."""
_OVER_BY_STATE = {"normal": ("lock-tamper", "lock-power-fail"), "online": ("lock-offline",)}
_OVER_WHEN_LEFT = (DoorPosition.HELD_OPEN, DoorPosition.FREE)
"""Positions of a door that are a matter for as long as it stands so. That it was forced somebody has to look at, even
when it is closed again.
"""
_OVER_BY_ALARM = {
    "camera-live": ("camera-opening", "camera-stalled", "camera-gone"),
    "storage-back": ("storage-trouble",),
    "fire-over": ("fire",),
}


@dataclass(frozen=True)
class Matter:
    """Something to look at; told at `at` (Unix ms)."""

    code: str
    level: str
    detail: str
    at: int


@dataclass(frozen=True)
class MatterRow:
    """An open matter. times: how often it was told since then. Times are Unix ms."""

    id: int
    box_id: int
    box: str
    door_id: int | None
    door: str | None
    code: str
    level: str
    detail: str
    times: int
    since: int
    last_at: int


def told_by(body: msgspec.Struct, at: int) -> Matter | None:
    """The matter that a record is about; None for most."""
    if isinstance(body, DoorState) and body.state in _LOCK:
        return Matter(f"lock-{body.state}", _LOCK[body.state], body.detail, at)
    if isinstance(body, DoorChange) and body.level != Level.INFO:
        return Matter(f"door-{body.position}", body.level, "", at)
    if isinstance(body, Alarm) and body.level != Level.INFO and body.code not in _OVER_BY_STATE["normal"]:
        return Matter(body.code, body.level, body.detail, at)
    return None


def over_by(body: msgspec.Struct) -> Sequence[str]:
    """The codes of matters that are over by what a record says."""
    if isinstance(body, DoorState):
        return _OVER_BY_STATE.get(body.state, ())
    if isinstance(body, DoorChange):
        return (f"door-{body.before}",) if body.before in _OVER_WHEN_LEFT else ()
    return _OVER_BY_ALARM.get(body.code, ()) if isinstance(body, Alarm) else ()


def follow(
    session: Session, box_id: int, doors: Mapping[str, int], bodies: Iterable[tuple[msgspec.Struct, int]]
) -> None:
    """Open and end matters of a box as these records say, in order. doors: the doors they name; with each, Unix ms."""
    for body, at in bodies:
        name = getattr(body, "door", None)
        door_id = None if name is None else doors[name]
        _end(session, box_id, door_id, over_by(body), at)
        if told := told_by(body, at):
            note(session, box_id, told, door_id)


def note(session: Session, box_id: int, told: Matter, door_id: int | None = None) -> None:
    """Something is the matter: one that is open already is told once more."""
    news: dict[str, Any] = {"detail": told.detail, "level": told.level, "last_at": told.at}
    again = update(matter).where(matter.c.code == told.code, _is_open(box_id, door_id))
    if session.connection().execute(again.values(times=matter.c.times + 1, **news)).rowcount:
        return
    row = {"box_id": box_id, "door_id": door_id, "code": told.code, "times": 1, "since": told.at}
    made = session.execute(insert(matter).values(row | news).returning(matter.c.id)).scalar_one()
    events.tell(session, events.Kind.MATTER_OPENED, f"matter:{made}", at=told.at, box_id=box_id)


def open_chosen(reach: Reach) -> Select[Any]:
    """What nobody has looked at yet, of boxes within reach that are not shut out, for a list."""
    named = (matter.c.id, matter.c.box_id, box.c.name, matter.c.door_id, door.c.name)
    own = (matter.c[name] for name in ("code", "level", "detail", "times", "since", "last_at"))
    query = select(*named, *own).join(box, box.c.id == matter.c.box_id).outerjoin(door, door.c.id == matter.c.door_id)
    return query.where(matter.c.settled_at.is_(None), box.c.revoked_at.is_(None), within(reach, box.c.place_id))


def open_matters(
    session: Session,
    reach: Reach = EVERYWHERE,
    *,
    doors: Collection[int] | None = None,
    boxes: Collection[int] | None = None,
    limit: int | None = None,
) -> list[MatterRow]:
    """The same, the newest first. doors, boxes: those of these alone; limit: at most so many."""
    chosen = open_chosen(reach) if doors is None else open_chosen(reach).where(matter.c.door_id.in_(doors))
    chosen = chosen if boxes is None else chosen.where(matter.c.box_id.in_(boxes))
    rows: Iterable[Any] = session.execute(chosen.order_by(matter.c.last_at.desc(), matter.c.id).limit(limit))
    return [MatterRow(*row) for row in rows]


def count_matters(session: Session, reach: Reach) -> int:
    """How many nobody has looked at yet."""
    return session.scalar(select(func.count()).select_from(open_chosen(reach).subquery())) or 0


def look_at(session: Session, matter_id: int, *, by: str, now: int, reach: Reach = EVERYWHERE) -> bool:
    """Somebody has looked at it; False when it is over already, or there is none within reach."""
    theirs = matter.c.box_id.in_(select(box.c.id).where(within(reach, box.c.place_id)))
    chosen = update(matter).where(matter.c.id == matter_id, matter.c.settled_at.is_(None), theirs)
    done = session.connection().execute(chosen.values(settled_at=now, settled_by=by)).rowcount == 1
    if done:
        audit.note(session, act="matter.look", of=f"matter:{matter_id}")
    return done


def forget(session: Session, *, now: int) -> None:
    """Delete matters that were over KEPT ago."""
    session.execute(delete(matter).where(matter.c.settled_at <= now - KEPT))


def _end(session: Session, box_id: int, door_id: int | None, codes: Sequence[str], at: int) -> None:
    if codes:
        still = matter.c.code.in_(codes), _is_open(box_id, door_id)
        session.execute(update(matter).where(*still).values(settled_at=at))


def _is_open(box_id: int, door_id: int | None) -> ColumnElement[bool]:
    of_door = matter.c.door_id.is_(None) if door_id is None else matter.c.door_id == door_id
    return and_(matter.c.box_id == box_id, of_door, matter.c.settled_at.is_(None))
