"""What reports count: each kind of thing with its rows, all of them joined with the house they belong to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, True_, and_, case, func, null, select

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
    """A kind of thing. number: the column that names one. house: that of its building; columns: the rest of a Row.

    tables: where its rows are counted from; with their building, in `with_house`, where they are listed from.
    within: those in a scope.
    """

    number: ColumnElement[int]
    house: ColumnElement[Any]
    columns: Sequence[ColumnElement[Any]]
    tables: FromClause
    with_house: FromClause
    within: Callable[[Scope], ColumnElement[bool]]
    tells_of_people: bool = False

    def chosen(self, scope: Scope) -> Select[Any]:
        """Its rows within a scope, as Row."""
        named = select(self.number, building.c.id, building.c.name, *self.columns)
        return named.select_from(self.with_house).where(self.within(scope))

    def counted(self, scope: Scope, base: ColumnElement[bool], kinds: Sequence[ColumnElement[bool]]) -> Select[Any]:
        """Of each house, how many of its rows that fulfil `base` are of each kind: one look at them for all kinds."""
        sums = (func.count() if isinstance(kind, True_) else func.count(case((kind, 1))) for kind in kinds)
        found = select(self.house, *sums).select_from(self.tables).where(self.within(scope), base)
        return found.where(self.house.is_not(None)).group_by(self.house)


def rows_of(rows: Iterable[Any]) -> list[Row]:
    """Rows of the database as the pages know them."""
    return [Row(*row) for row in rows]


_ROOM: Final = (room.c.id, room.c.name)
_NO_ROOM: Final = (null(), null())
"""Of what is about a whole house."""
_ROOMS: Final = room.join(building, building.c.id == room.c.building_id)
_STAYS: Final = stay.join(room, room.c.id == stay.c.room_id)
_PEOPLE: Final = registration.join(stay, stay.c.id == registration.c.stay_id).join(room, room.c.id == stay.c.room_id)
_HAZARDS: Final = hazard.join(building, building.c.id == hazard.c.building_id)
_INSPECTIONS: Final = inspection.join(building, building.c.id == inspection.c.building_id)
_ENTRIES: Final = register_row.join(register_import, register_import.c.id == register_row.c.import_id).join(
    room, room.c.id == register_row.c.room_id
)


def _and_house(tables: FromClause) -> FromClause:
    return tables.join(building, building.c.id == room.c.building_id)


HOUSES: Final = Subject(
    building.c.id,
    building.c.id,
    (*_NO_ROOM, building.c.tier, building.c.judged_at),
    building,
    building,
    Scope.buildings,
)
ROOMS: Final = Subject(room.c.id, room.c.building_id, (*_ROOM, room.c.state, room.c.made_at), room, _ROOMS, Scope.rooms)
STAYS: Final = Subject(
    stay.c.id, room.c.building_id, (*_ROOM, stay.c.state, stay.c.begin), _STAYS, _and_house(_STAYS), Scope.stays
)
PEOPLE: Final = Subject(
    registration.c.id,
    room.c.building_id,
    (*_ROOM, registration.c.state, registration.c.registered_at),
    _PEOPLE,
    _and_house(_PEOPLE),
    # As the stay they are of: who has none is in no house.
    Scope.stays,
    tells_of_people=True,
)
HAZARDS: Final = Subject(
    hazard.c.id,
    hazard.c.building_id,
    (*_ROOM, hazard.c.state, hazard.c.found_at),
    _HAZARDS,
    _HAZARDS.outerjoin(room, room.c.id == hazard.c.room_id),
    Scope.buildings,
)
INSPECTIONS: Final = Subject(
    inspection.c.id,
    inspection.c.building_id,
    (*_NO_ROOM, inspection.c.purpose, inspection.c.at),
    _INSPECTIONS,
    _INSPECTIONS,
    Scope.buildings,
)
ENTRIES: Final = Subject(
    register_row.c.id,
    room.c.building_id,
    (*_ROOM, register_row.c.standing, register_import.c.taken_at),
    _ENTRIES,
    _and_house(_ENTRIES),
    lambda scope: and_(counts(), scope.rooms()),
    tells_of_people=True,
)
