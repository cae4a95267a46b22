"""Who owns the rooms and houses of a part of the town."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.rental.housing.tables import building
from central.rental.scope import Scope
from central.rental.tables import room

EVERYONES: Final = Scope("")
"""All there are, whoever asks."""


def owners(session: Session, scope: Scope) -> set[int]:
    """The numbers of landlords who have a room or a house in scope."""
    of_rooms = select(room.c.landlord_id).where(scope.rooms()).distinct()
    of_houses = select(building.c.landlord_id).where(scope.buildings(), building.c.landlord_id.is_not(None)).distinct()
    return {number for chosen in (of_rooms, of_houses) for number in session.scalars(chosen) if number is not None}
