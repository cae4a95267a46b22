"""Boxes, doors, matters and counts of entries in the order of their numbers, for who reads a whole list page by page.

Plain rows come out; times are Unix ms. A page begins behind a number, whether or not its row is still there.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
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
    """How many were let in, and not, at a door or place in the hour that began then (of UTC); None: not said."""

    hour: int
    id: int
    granted: int | None
    denied: int | None


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

    Each of the two numbers is judged by itself. Where it is below FEWEST nothing is said, as where it is nought: that
    nobody was turned away is told of nobody; nor where a place's would tell by subtraction what is not said of its
    doors (_tells_no_door). Where neither is said there is no row.
    """
    first = max(span[0], after[0]), span[1]
    found = (_by_place(reach, first) if by_place else _by_door_said(reach, first)).subquery()
    behind = tuple_(found.c.hour, found.c.number) > tuple_(*(literal(value, BigInteger) for value in after))
    is_said = or_(found.c.granted.is_not(None), found.c.denied.is_not(None))
    chosen = select(found.c.hour, found.c.number, found.c.granted, found.c.denied).where(behind, is_said)
    rows = session.execute(chosen.order_by(found.c.hour, found.c.number).limit(limit))
    return [EntryCount(int(row.hour), row.number, _whole(row.granted), _whole(row.denied)) for row in rows]


def _whole(number: Any) -> int | None:
    """PostgreSQL adds up to a number with decimals."""
    return None if number is None else int(number)


def _by_door(reach: Reach, span: tuple[int, int]) -> Select[Any]:
    """Of each hour and door the place, how many were let in, and how many were not."""
    # As a constant: PostgreSQL takes two parameters for two different expressions, even where both are one number.
    hour = (entry.c.at - entry.c.at % literal_column(str(HOUR))).label("hour")
    granted = func.count().filter(entry.c.granted).label("granted")
    denied = func.count().filter(~entry.c.granted).label("denied")
    counted = select(hour, door.c.id.label("number"), box.c.place_id, granted, denied)
    # With + 0 no door's entries of all time are looked through for those of the span.
    counted = counted.select_from(entry).join(door, door.c.id == entry.c.door_id + 0)
    counted = counted.join(box, box.c.id == door.c.box_id)
    within_span = entry.c.at >= span[0], entry.c.at < span[1]
    return counted.where(*within_span, within(reach, box.c.place_id)).group_by(hour, door.c.id, box.c.place_id)


def _by_door_said(reach: Reach, span: tuple[int, int]) -> Select[Any]:
    """The same as far as it may be said."""
    doors = _by_door(reach, span).subquery("doors")
    return select(doors.c.hour, doors.c.number, *(_said(each, each >= FEWEST) for each in _both(doors)))


def _by_place(reach: Reach, span: tuple[int, int]) -> Select[Any]:
    """The same of each hour and place."""
    doors = _by_door(reach, span).subquery("doors")
    there = select(box.c.place_id, func.count().label("doors")).join(door, door.c.box_id == box.c.id)
    all_of = there.group_by(box.c.place_id).subquery("there")
    said = (
        _said(func.sum(each), and_(func.sum(each) >= FEWEST, _tells_no_door(each, all_of.c.doors)), each.name)
        for each in _both(doors)
    )
    counted = select(doors.c.hour, doors.c.place_id.label("number"), *said)
    counted = counted.join(all_of, all_of.c.place_id == doors.c.place_id)
    return counted.group_by(doors.c.hour, doors.c.place_id, all_of.c.doors)


def _both(doors: FromClause) -> tuple[Any, Any]:
    return doors.c.granted, doors.c.denied


def _said(number: Any, may_be: ColumnElement[bool], name: str = "") -> Any:
    return case((may_be, number)).label(name or number.name)


def _tells_no_door(count: ColumnElement[int], doors: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the sum over a place says nothing of a door that is left out. count: of each; doors: how many are there.

    Who takes the doors that are said off the sum has the left-out ones together, each fewer than FEWEST. It is safe
    where none is left out; or where together they are no fewer than FEWEST, and not each of them the most it may be.
    """
    is_few = and_(count < FEWEST, count > 0)
    few, together = func.count().filter(is_few), func.coalesce(func.sum(count).filter(is_few), 0)
    none = func.count().filter(count >= FEWEST) == doors
    return or_(none, and_(together >= FEWEST, together < few * (FEWEST - 1)))


def _matters(reach: Reach) -> Any:
    columns = (matter.c[name] for name in NumberedMatter.__dataclass_fields__)
    return select(*columns).join(box, box.c.id == matter.c.box_id).where(within(reach, box.c.place_id))
