"""A box that a landlord adds: a code for a house of theirs, and which of their rooms it opens once it has come.

Each act is one transaction, which the caller holds. Times are Unix ms.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.edges.service import BoxRow, CodeUse, NewCode
from central.rental import rooms
from central.rental.housing.tables import building
from central.rental.landlord.tables import coming_box
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.tables import room

MOST_CODES: Final = 5
"""Codes of one landlord that can be used at a time: each lets a box in."""


@dataclass(frozen=True)
class ComingBox:
    """A box that was asked for. use: of its code; box: once it has come. settled_at: when its rooms were said."""

    id: int
    building_id: int
    building: str
    settled_at: int | None
    use: CodeUse
    box: BoxRow | None


def ask(session: Session, scope: Scope, building_id: int, name: str, *, now: int) -> NewCode:
    """A code for a new box in one of the landlord's own houses; one that was known before comes back by the office.

    Raises NotThere, NotPossible when MOST_CODES wait already, ValueError for a name that can't be.
    """
    owner = scope.reach.owner
    mine = building.c.id == building_id, building.c.landlord_id == owner
    place_id = session.scalar(select(building.c.place_id).where(*mine))
    if owner is None or place_id is None:
        raise NotThere
    _hold(session, owner)
    if _waiting_codes(session, owner, now) >= MOST_CODES:
        raise NotPossible("enough codes wait for their boxes")
    made = edges.make_code(session, name=name, made_by=scope.by, now=now, place_id=place_id, only_new=True)
    session.execute(insert(coming_box), {"claim_code_id": made.id, "building_id": building_id, "landlord_id": owner})
    return made


def houses(session: Session, scope: Scope) -> list[Any]:
    """Number and name of the landlord's own houses."""
    mine = building.c.landlord_id == scope.reach.owner
    return list(session.execute(select(building.c.id, building.c.name).where(mine).order_by(building.c.name)))


def coming(session: Session, scope: Scope) -> list[ComingBox]:
    """Those whose rooms were not said yet, the newest first."""
    chosen = _mine(scope).where(coming_box.c.settled_at.is_(None)).order_by(coming_box.c.claim_code_id.desc())
    return _rows(session, session.execute(chosen.limit(10)))


def coming_of(session: Session, scope: Scope, number: int) -> ComingBox | None:
    """One of them; None where there is none of theirs."""
    return next(iter(_rows(session, session.execute(_mine(scope).where(coming_box.c.claim_code_id == number)))), None)


def waiting_rooms(session: Session, scope: Scope, building_id: int) -> list[Any]:
    """Number and name of the landlord's rooms in a house that have no box yet."""
    mine = room.c.landlord_id == scope.reach.owner, room.c.building_id == building_id, room.c.box_id.is_(None)
    return list(session.execute(select(room.c.id, room.c.name).where(*mine).order_by(room.c.name, room.c.id)))


def settle(session: Session, scope: Scope, number: int, chosen: Collection[int], *, now: int) -> None:
    """The box that has come opens these rooms. Raises NotThere, NotPossible, RoomTaken, RoomInUse."""
    held = coming_of(session, scope, number)
    if held is None:
        raise NotThere
    if held.box is None or held.box.revoked_at is not None:
        raise NotPossible("the box has not come, or is shut out")
    done = update(coming_box).where(coming_box.c.claim_code_id == number, coming_box.c.settled_at.is_(None))
    if session.connection().execute(done.values(settled_at=now)).rowcount != 1:
        raise NotPossible("its rooms are said")
    names = {row.id: row.name for row in waiting_rooms(session, scope, held.building_id)}
    if not set(chosen) <= names.keys():
        raise NotThere
    owner = scope.reach.owner
    assert owner is not None, "`coming_of` finds a landlord's own alone"
    for room_id in sorted(set(chosen)):
        rooms.change(session, room_id, landlord_id=owner, box_id=held.box.id, name=names[room_id], now=now)


def _hold(session: Session, owner: int) -> None:
    """The landlord's houses: of two who ask at once for one landlord, the later sees the code of the other."""
    mine = select(building.c.id).where(building.c.landlord_id == owner).order_by(building.c.id)
    session.execute(mine.with_for_update(key_share=True)).all()


def _waiting_codes(session: Session, owner: int, now: int) -> int:
    theirs = set(session.scalars(select(coming_box.c.claim_code_id).where(coming_box.c.landlord_id == owner)))
    return sum(code.id in theirs for code in edges.open_codes(session, now=now))


def _mine(scope: Scope) -> Select[Any]:
    columns = coming_box.c.claim_code_id, coming_box.c.building_id, building.c.name, coming_box.c.settled_at
    joined = select(*columns).join(building, building.c.id == coming_box.c.building_id)
    # Whose the house is now counts: a former landlord sees nothing of it.
    return joined.where(coming_box.c.landlord_id == scope.reach.owner, building.c.landlord_id == scope.reach.owner)


def _rows(session: Session, rows: Iterable[Any]) -> list[ComingBox]:
    found = []
    for row in rows:
        use = edges.use_of(session, row.claim_code_id)
        box = None if use.box_id is None else edges.box_of(session, use.box_id)
        found.append(ComingBox(row.claim_code_id, row.building_id, row.name, row.settled_at, use, box))
    return found
