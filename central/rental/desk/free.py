"""Houses that have rooms with space, and those rooms, for whoever stands at the desk. Within a scope."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from central.rental.housing import views
from central.rental.housing.crowding import Standard
from central.rental.housing.room_states import TAKES_STAYS
from central.rental.housing.tables import building
from central.rental.housing.views import BoardRoom
from central.rental.scope import Scope
from central.rental.tables import room

HOUSES: Final = 12
"""Houses that are offered at once; a name or an address finds the others."""
_TAKES = [state.value for state in TAKES_STAYS]


@dataclass(frozen=True)
class House:
    """A house. vacant: rooms in scope in which nobody lives."""

    id: int
    name: str
    address: str
    vacant: int


def houses(session: Session, scope: Scope, text: str) -> list[House]:
    """Houses in scope with rooms that may be given, those with most vacant ones first; by part of name or address."""
    vacant = func.count(room.c.id).filter(room.c.state.in_(("vacant", "unchecked")))
    named = (
        func.lower(column).contains(text.lower(), autoescape=True) for column in (building.c.name, building.c.address)
    )
    chosen = (
        select(building.c.id, building.c.name, building.c.address, vacant)
        .join(room, room.c.building_id == building.c.id)
        .where(scope.rooms_within(), room.c.box_id.is_not(None), room.c.state.in_(_TAKES), or_(*named))
        .group_by(building.c.id)
        .order_by(vacant.desc(), building.c.name, building.c.id)
        .limit(HOUSES)
    )
    return [House(*row) for row in session.execute(chosen)]


def rooms(session: Session, scope: Scope, building_id: int, standard: Standard) -> list[BoardRoom]:
    """Rooms of a house that may be given to somebody more, emptier ones first."""
    with_box = select(room.c.id).where(room.c.building_id == building_id, room.c.box_id.is_not(None))
    there = set(session.scalars(with_box))
    found = [each for each in views.board(session, scope, building_id, standard) if each.id in there]
    free = [each for each in found if each.state in TAKES_STAYS and (each.most is None or each.people < each.most)]
    return sorted(free, key=lambda each: (each.people, each.floor or 0, each.name))
