"""Boxes, doors, matters and counts of entries in the order of their numbers, for who reads a whole list page by page.

Plain rows come out; times are Unix ms. A page begins behind a number, whether or not its row is still there.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, func, literal, literal_column, select, tuple_
from sqlalchemy.orm import Session

from central.edges.tables import box, door, entry, matter
from central.place.service import within
from central.web.grants import Reach

HOUR: Final = 3_600_000
FEWEST: Final = 5
"""A count of fewer passages than this could tell who came and went, and is not given (privacy-security rule C7)."""


@dataclass(frozen=True)
class NumberedBox:
    """A box that was claimed."""

    id: int
    name: str
    version: str
    claimed_at: int
    last_seen: int | None
    revoked_at: int | None
    place_id: int


@dataclass(frozen=True)
class NumberedDoor:
    """A door; lock_state is None until the box has reported its lock."""

    id: int
    box_id: int
    name: str
    place_id: int
    lock_state: str | None
    lock_since: int | None


@dataclass(frozen=True)
class NumberedMatter:
    """Something staff should look at, or have; settled_at: None while nobody has."""

    id: int
    box_id: int
    door_id: int | None
    code: str
    level: str
    times: int
    since: int
    last_at: int
    settled_at: int | None


@dataclass(frozen=True)
class EntryCount:
    """How many were let in, and not, at a door or place in the hour that began then (of UTC)."""

    hour: int
    id: int
    granted: int
    denied: int


def boxes_after(session: Session, reach: Reach, after: int, limit: int) -> list[NumberedBox]:
    """Boxes within reach, the revoked too."""
    columns = (box.c[field] for field in NumberedBox.__dataclass_fields__)
    chosen = select(*columns).where(within(reach, box.c.place_id), box.c.id > after)
    return [NumberedBox(*row) for row in session.execute(chosen.order_by(box.c.id).limit(limit))]


def doors_after(session: Session, reach: Reach, after: int, limit: int) -> list[NumberedDoor]:
    """Doors within reach of boxes that are not revoked."""
    columns = (door.c.id, door.c.box_id, door.c.name, box.c.place_id, door.c.lock_state, door.c.lock_since)
    chosen = select(*columns).join(box, box.c.id == door.c.box_id)
    chosen = chosen.where(box.c.revoked_at.is_(None), within(reach, box.c.place_id), door.c.id > after)
    return [NumberedDoor(*row) for row in session.execute(chosen.order_by(door.c.id).limit(limit))]


def matters_after(session: Session, reach: Reach, after: int, limit: int) -> list[NumberedMatter]:
    """Open matters within reach of boxes that are not revoked."""
    chosen = _matters(reach).where(matter.c.settled_at.is_(None), box.c.revoked_at.is_(None), matter.c.id > after)
    return [NumberedMatter(*row) for row in session.execute(chosen.order_by(matter.c.id).limit(limit))]


def matter_of(session: Session, reach: Reach, matter_id: int, *, is_held: bool = False) -> NumberedMatter | None:
    """One matter, open or over; None when there is none within reach. is_held: until the transaction ends."""
    chosen = _matters(reach).where(matter.c.id == matter_id)
    row = session.execute(chosen.with_for_update(of=matter) if is_held else chosen).one_or_none()
    return None if row is None else NumberedMatter(*row)


def entry_counts(
    session: Session, reach: Reach, span: tuple[int, int], *, by_place: bool, after: tuple[int, int], limit: int
) -> list[EntryCount]:
    """Passages in `span` (from, until) by hour and door (or place), behind `after` (hour, number).

    Where there were fewer than FEWEST, nothing is said, as where there were none.
    """
    # As a constant: PostgreSQL takes two parameters for two different expressions, even where both are one number.
    hour = (entry.c.at - entry.c.at % literal_column(str(HOUR))).label("hour")
    behind = tuple_(*(literal(value, BigInteger) for value in after))
    number: ColumnElement[Any] = box.c.place_id if by_place else door.c.id
    granted = func.count().filter(entry.c.granted)
    counted = (
        select(hour, number.label("number"), granted, func.count() - granted)
        .select_from(entry)
        .join(door, door.c.id == entry.c.door_id)
        .join(box, box.c.id == door.c.box_id)
        .where(entry.c.at >= max(span[0], after[0]), entry.c.at < span[1], within(reach, box.c.place_id))
        .group_by(hour, number)
        .having(func.count() >= FEWEST, tuple_(hour, number) > behind)
        .order_by(hour, number)
        .limit(limit)
    )
    return [EntryCount(*map(int, row)) for row in session.execute(counted)]


def _matters(reach: Reach) -> Any:
    columns = (matter.c[name] for name in NumberedMatter.__dataclass_fields__)
    return select(*columns).join(box, box.c.id == matter.c.box_id).where(within(reach, box.c.place_id))
