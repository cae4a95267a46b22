"""Buildings: made, changed, found for a box; and what is known of their rooms."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.edges import service as edges
from central.place import service as places
from central.place.service import Kind
from central.rental.housing.crowding import Measures
from central.rental.housing.occupancy import hold
from central.rental.housing.tables import building
from central.rental.letting.looking import look_at
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.tables import room
from central.web.grants import TOWN

NAME_LENGTH = 60
ADDRESS_LENGTH = 120
MOST_STOREYS = 60
DEEPEST = -5


@dataclass(frozen=True)
class Description:
    """What is said of a building; as central.rental.housing.tables keeps it."""

    name: str
    place_id: int = TOWN
    address: str = ""
    landlord_id: int | None = None
    agent: str = ""
    lowest: int = 1
    highest: int = 1
    stairs: int = 1
    has_shop: bool = False
    shares_kitchen: bool = False
    is_self_built: bool = False
    appraised_on: str | None = None


@dataclass(frozen=True)
class Seat:
    """Where in a building a room is, what is known of it, and how many beds there are."""

    building_id: int | None = None
    floor: int | None = None
    measures: Measures = field(default_factory=Measures)
    beds: int | None = None


class BuildingInUse(NotPossible):
    """It has rooms, or something was done about it."""


def add(session: Session, scope: Scope, said: Description, *, now: int) -> int:
    """A new building; its number. Raises NotThere for a place beyond reach, or a landlord there is not."""
    _require_place(session, scope, said.place_id)
    made = _insert(session, said, scope.by, now)
    audit.note(session, act="building.add", of=f"building:{made}", detail=asdict(said))
    return made


def change(session: Session, scope: Scope, building_id: int, said: Description) -> None:
    """Say something else of a building. Raises NotThere, NotPossible for storeys fewer than its rooms are on."""
    known = held(session, scope, building_id)
    _require_place(session, scope, said.place_id)
    floors = session.scalars(select(room.c.floor).where(room.c.building_id == building_id, room.c.floor.is_not(None)))
    if any(not said.lowest <= floor <= said.highest for floor in floors):
        raise NotPossible("there are rooms on other storeys")
    row = asdict(said)
    try:
        session.execute(update(building).where(building.c.id == building_id).values(row))
    except IntegrityError as error:
        raise NotThere from error
    before = {f"{name} before": getattr(known, name) for name, value in row.items() if getattr(known, name) != value}
    detail = {name: value for name, value in row.items() if f"{name} before" in before} | before
    audit.note(session, act="building.change", of=f"building:{building_id}", detail=detail)


def remove_all(session: Session, building_ids: Collection[int]) -> None:
    """Take away buildings that nothing was ever done with; those that are gone already are passed over.

    Raises BuildingInUse where one of them is used: the caller's savepoint keeps the others then.
    """
    chosen = select(building).where(building.c.id.in_(building_ids)).order_by(building.c.id)
    known = session.execute(chosen.with_for_update(key_share=True)).all()
    try:
        session.execute(delete(building).where(building.c.id.in_([row.id for row in known])))
    except IntegrityError as error:
        raise BuildingInUse("one of them has rooms, or something was done about it") from error
    for row in known:
        detail = {"name before": row.name, "place_id before": row.place_id}
        audit.note(session, act="building.remove", of=f"building:{row.id}", detail=detail)


def of_box(session: Session, box_id: int, landlord_id: int, *, now: int) -> int | None:
    """The building a box stands at: where its other rooms are, or those of the boxes at the same place, if that is a
    building; else a new one. None for no box. Two who ask for one box at once get one building.
    """
    edges.hold_box(session, box_id)
    box = edges.box_of(session, box_id)
    if box is None:
        return None
    place = places.place_of(session, box.place_id)
    is_building = place is not None and place.kind is Kind.BUILDING
    known = _known_of_box(session, box_id) or (_known_at(session, box.place_id) if is_building else None)
    if known is not None:
        return known
    name = place.name if place is not None and is_building else box.name
    made = _insert(session, Description(name[:NAME_LENGTH], box.place_id, landlord_id=landlord_id), "central", now)
    audit.note(session, act="building.add", of=f"building:{made}", detail={"box": box_id, "place_id": box.place_id})
    return made


def follow_rooms(session: Session, *building_ids: int | None) -> None:
    """Buildings are whose all their rooms are, and nobody's where rooms are several people's. One without rooms stays
    as it was. They are held in the order of their numbers, after the rooms.
    """
    for building_id in sorted({each for each in building_ids if each is not None}):
        house = held(session, Scope("central"), building_id)
        owners = list(session.scalars(select(room.c.landlord_id).where(room.c.building_id == building_id).distinct()))
        landlord = owners[0] if len(owners) == 1 else None
        if owners and landlord != house.landlord_id:
            session.execute(update(building).where(building.c.id == building_id).values(landlord_id=landlord))
            detail = {"landlord_id": landlord, "landlord_id before": house.landlord_id}
            audit.note(session, act="building.change", of=f"building:{building_id}", detail=detail)


def seat(session: Session, scope: Scope, room_id: int, where: Seat) -> None:
    """Say where a room is and how large. Raises NotThere, NotPossible for a storey the building does not have."""
    known = hold(session, room_id, scope)
    if where.building_id is not None:
        house = held(session, scope, where.building_id)
        if where.floor is not None and not house.lowest <= where.floor <= house.highest:
            raise NotPossible("the building has no such storey")
    row = {
        "building_id": where.building_id,
        "floor": where.floor,
        "area": where.measures.area,
        "bedrooms": where.measures.bedrooms,
        "beds": where.beds,
        "use": where.measures.use.value,
    }
    session.execute(update(room).where(room.c.id == room_id).values(row))
    if where.building_id != known.building_id:
        follow_rooms(session, known.building_id, where.building_id)
        # Nothing may be let in some houses.
        look_at(session, room.c.id == room_id, since=0)
    before = {f"{name} before": getattr(known, name) for name, value in row.items() if getattr(known, name) != value}
    audit.note(session, act="room.seat", of=f"room:{room_id}", detail=row | before)


def held(session: Session, scope: Scope, building_id: int) -> Any:
    """The building's row; nobody else changes it until the transaction ends. Raises NotThere.

    Rows that point at it may be added meanwhile (key_share), so that who holds a room of it need not wait.
    """
    mine = building.c.id == building_id, scope.buildings()
    found = session.execute(select(building).where(*mine).with_for_update(key_share=True)).one_or_none()
    if found is None:
        raise NotThere
    return found


def _known_of_box(session: Session, box_id: int) -> int | None:
    of_box = room.c.box_id == box_id, room.c.building_id.is_not(None)
    found = session.scalar(select(room.c.building_id).where(*of_box).order_by(room.c.id).limit(1))
    return None if found is None else int(found)


def _known_at(session: Session, place_id: int) -> int | None:
    found = session.scalar(select(func.min(building.c.id)).where(building.c.place_id == place_id))
    return None if found is None else int(found)


def _require_place(session: Session, scope: Scope, place_id: int) -> None:
    if not scope.reach.is_town and place_id not in {row.id for row in places.places(session, scope.reach)}:
        raise NotThere


def _insert(session: Session, said: Description, by: str, now: int) -> int:
    row = {**asdict(said), "tier": "", "made_at": now, "made_by": by}
    try:
        return int(session.execute(insert(building).values(row).returning(building.c.id)).scalar_one())
    except IntegrityError as error:
        raise NotThere from error
