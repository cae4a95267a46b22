"""What the pages read of buildings and their rooms, within a scope. Times are Unix ms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from central.rental.housing import findings
from central.rental.housing.assigning import measures_of
from central.rental.housing.crowding import Standard, most
from central.rental.housing.hazards import Facts
from central.rental.housing.room_states import NEVER_LET, RoomEvent, RoomState, seen_as
from central.rental.housing.tables import building, hazard, room_event
from central.rental.rules import StayState
from central.rental.scope import Scope
from central.rental.tables import room, stay


@dataclass(frozen=True)
class BuildingRow:
    """A building, and how many of its rooms are in scope. people: who live there, by their stays."""

    id: int
    name: str
    address: str
    place_id: int
    landlord_id: int | None
    agent: str
    lowest: int
    highest: int
    stairs: int
    has_shop: bool
    shares_kitchen: bool
    is_self_built: bool
    appraised_on: str | None
    tier: str
    stars: int | None
    judged_at: int | None
    look_again_at: int | None
    rooms: int
    beds: int
    let: int
    vacant: int
    people: int
    hazards: int

    def facts(self, *, is_regulated: bool) -> Facts:
        """What decides what has to be looked for."""
        return Facts(self.has_shop, self.shares_kitchen, self.is_self_built, bool(self.appraised_on), is_regulated)


@dataclass(frozen=True)
class BoardRoom:
    """A room on the picture of its building. most: how many may live there; None where too little is known."""

    id: int
    name: str
    floor: int | None
    state: RoomState
    people: int
    most: int | None

    @property
    def is_over_full(self) -> bool:
        """Whether more live there than may."""
        return self.most is not None and self.people > self.most


@dataclass(frozen=True)
class Offered:
    """Rooms of a building that may be let, and the beds in them."""

    rooms: int
    beds: int


@dataclass(frozen=True)
class EventRow:
    """Something that happened to a room, and the state after it."""

    at: int
    event: RoomEvent
    state: RoomState
    by: str
    why: str


_NOT_OFFERED = [state.value for state in (RoomState.NOT_LET, RoomState.APPLIED, RoomState.CLOSED)]
LET = (RoomState.OCCUPIED.value, RoomState.LEAVING.value)
_OF_BUILDING = [
    building.c[name]
    for name in (
        *("id", "name", "address", "place_id", "landlord_id", "agent", "lowest", "highest", "stairs", "has_shop"),
        *("shares_kitchen", "is_self_built", "appraised_on", "tier", "stars", "judged_at", "look_again_at"),
    )
]


def buildings_chosen(scope: Scope) -> Select[Any]:
    """The buildings in scope, for a list."""
    mine = room.c.building_id == building.c.id, scope.rooms_within()

    def of_rooms(what: Any) -> Any:
        return select(what).where(*mine).correlate(building).scalar_subquery()

    # Not as a condition: SQLite would go through all stays of the town that run, for every building.
    places = case((stay.c.state == StayState.RUNNING.value, stay.c.places), else_=0)
    living = select(func.coalesce(func.sum(places), 0)).join(room, room.c.id == stay.c.room_id)
    living = living.where(*mine).correlate(building)
    found = select(func.count(hazard.c.id)).outerjoin(room, room.c.id == hazard.c.room_id)
    found = found.where(hazard.c.building_id == building.c.id, findings.counts(), findings.seen(scope))
    return select(
        *_OF_BUILDING,
        of_rooms(func.count(room.c.id)),
        of_rooms(func.coalesce(func.sum(func.coalesce(room.c.beds, 1)), 0)),
        of_rooms(func.count(case((room.c.state.in_(LET), 1)))),
        of_rooms(func.count(case((and_(room.c.state == RoomState.VACANT.value, room.c.box_id.is_not(None)), 1)))),
        living.scalar_subquery(),
        found.correlate(building).scalar_subquery(),
    ).where(scope.buildings())


def building_rows(rows: Iterable[Any]) -> list[BuildingRow]:
    """Rows of the database as the pages know them."""
    return [BuildingRow(*row) for row in rows]


def building_of(session: Session, scope: Scope, building_id: int) -> BuildingRow | None:
    """One building; None when there is none in scope."""
    chosen = buildings_chosen(scope).where(building.c.id == building_id)
    return next(iter(building_rows(session.execute(chosen))), None)


def near(session: Session, scope: Scope, room_id: int) -> list[Any]:
    """Number and name of the buildings in scope that a room may be in, for a choice: its own, others at that one's
    place, those of its box's other rooms, its landlord's, and those without rooms yet.
    """
    own, others = room.alias(), room.alias()
    mine = select(own.c.building_id).where(own.c.id == room_id, own.c.building_id.is_not(None))
    house = building.alias()
    at_place = select(house.c.place_id).where(house.c.id.in_(mine))
    of_box = select(others.c.building_id).join(own, own.c.box_id == others.c.box_id)
    of_box = of_box.where(own.c.id == room_id, others.c.building_id.is_not(None))
    whose = building.c.landlord_id.in_(select(own.c.landlord_id).where(own.c.id == room_id))
    is_empty = building.c.id.not_in(select(others.c.building_id).where(others.c.building_id.is_not(None)))
    known = or_(building.c.id.in_(mine), building.c.place_id.in_(at_place), building.c.id.in_(of_box))
    chosen = select(building.c.id, building.c.name).where(scope.buildings(), or_(known, whose, is_empty))
    return list(session.execute(chosen.order_by(building.c.name)))


def offered(session: Session, building_id: int) -> Offered:
    """How much of a building may be let, whoever asks: its landlords' rooms together make it a large one."""
    may_be = room.c.state.not_in(_NOT_OFFERED), room.c.use.not_in([use.value for use in NEVER_LET])
    counts = func.count(room.c.id), func.coalesce(func.sum(func.coalesce(room.c.beds, 1)), 0)
    rooms, beds = session.execute(select(*counts).where(room.c.building_id == building_id, *may_be)).one()
    return Offered(int(rooms), int(beds))


def board(session: Session, scope: Scope, building_id: int, standard: Standard) -> list[BoardRoom]:
    """The rooms of a building in scope, by name, each with how many live there."""
    people = func.coalesce(func.sum(case((stay.c.state == StayState.RUNNING.value, stay.c.places))), 0)
    chosen = select(room, people.label("people")).outerjoin(stay, stay.c.room_id == room.c.id)
    chosen = chosen.where(room.c.building_id == building_id, scope.rooms_within()).group_by(room.c.id)
    rows = session.execute(chosen.order_by(room.c.name, room.c.id))
    return [
        BoardRoom(
            row.id,
            row.name,
            row.floor,
            seen_as(RoomState(row.state), has_box=row.box_id is not None),
            int(row.people),
            most(standard, measures_of(row)),
        )
        for row in rows
    ]


def room_story(session: Session, room_id: int, limit: int = 20) -> list[EventRow]:
    """What happened to a room last, the newest first."""
    columns = (room_event.c[name] for name in EventRow.__dataclass_fields__)
    rows = session.execute(
        select(*columns).where(room_event.c.room_id == room_id).order_by(room_event.c.id.desc()).limit(limit)
    )
    return [EventRow(row.at, RoomEvent(row.event), RoomState(row.state), row.by, row.why) for row in rows]
