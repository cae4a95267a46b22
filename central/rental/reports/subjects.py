"""What reports count: each kind of thing with its rows, all of them joined with the house they belong to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, null, select

from central.rental.housing.tables import building, hazard, inspection
from central.rental.registers.comparing import counts
from central.rental.registers.tables import register_import, register_row
from central.rental.scope import Scope
from central.rental.tables import registration, room, stay


@dataclass(frozen=True)
class Row:
    """Something that was counted. at: when what is told of it was, Unix ms. state: as its kind calls it."""

    id: int
    building_id: int
    house: str
    room_id: int | None
    room: str | None
    state: str
    at: int | None


@dataclass(frozen=True, eq=False)
class Subject:
    """A kind of thing. chosen: its rows within a scope, as Row; number: the column that names one."""

    number: ColumnElement[int]
    chosen: Callable[[Scope], Select[Any]]
    tells_of_people: bool = False


def rows_of(rows: Iterable[Any]) -> list[Row]:
    """Rows of the database as the pages know them."""
    return [Row(*row) for row in rows]


_HOUSE: Final = (building.c.id, building.c.name)
_ROOM: Final = (room.c.id, room.c.name)
_NO_ROOM: Final = (null(), null())
"""Of what is about a whole house."""


def _houses(scope: Scope) -> Select[Any]:
    chosen = select(building.c.id, *_HOUSE, *_NO_ROOM, building.c.tier, building.c.judged_at)
    return chosen.where(scope.buildings())


def _rooms(scope: Scope) -> Select[Any]:
    chosen = select(room.c.id, *_HOUSE, *_ROOM, room.c.state, room.c.made_at)
    return chosen.join(building, building.c.id == room.c.building_id).where(scope.rooms())


def _stays(scope: Scope) -> Select[Any]:
    chosen = select(stay.c.id, *_HOUSE, *_ROOM, stay.c.state, stay.c.begin).join(room, room.c.id == stay.c.room_id)
    return chosen.join(building, building.c.id == room.c.building_id).where(scope.stays())


def _people(scope: Scope) -> Select[Any]:
    chosen = select(registration.c.id, *_HOUSE, *_ROOM, registration.c.state, registration.c.registered_at)
    chosen = chosen.join(stay, stay.c.id == registration.c.stay_id).join(room, room.c.id == stay.c.room_id)
    return chosen.join(building, building.c.id == room.c.building_id).where(scope.registrations())


def _hazards(scope: Scope) -> Select[Any]:
    chosen = select(hazard.c.id, *_HOUSE, *_ROOM, hazard.c.state, hazard.c.found_at)
    chosen = chosen.join(building, building.c.id == hazard.c.building_id).outerjoin(room, room.c.id == hazard.c.room_id)
    return chosen.where(scope.buildings())


def _inspections(scope: Scope) -> Select[Any]:
    chosen = select(inspection.c.id, *_HOUSE, *_NO_ROOM, inspection.c.purpose, inspection.c.at)
    return chosen.join(building, building.c.id == inspection.c.building_id).where(scope.buildings())


def _entries(scope: Scope) -> Select[Any]:
    chosen = select(register_row.c.id, *_HOUSE, *_ROOM, register_row.c.standing, register_import.c.taken_at)
    chosen = chosen.join(register_import, register_import.c.id == register_row.c.import_id)
    chosen = chosen.join(room, room.c.id == register_row.c.room_id)
    return chosen.join(building, building.c.id == room.c.building_id).where(counts(), scope.rooms())


HOUSES: Final = Subject(building.c.id, _houses)
ROOMS: Final = Subject(room.c.id, _rooms)
STAYS: Final = Subject(stay.c.id, _stays)
PEOPLE: Final = Subject(registration.c.id, _people, tells_of_people=True)
HAZARDS: Final = Subject(hazard.c.id, _hazards)
INSPECTIONS: Final = Subject(inspection.c.id, _inspections)
ENTRIES: Final = Subject(register_row.c.id, _entries, tells_of_people=True)
