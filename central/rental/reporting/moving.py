"""Deadlines go along with what they are about: a box that is put elsewhere, a room that is another landlord's.

In the transaction that has changed it.
"""

from collections.abc import Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.edges import service as edges
from central.rental.guests.tables import guest
from central.rental.guests.timing import GUEST
from central.rental.housing import appeals, judging, sites
from central.rental.housing.tables import appeal, building, hazard
from central.rental.letting.listings import LISTING
from central.rental.letting.tables import listing
from central.rental.own import rules as own
from central.rental.own.tables import own_request
from central.rental.reporting.duties import REGISTRATION, STAY
from central.rental.reports import where
from central.rental.tables import registration, room, stay
from central.web.grants import TOWN

_Numbers = Select[tuple[int]]


def box_moved(session: Session, box_id: int) -> None:
    """All deadlines of what stands at a box are where it is now."""
    box = edges.box_of(session, box_id)
    place_id = TOWN if box is None else box.place_id
    for kind, numbers in _at(box_id):
        clocks.hand_over_all(session, kind, numbers, place_id)


def room_changed(session: Session, room_id: int, was_in: int | None) -> None:
    """The deadlines of those who live in a room are its landlord's, and where it stands. Its box may be that by which
    its house stands somewhere, or the house it was in before: so theirs are, too.
    """
    columns = select(room.c.box_id, room.c.building_id, room.c.landlord_id)
    held = session.execute(columns.where(room.c.id == room_id)).one()
    place_id, owner = sites.of_room(session, held.box_id, held.building_id), f"landlord:{held.landlord_id}"
    for kind, numbers in _of_stays(select(stay.c.id).where(stay.c.room_id == room_id)):
        clocks.hand_over_all(session, kind, numbers, place_id, owner=owner)
    for building_id in {was_in, held.building_id} - {None}:
        house_changed(session, building_id)


def house_changed(session: Session, building_id: int | None) -> None:
    """The deadlines of a house, and of those of its rooms that have no box, are where it stands."""
    house = session.execute(select(building).where(building.c.id == building_id)).one_or_none()
    if house is not None:
        place_id = sites.of_house(session, house)
        for kind, numbers in _of_houses(select(building.c.id).where(building.c.id == building_id)):
            clocks.hand_over_all(session, kind, numbers, place_id)


def _at(box_id: int) -> Iterator[tuple[str, _Numbers]]:
    """What the clocks of these kinds are about, and their numbers."""
    yield from _of_stays(select(stay.c.id).join(room, room.c.id == stay.c.room_id).where(room.c.box_id == box_id))
    people = select(registration.c.id).where(registration.c.box_id == box_id)
    yield REGISTRATION, people
    yield own.KIND, select(own_request.c.id).where(own_request.c.registration_id.in_(people))
    yield from _of_houses(select(building.c.id).where(where.BOX.in_([box_id])))


def _of_houses(houses: _Numbers) -> Iterator[tuple[str, _Numbers]]:
    """Of rooms that are at another box than their house's others, it is that which counts."""
    without_box = room.c.building_id.in_(houses), room.c.box_id.is_(None)
    yield from _of_stays(select(stay.c.id).join(room, room.c.id == stay.c.room_id).where(*without_box))
    yield judging.KIND, select(hazard.c.id).where(hazard.c.building_id.in_(houses))
    yield appeals.KIND, select(appeal.c.id).where(appeal.c.building_id.in_(houses))


def _of_stays(stays: _Numbers) -> Iterator[tuple[str, _Numbers]]:
    yield STAY, stays
    yield REGISTRATION, select(registration.c.id).where(registration.c.stay_id.in_(stays))
    yield GUEST, select(guest.c.id).where(guest.c.stay_id.in_(stays))
    yield LISTING, select(listing.c.id).where(listing.c.stay_id.in_(stays))
