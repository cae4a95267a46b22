"""Buildings: made, changed, found for a box; and what is known of their rooms."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.edges import service as edges
from central.place import service as places
from central.rental.housing.crowding import Measures
from central.rental.housing.occupancy import hold
from central.rental.housing.tables import building
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


def of_box(session: Session, box_id: int, landlord_id: int, *, now: int) -> int | None:
    """The building a box stands at: where its other rooms are, else a new one by the box's name; None for no box."""
    known = session.scalar(select(room.c.building_id).where(room.c.box_id == box_id).order_by(room.c.id).limit(1))
    if known is not None:
        return int(known)
    box = edges.box_of(session, box_id)
    if box is None:
        return None
    made = _insert(session, Description(box.name[:NAME_LENGTH], box.place_id, landlord_id=landlord_id), "central", now)
    audit.note(session, act="building.add", of=f"building:{made}", detail={"box": box_id, "place_id": box.place_id})
    return made


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
    before = {f"{name} before": getattr(known, name) for name, value in row.items() if getattr(known, name) != value}
    audit.note(session, act="room.seat", of=f"room:{room_id}", detail=row | before)


def held(session: Session, scope: Scope, building_id: int) -> Any:
    """The building's row; nobody else changes it until the transaction ends. Raises NotThere."""
    mine = building.c.id == building_id, scope.buildings()
    found = session.execute(select(building).where(*mine).with_for_update()).one_or_none()
    if found is None:
        raise NotThere
    return found


def _require_place(session: Session, scope: Scope, place_id: int) -> None:
    if not scope.reach.is_town and place_id not in {row.id for row in places.places(session, scope.reach)}:
        raise NotThere


def _insert(session: Session, said: Description, by: str, now: int) -> int:
    row = {**asdict(said), "tier": "", "made_at": now, "made_by": by}
    try:
        return int(session.execute(insert(building).values(row).returning(building.c.id)).scalar_one())
    except IntegrityError as error:
        raise NotThere from error
