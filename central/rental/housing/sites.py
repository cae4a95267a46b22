"""In which place a house or a room stands, for whoever looks after that place."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental.housing.tables import building
from central.rental.tables import room
from central.web.grants import TOWN


def of_house(session: Session, house: Any) -> int:
    """The place of a building: its box's, if it has one, else what is noted of it."""
    with_box = select(room.c.box_id).where(room.c.building_id == house.id, room.c.box_id.is_not(None))
    box_id = session.scalar(with_box.order_by(room.c.id).limit(1))
    box = None if box_id is None else edges.box_of(session, box_id)
    return int(house.place_id) if box is None else box.place_id


def of_room(session: Session, box_id: int | None, building_id: int | None) -> int:
    """The place of a room: its box's; without one its house's; of a room in no house, the whole town."""
    box = None if box_id is None else edges.box_of(session, box_id)
    if box is not None:
        return box.place_id
    house = session.execute(select(building).where(building.c.id == building_id)).one_or_none()
    return TOWN if house is None else of_house(session, house)
