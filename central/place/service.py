"""The tree of places: what stands where, changes to it, and the condition by which others ask for their part."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, func, insert, select, true, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.place.rules import Kind, may_stand_in, path_of
from central.place.tables import place, place_outline
from central.web.grants import TOWN, Reach

__all__ = [
    "Kind",
    "NameTaken",
    "NoSuchPlace",
    "OutlineRow",
    "PlaceRefusal",
    "PlaceRow",
    "WrongParent",
    "add",
    "move",
    "narrowed",
    "outlines_after",
    "place_of",
    "places",
    "places_after",
    "rename",
    "within",
]


class PlaceRefusal(Exception):
    """Base: what was asked of the tree is refused."""


class NameTaken(PlaceRefusal):
    """Another place beside it has this name."""


class WrongParent(PlaceRefusal):
    """A place can't stand there: the other is no wider, or stands in this one."""


class NoSuchPlace(PlaceRefusal):
    """There is no place by this number."""


@dataclass(frozen=True)
class PlaceRow:
    """A place. path: the numbers from the town to it, as /1/5/9/."""

    id: int
    kind: Kind
    name: str
    parent_id: int | None
    path: str

    @property
    def depth(self) -> int:
        """0 for the town."""
        return self.path.count("/") - 2


@dataclass(frozen=True)
class OutlineRow:
    """Where a place lies. geometry: GeoJSON (RFC 7946), as central.place.geometry writes it."""

    place: PlaceRow
    geometry: str

    @property
    def id(self) -> int:
        """The place's number."""
        return self.place.id


_COLUMNS = (place.c.id, place.c.kind, place.c.name, place.c.parent_id, place.c.path)


def within(reach: Reach, place_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that what stands at `place_id` is within `reach`; single cases and one's own are apart."""
    if reach.is_town:
        return true()
    if not reach.places:
        return false()
    top = place.alias()
    below = select(place.c.id).join(top, place.c.path.startswith(top.c.path)).where(top.c.id.in_(reach.places))
    return place_id.in_(below)


def narrowed(session: Session, reach: Reach, place_id: int | None) -> Reach:
    """What lies in a place, where all of that is within `reach`, else nothing; None: all that is within reach."""
    if place_id is None:
        return reach
    is_theirs = session.scalar(select(place.c.id).where(place.c.id == place_id, within(reach, place.c.id)))
    return Reach() if is_theirs is None else Reach(places=frozenset({place_id}))


def places(session: Session, reach: Reach) -> list[PlaceRow]:
    """The places within `reach`, each behind the one it stands in, neighbours by name."""
    rows = session.execute(select(*_COLUMNS).where(within(reach, place.c.id)))
    found = {row.id: row for row in map(_row, rows)}
    standing_in: dict[int | None, list[PlaceRow]] = defaultdict(list)
    for row in sorted(found.values(), key=lambda row: (row.name, row.id)):
        standing_in[row.parent_id if row.parent_id in found else None].append(row)
    ordered: list[PlaceRow] = []
    waiting = standing_in[None][::-1]
    while waiting:
        ordered.append(row := waiting.pop())
        waiting.extend(reversed(standing_in.get(row.id, ())))
    return ordered


def places_after(session: Session, reach: Reach, after: int, limit: int) -> list[PlaceRow]:
    """Places within `reach` behind a number, in the order of their numbers: for who reads them all, page by page."""
    chosen = select(*_COLUMNS).where(within(reach, place.c.id), place.c.id > after)
    return [_row(row) for row in session.execute(chosen.order_by(place.c.id).limit(limit))]


def outlines_after(session: Session, reach: Reach, after: int, limit: int) -> list[OutlineRow]:
    """The outlines of the places within `reach` that have one, as `places_after`."""
    chosen = select(*_COLUMNS, place_outline.c.geometry).join(place_outline, place_outline.c.place_id == place.c.id)
    chosen = chosen.where(within(reach, place.c.id), place.c.id > after).order_by(place.c.id).limit(limit)
    return [OutlineRow(_row(row), row.geometry) for row in session.execute(chosen)]


def place_of(session: Session, place_id: int) -> PlaceRow | None:
    """One place; None if there is none by that number."""
    row = session.execute(select(*_COLUMNS).where(place.c.id == place_id)).first()
    return _row(row) if row else None


def add(session: Session, *, kind: Kind, name: str, parent_id: int, by: str, now: int) -> int:
    """Make a place in another; its number. The name has passed the rules.

    Raises NoSuchPlace, WrongParent, NameTaken.
    """
    parent = _held(session, parent_id)
    if not may_stand_in(kind, parent.kind):
        raise WrongParent
    _refuse_name(session, parent_id, name)
    row = {"kind": kind.value, "name": name.strip(), "parent_id": parent_id, "path": "", "made_at": now, "made_by": by}
    made = int(session.execute(insert(place).values(row).returning(place.c.id)).scalar_one())
    session.execute(update(place).where(place.c.id == made).values(path=path_of(parent.path, made)))
    detail = {"kind": kind.value, "name": name.strip(), "in": parent_id}
    audit.note(session, act="place.add", of=f"place:{made}", detail=detail)
    return made


def rename(session: Session, place_id: int, name: str) -> None:
    """Call a place otherwise. Raises NoSuchPlace, NameTaken."""
    known = _held(session, place_id)
    if known.parent_id is not None and known.name != name.strip():
        _refuse_name(session, known.parent_id, name)
    session.execute(update(place).where(place.c.id == place_id).values(name=name.strip()))
    detail = {"name": name.strip(), "name before": known.name}
    audit.note(session, act="place.rename", of=f"place:{place_id}", detail=detail)


def move(session: Session, place_id: int, parent_id: int) -> None:
    """Put a place, with all below it, into another. Raises NoSuchPlace, WrongParent, NameTaken."""
    known, parent = _held(session, place_id), _held(session, parent_id)
    if not may_stand_in(known.kind, parent.kind) or parent.path.startswith(known.path):
        raise WrongParent
    if known.parent_id == parent_id:
        return
    _refuse_name(session, parent_id, known.name)
    path = path_of(parent.path, place_id)
    session.execute(update(place).where(place.c.id == place_id).values(parent_id=parent_id))
    below = place.c.path.startswith(known.path)
    moved = func.substr(place.c.path, len(known.path) + 1)
    session.execute(update(place).where(below).values(path=path + moved))
    detail = {"in": parent_id, "in before": known.parent_id}
    audit.note(session, act="place.move", of=f"place:{place_id}", detail=detail)


def _row(row: Any) -> PlaceRow:
    return PlaceRow(row.id, Kind(row.kind), row.name, row.parent_id, row.path)


def _held(session: Session, place_id: int) -> PlaceRow:
    """The place as it is until this transaction ends: the whole tree is one thing to change."""
    session.execute(select(place.c.id).where(place.c.id == TOWN).with_for_update())
    found = place_of(session, place_id)
    if found is None:
        raise NoSuchPlace
    return found


def _refuse_name(session: Session, parent_id: int, name: str) -> None:
    beside = select(place.c.id).where(place.c.parent_id == parent_id, place.c.name == name.strip())
    if session.scalar(beside.limit(1)) is not None:
        raise NameTaken
