"""What the pages read of buildings and of what was found there, within a scope. Times are Unix ms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from central.rental.housing import hazards
from central.rental.housing.appeals import AppealState
from central.rental.housing.assigning import measures_of
from central.rental.housing.crowding import Measures, Standard, most
from central.rental.housing.hazards import Facts, HazardState
from central.rental.housing.judging import Because
from central.rental.housing.room_states import RoomEvent, RoomState
from central.rental.housing.tables import appeal, building, hazard, inspection, judgement, room_event
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
class HazardRow:
    """A hazard, where it is, and how far it is."""

    id: int
    building_id: int
    building: str
    room_id: int | None
    room: str | None
    inspection_id: int
    item: str
    words: str
    state: HazardState
    found_at: int
    found_by: str
    mended_at: int | None
    mended_by: str | None
    closed_at: int | None
    closed_by: str | None


@dataclass(frozen=True)
class InspectionRow:
    """An inspection."""

    id: int
    purpose: str
    at: int
    by: str
    note: str


@dataclass(frozen=True)
class JudgementRow:
    """How a building was judged, and what it follows from."""

    id: int
    at: int
    by: str
    scheme: str
    tier: str
    stars: int
    because: Because


@dataclass(frozen=True)
class AppealRow:
    """An appeal, and the building it is about."""

    id: int
    building_id: int
    building: str
    judgement_id: int
    state: AppealState
    words: str
    asked_at: int
    asked_by: str
    decided_at: int | None
    decided_by: str | None
    why: str | None


@dataclass(frozen=True)
class EventRow:
    """Something that happened to a room, and the state after it."""

    at: int
    event: RoomEvent
    state: RoomState
    by: str
    why: str


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
    counting = select(func.count()).where(hazard.c.building_id == building.c.id, _counts()).correlate(building)
    return select(
        *_OF_BUILDING,
        of_rooms(func.count(room.c.id)),
        of_rooms(func.coalesce(func.sum(func.coalesce(room.c.beds, 1)), 0)),
        of_rooms(func.count(case((room.c.state.in_(LET), 1)))),
        of_rooms(func.count(case((room.c.state == RoomState.VACANT.value, 1)))),
        living.scalar_subquery(),
        counting.scalar_subquery(),
    ).where(scope.buildings())


def building_rows(rows: Iterable[Any]) -> list[BuildingRow]:
    """Rows of the database as the pages know them."""
    return [BuildingRow(*row) for row in rows]


def building_of(session: Session, scope: Scope, building_id: int) -> BuildingRow | None:
    """One building; None when there is none in scope."""
    chosen = buildings_chosen(scope).where(building.c.id == building_id)
    return next(iter(building_rows(session.execute(chosen))), None)


def names(session: Session, scope: Scope) -> list[Any]:
    """Number and name of every building in scope, for a choice."""
    return list(
        session.execute(select(building.c.id, building.c.name).where(scope.buildings()).order_by(building.c.name))
    )


def board(session: Session, scope: Scope, building_id: int, standard: Standard) -> list[BoardRoom]:
    """The rooms of a building in scope, by name, each with how many live there."""
    people = func.coalesce(func.sum(case((stay.c.state == StayState.RUNNING.value, stay.c.places))), 0)
    chosen = select(room, people.label("people")).outerjoin(stay, stay.c.room_id == room.c.id)
    chosen = chosen.where(room.c.building_id == building_id, scope.rooms_within()).group_by(room.c.id)
    rows = session.execute(chosen.order_by(room.c.name, room.c.id))
    return [
        BoardRoom(row.id, row.name, row.floor, RoomState(row.state), int(row.people), most(standard, measures_of(row)))
        for row in rows
    ]


def measures(session: Session, room_id: int) -> Measures:
    """What is known of a room."""
    return measures_of(
        session.execute(select(room.c.use, room.c.area, room.c.bedrooms).where(room.c.id == room_id)).one()
    )


def room_story(session: Session, room_id: int, limit: int = 20) -> list[EventRow]:
    """What happened to a room last, the newest first."""
    columns = (room_event.c[name] for name in EventRow.__dataclass_fields__)
    rows = session.execute(
        select(*columns).where(room_event.c.room_id == room_id).order_by(room_event.c.id.desc()).limit(limit)
    )
    return [EventRow(row.at, RoomEvent(row.event), RoomState(row.state), row.by, row.why) for row in rows]


def hazards_chosen(scope: Scope) -> Select[Any]:
    """Every hazard in scope, for a list."""
    chosen = (
        select(
            *(hazard.c[name] for name in ("id", "building_id")),
            building.c.name.label("building"),
            hazard.c.room_id,
            room.c.name.label("room"),
            *(hazard.c[name] for name in ("inspection_id", "item", "words", "state", "found_at", "found_by")),
            *(hazard.c[name] for name in ("mended_at", "mended_by", "closed_at", "closed_by")),
        )
        .join(building, building.c.id == hazard.c.building_id)
        .outerjoin(room, room.c.id == hazard.c.room_id)
    )
    return chosen.where(scope.buildings(), or_(hazard.c.room_id.is_(None), scope.rooms_within()))


def hazard_rows(rows: Iterable[Any]) -> list[HazardRow]:
    """Rows of the database as the pages know them."""
    return [HazardRow(**{**row._mapping, "state": HazardState(row.state)}) for row in rows]


def hazards_of(session: Session, scope: Scope, building_id: int) -> list[HazardRow]:
    """What counts in a building, the oldest first."""
    chosen = hazards_chosen(scope).where(hazard.c.building_id == building_id, _counts())
    return hazard_rows(session.execute(chosen.order_by(hazard.c.id)))


def hazard_of(session: Session, scope: Scope, hazard_id: int) -> HazardRow | None:
    """One hazard; None when there is none in scope."""
    return next(iter(hazard_rows(session.execute(hazards_chosen(scope).where(hazard.c.id == hazard_id)))), None)


def count_hazards(session: Session, scope: Scope) -> int:
    """How many hazards count in scope."""
    chosen = select(func.count()).select_from(hazard).join(building, building.c.id == hazard.c.building_id)
    return session.scalar(chosen.where(_counts(), scope.buildings())) or 0


def inspections(session: Session, building_id: int, limit: int = 20) -> list[InspectionRow]:
    """The last inspections of a building, the newest first."""
    columns = (inspection.c[name] for name in InspectionRow.__dataclass_fields__)
    chosen = select(*columns).where(inspection.c.building_id == building_id)
    rows = session.execute(chosen.order_by(inspection.c.at.desc(), inspection.c.id.desc()).limit(limit))
    return [InspectionRow(*row) for row in rows]


def judgements(session: Session, building_id: int, limit: int = 20) -> list[JudgementRow]:
    """How a building was judged, the last first."""
    columns = (judgement.c[name] for name in JudgementRow.__dataclass_fields__)
    chosen = select(*columns).where(judgement.c.building_id == building_id).order_by(judgement.c.id.desc())
    rows = session.execute(chosen.limit(limit))
    return [JudgementRow(**{**row._mapping, "because": Because.read(row.because)}) for row in rows]


def appeals_chosen(scope: Scope) -> Select[Any]:
    """Every appeal in scope, for a list."""
    columns = ("judgement_id", "state", "words", "asked_at", "asked_by", "decided_at", "decided_by", "why")
    own = [appeal.c.id, appeal.c.building_id, building.c.name.label("building"), *(appeal.c[name] for name in columns)]
    return select(*own).join(building, building.c.id == appeal.c.building_id).where(scope.buildings())


def appeal_rows(rows: Iterable[Any]) -> list[AppealRow]:
    """Rows of the database as the pages know them."""
    return [AppealRow(**{**row._mapping, "state": AppealState(row.state)}) for row in rows]


def appeal_of(session: Session, scope: Scope, appeal_id: int) -> AppealRow | None:
    """One appeal; None when there is none in scope."""
    return next(iter(appeal_rows(session.execute(appeals_chosen(scope).where(appeal.c.id == appeal_id)))), None)


def open_appeal(session: Session, scope: Scope, building_id: int) -> AppealRow | None:
    """The appeal that is open about a building."""
    mine = appeal.c.building_id == building_id, appeal.c.state == AppealState.OPEN.value
    return next(iter(appeal_rows(session.execute(appeals_chosen(scope).where(*mine)))), None)


def count_appeals(session: Session, scope: Scope) -> int:
    """How many appeals wait in scope."""
    chosen = select(func.count()).select_from(appeal).join(building, building.c.id == appeal.c.building_id)
    return session.scalar(chosen.where(appeal.c.state == AppealState.OPEN.value, scope.buildings())) or 0


def _counts() -> ColumnElement[bool]:
    return hazard.c.state.in_([state.value for state in hazards.COUNT])
