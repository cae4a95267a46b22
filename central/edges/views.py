"""What the pages read of the boxes: entries, doors, counts, and the boxes themselves. Plain rows come out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from central.edges import counting
from central.edges.presence import SILENT_AFTER
from central.edges.tables import box, door, entry, matter
from central.keyset import Order, Page, Spot, page_of
from central.place.service import within
from central.web.grants import EVERYWHERE, Reach
from wire.kinds import BOX_WIPED

FEW_DOORS: Final = 10
"""Of which all entries can be sorted at once."""


@dataclass(frozen=True)
class EntryRow:
    """One access decision. Times are Unix ms; `release` is done, refused or unknown, None until the box says so.

    by, why: who of the staff opened, and their words; "" for every other way.
    """

    id: int
    at: int
    received_at: int
    box: str
    door_id: int
    door: str
    granted: bool
    reason: str
    method: str
    person: str | None
    score: float | None
    held_back: bool
    release: str | None
    frame_to_strike: int | None
    strike_to_answer: int | None
    by: str
    why: str


@dataclass(frozen=True)
class DoorRow:
    """A door as the town last heard of it. `lock_state` is None until the box has reported its lock.

    allowed_…: the last time staff allowed a way of opening again there, which, and who; None: never.
    last_seen: the box's last request, Unix ms. clock_offset: the box's clock minus central's, ms.
    """

    id: int
    name: str
    box_id: int
    box: str
    lock_state: str | None
    lock_detail: str | None
    lock_since: int | None
    last_seen: int | None
    clock_offset: int | None
    last_entry_at: int | None
    last_entry_granted: bool | None
    allowed_at: int | None
    allowed_way: str | None
    allowed_by: str | None


@dataclass(frozen=True)
class BoxRow:
    """A box that was claimed. Times are Unix ms. wiped_at: when its last word was that it forgets everything."""

    id: int
    name: str
    thumbprint: str
    version: str
    claimed_at: int
    last_seen: int | None
    clock_offset: int | None
    revoked_at: int | None
    place_id: int
    wiped_at: int | None


@dataclass(frozen=True)
class Counts:
    """How many presentations were let in, and how many were not."""

    granted: int
    denied: int


def recent_entries(
    session: Session,
    *,
    door_id: int | None = None,
    granted: bool | None = None,
    limit: int = 50,
    reach: Reach = EVERYWHERE,
) -> list[EntryRow]:
    """The newest entries first, in the order they came in."""
    chosen = _filtered(session, door_id, granted, reach)
    return _entry_rows(session, _entries().where(*chosen).order_by(entry.c.id.desc()).limit(limit))


def entries_after(
    session: Session,
    entry_id: int,
    *,
    door_id: int | None = None,
    granted: bool | None = None,
    limit: int = 200,
    reach: Reach = EVERYWHERE,
) -> list[EntryRow]:
    """What came in after the entry `entry_id`, oldest first. None is ever missed: ids are in the order of commit."""
    chosen = [*_filtered(session, door_id, granted, reach), entry.c.id > entry_id]
    return _entry_rows(session, _entries().where(*chosen).order_by(entry.c.id).limit(limit))


def entries_of(session: Session, ids: Sequence[int]) -> list[EntryRow]:
    """These entries as they are now, oldest first: for those whose release was still open when they were shown."""
    return _entry_rows(session, _entries().where(entry.c.id.in_(ids)).order_by(entry.c.id))


def entries_chosen(session: Session, reach: Reach) -> Select[Any]:
    """Every entry within reach, for a list."""
    return _entries().where(*_within(session, reach))


def last_entry_id(session: Session) -> int:
    """Where a live page begins: the newest entry's id, 0 if there is none."""
    return session.scalar(select(func.max(entry.c.id))) or 0


def doors(
    session: Session, reach: Reach = EVERYWHERE, *, only: int | None = None, limit: int | None = None
) -> list[DoorRow]:
    """Every door within reach of every box that is not revoked, by box and name.

    only: the door of this number alone; limit: at most so many.
    """
    chosen = _doors(reach) if only is None else _doors(reach).where(door.c.id == only)
    return _door_rows(session.execute(chosen.order_by(*_BY_BOX).limit(limit)))


def page_of_doors(session: Session, reach: Reach, spot: Spot) -> Page[DoorRow]:
    """A page of them."""
    return page_of(session, _doors(reach), Order(_BY_BOX), spot, _door_rows)


_BY_BOX = (box.c.name, door.c.name, door.c.id)


def _doors(reach: Reach) -> Select[Any]:
    columns = (
        door.c.id,
        door.c.name,
        door.c.box_id,
        box.c.name,
        door.c.lock_state,
        door.c.lock_detail,
        door.c.lock_since,
        box.c.last_seen,
        box.c.clock_offset,
        door.c.last_entry_at,
        door.c.last_entry_granted,
        door.c.allowed_at,
        door.c.allowed_way,
        door.c.allowed_by,
    )
    in_force = box.c.revoked_at.is_(None), within(reach, box.c.place_id)
    return select(*columns).join(box, box.c.id == door.c.box_id).where(*in_force)


def _door_rows(rows: Iterable[Any]) -> list[DoorRow]:
    return [DoorRow(*row) for row in rows]


def counts_since(session: Session, since: int, reach: Reach = EVERYWHERE) -> Counts:
    """Presentations within reach whose time at the door is `since` (Unix ms, a quarter of an hour) or later."""
    return Counts(*counting.since(session, since, reach))


def boxes(session: Session, reach: Reach = EVERYWHERE, *, among: Collection[int] | None = None) -> list[BoxRow]:
    """Every box within reach, the revoked too, by name. among: those of these numbers alone."""
    chosen = boxes_chosen(reach) if among is None else boxes_chosen(reach).where(box.c.id.in_(among))
    return [BoxRow(*row) for row in session.execute(chosen.order_by(box.c.name, box.c.id))]


def boxes_chosen(reach: Reach) -> Select[Any]:
    """Every box within reach, the revoked too, for a list."""
    return _boxes().where(within(reach, box.c.place_id))


def count_silent(session: Session, reach: Reach, now: int) -> int:
    """How many boxes within reach, that are not shut out, have not been heard for too long."""
    silent = or_(box.c.last_seen.is_(None), box.c.last_seen < now - SILENT_AFTER)
    theirs = box.c.revoked_at.is_(None), within(reach, box.c.place_id)
    return session.scalar(select(func.count()).select_from(box).where(silent, *theirs)) or 0


def box_of(session: Session, box_id: int, reach: Reach = EVERYWHERE) -> BoxRow | None:
    """One box; None when there is none by that number within reach."""
    row = session.execute(boxes_chosen(reach).where(box.c.id == box_id)).first()
    return BoxRow(*row) if row else None


def _boxes() -> Select[Any]:
    """What a BoxRow holds. The word that a box was wiped stays a matter that nobody looks at, since it is shut out."""
    own = (box.c[field] for field in BoxRow.__dataclass_fields__ if field != "wiped_at")
    last_word = matter.c.box_id == box.c.id, matter.c.settled_at.is_(None), matter.c.code == BOX_WIPED
    return select(*own, select(func.max(matter.c.since)).where(*last_word).scalar_subquery())


def places_of_boxes(session: Session) -> dict[int, int]:
    """Box → the place of its house, of all there ever were."""
    return dict(map(tuple, session.execute(select(box.c.id, box.c.place_id))))


def boxes_within(reach: Reach) -> Select[Any]:
    """The numbers of the boxes within reach, for a condition."""
    return select(box.c.id).where(within(reach, box.c.place_id))


def boxes_in_use() -> Select[Any]:
    """The numbers of the boxes that were not shut out, for a condition."""
    return select(box.c.id).where(box.c.revoked_at.is_(None))


def boxes_gone(since: int) -> Select[Any]:
    """The numbers of the boxes that were shut out, or not heard since then (Unix ms), for a condition."""
    return select(box.c.id).where(or_(box.c.revoked_at.is_not(None), func.coalesce(box.c.last_seen, 0) <= since))


def key_of(session: Session, box_id: int) -> bytes:
    """The key a box signs with: Ed25519, 32 bytes."""
    return bytes(session.execute(select(box.c.public_key).where(box.c.id == box_id)).scalar_one())


def at_doors(session: Session, reach: Reach) -> ColumnElement[bool]:
    """The condition that an entry is at one of the doors within reach.

    What few doors had is found by door, and sorted. Of many, a page is full as soon as the newest entries of all were
    looked through: to sort half a year of a village takes seconds.
    """
    doors = select(door.c.id).join(box, box.c.id == door.c.box_id).where(within(reach, box.c.place_id))
    are_few = len(session.execute(doors.limit(FEW_DOORS + 1)).all()) <= FEW_DOORS
    # An index of the bare column would bear this; the sum has none.
    return (entry.c.door_id if are_few else entry.c.door_id + 0).in_(doors)


def _within(session: Session, reach: Reach) -> list[ColumnElement[bool]]:
    """The condition that an entry is within reach; none where everything is."""
    return [] if reach.is_town else [at_doors(session, reach)]


def _filtered(session: Session, door_id: int | None, granted: bool | None, reach: Reach) -> list[ColumnElement[bool]]:
    chosen = _within(session, reach)
    if door_id is not None:
        chosen.append(entry.c.door_id == door_id)
    if granted is not None:
        chosen.append(entry.c.granted == granted)
    return chosen


def _entries() -> Select[Any]:
    return (
        select(
            entry.c.id,
            entry.c.at,
            entry.c.received_at,
            box.c.name,
            entry.c.door_id,
            door.c.name,
            entry.c.granted,
            entry.c.reason,
            entry.c.method,
            entry.c.person,
            entry.c.score,
            entry.c.held_back,
            entry.c.release,
            entry.c.frame_to_strike,
            entry.c.strike_to_answer,
            func.coalesce(entry.c.by, ""),
            func.coalesce(entry.c.why, ""),
        )
        # Each entry has its door; said so that no database begins with the doors, and sorts all entries of a town.
        .outerjoin(door, door.c.id == entry.c.door_id)
        .outerjoin(box, box.c.id == door.c.box_id)
    )


def _entry_rows(session: Session, chosen: Select[Any]) -> list[EntryRow]:
    rows: Iterable[Any] = session.execute(chosen)
    return [EntryRow(*row) for row in rows]
