"""Who owns the rooms and houses of a part of the town."""

from typing import Final

from sqlalchemy import ColumnElement, CompoundSelect, SelectBase, select, union
from sqlalchemy.orm import Session

from central.rental.housing.tables import building
from central.rental.scope import Scope
from central.rental.tables import room
from central.web.grants import Reach

EVERYONES: Final = Scope("")
"""All there are, whoever asks."""


def owners(session: Session, scope: Scope) -> set[int]:
    """The numbers of landlords who have a room or a house in scope."""
    return set(session.scalars(_having(scope.rooms(), scope.buildings())))


def owners_parted(reach: Reach) -> tuple[SelectBase, SelectBase]:
    """The numbers of landlords who have a room or a house within `reach`, and of those who have one beyond it."""
    scope = Scope("", reach)
    rooms = select(room.c.id).where(scope.rooms()).correlate(None)
    houses = select(building.c.id).where(scope.buildings()).correlate(None)
    beyond = _having(room.c.id.not_in(rooms), building.c.id.not_in(houses))
    return _having(scope.rooms(), scope.buildings()), beyond


def _having(rooms: ColumnElement[bool], houses: ColumnElement[bool]) -> CompoundSelect[tuple[int]]:
    of_rooms = select(room.c.landlord_id).where(rooms)
    return union(of_rooms, select(building.c.landlord_id).where(houses, building.c.landlord_id.is_not(None)))
