"""What the pages read of storeys. Times are Unix ms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.rental.housing.findings import HazardRow
from central.rental.housing.room_states import RoomState
from central.rental.housing.tables import inspection
from central.rental.housing.views import LET, BoardRoom, BuildingRow
from central.rental.storeys.tables import inspected_storey, storey

_MOST = 200
"""Inspections of a house that are looked through: years of them."""


@dataclass(frozen=True)
class Storey:
    """A storey at a glance. looked_at: when somebody looked at it last, alone or with the whole house."""

    number: int
    name: str
    rooms: int
    let: int
    vacant: int
    people: int
    hazards: int
    looked_at: int | None


def numbers(house: BuildingRow) -> list[int]:
    """Its storeys from the top."""
    return [number for number in range(house.highest, house.lowest - 1, -1) if number]


def names(session: Session, building_id: int) -> dict[int, str]:
    """Storey → what it is called, of those that have a name."""
    chosen = select(storey.c.number, storey.c.name).where(storey.c.building_id == building_id)
    return {row.number: row.name for row in session.execute(chosen)}


def storeys(
    session: Session, house: BuildingRow, board: Iterable[BoardRoom], found: Iterable[HazardRow]
) -> list[Storey]:
    """All of a house, from the top. board: its rooms; found: the hazards that count."""
    called, looks = names(session, house.id), last_looks(session, house)
    rooms: defaultdict[int | None, list[BoardRoom]] = defaultdict(list)
    for room in board:
        rooms[room.floor].append(room)
    floor_of = {room.id: room.floor for those in rooms.values() for room in those}
    hazards = [floor_of.get(each.room_id) for each in found if each.room_id is not None]
    return [
        Storey(
            number,
            called.get(number, ""),
            len(rooms[number]),
            sum(room.state.value in LET for room in rooms[number]),
            sum(room.state is RoomState.VACANT for room in rooms[number]),
            sum(room.people for room in rooms[number]),
            hazards.count(number),
            looks.get(number),
        )
        for number in numbers(house)
    ]


def last_looks(session: Session, house: BuildingRow) -> Mapping[int, int]:
    """Storey → when somebody looked at it last."""
    joined = select(inspection.c.id, inspection.c.at, inspected_storey.c.number)
    joined = joined.outerjoin(inspected_storey, inspected_storey.c.inspection_id == inspection.c.id)
    rows = session.execute(
        joined.where(inspection.c.building_id == house.id).order_by(inspection.c.at.desc()).limit(_MOST)
    )
    found: dict[int, int] = {}
    for row in rows:
        for number in numbers(house) if row.number is None else [row.number]:
            found.setdefault(number, row.at)
    return found
