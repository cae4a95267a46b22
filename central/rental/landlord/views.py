"""What a landlord's first page reads, within their scope: what needs them, and their houses with their rooms."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Calendar, Course
from central.edges import service as edges
from central.edges.service import BoxRow, MatterRow
from central.keyset import Order, Page, Spot, page_of
from central.rental import registrants, rules, views
from central.rental.housing import views as housing_views
from central.rental.housing.deadlines import LETTING
from central.rental.housing.room_states import RoomState, seen_as
from central.rental.housing.tables import building
from central.rental.housing.views import BuildingRow
from central.rental.registrants import PersonRow
from central.rental.reporting import views as reporting
from central.rental.rules import DAY, StayState
from central.rental.scope import Scope
from central.rental.tables import consent, enrolment, registration, room, stay
from central.rental.views import StayRow

MOST: Final = 5
"""Of each thing that needs somebody: then a link leads to all of them."""
FOLDED: Final = 40
"""Rooms of a house that are shown on this page; of more, the house's own page shows them."""
SOON: Final = 14 * DAY


@dataclass(frozen=True)
class Some:
    """The first of something, and how many there are in all."""

    rows: list[Any]
    count: int

    @property
    def more(self) -> int:
        """How many are not among them."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class OwnRoom:
    """A room in its house. floor: 0 where nobody has said. until: when the stay that runs there ends first."""

    id: int
    name: str
    building_id: int
    floor: int
    box_id: int | None
    state: RoomState
    until: int | None


@dataclass(frozen=True)
class Door:
    """A box at one's rooms that is not heard, or has told of something to look at. matters: their codes."""

    box: BoxRow
    is_silent: bool
    matters: list[MatterRow]


def ending(session: Session, scope: Scope, now: int) -> Some:
    """Stays that end within two weeks, the next to end first."""
    soon = stay.c.state == StayState.RUNNING.value, stay.c.until < now + SOON
    chosen = views.stays_chosen(scope, over=False).where(*soon)
    rows = views.stay_rows(session.execute(chosen.order_by(stay.c.until, stay.c.id).limit(MOST)))
    return Some(rows, _count(session, chosen))


def unregistered(session: Session, scope: Scope) -> Some:
    """Stays that run and for which fewer have registered than live there, the first to begin first."""
    taken = registration.c.stay_id == stay.c.id, registration.c.state.in_([state.value for state in rules.OPEN])
    registered = select(func.count()).select_from(registration).where(*taken).correlate(stay).scalar_subquery()
    # Their rooms once more: else all that live in town are counted before the room of each is looked at.
    in_rooms = stay.c.room_id.in_(select(room.c.id).where(scope.rooms()).correlate(None))
    chosen = views.stays_chosen(scope, over=False)
    chosen = chosen.where(in_rooms, stay.c.state == StayState.RUNNING.value, registered < stay.c.places)
    rows: list[StayRow] = views.stay_rows(session.execute(chosen.order_by(stay.c.begin, stay.c.id).limit(MOST)))
    return Some(rows, _count(session, chosen))


def incomplete(session: Session, scope: Scope) -> Some:
    """People whose registration still lacks something, as `rules.missing` says."""
    lacking = and_(scope.registrations(), registration.c.state.in_([state.value for state in rules.OPEN]), _lacks())
    first_come = registration.c.registered_at, registration.c.id
    numbers = session.scalars(select(registration.c.id).where(lacking).order_by(*first_come)).all()
    rows: list[PersonRow] = registrants.read(session, registration.c.id.in_(numbers[:MOST]))
    return Some(rows, len(numbers))


def reported_by(session: Session, calendar: Calendar, stays: Collection[StayRow], now: int) -> dict[int, int]:
    """Stay → when it has to be reported that the room is let, of those nobody has registered for. By the clock, where
    one runs; Unix ms.
    """
    unknown = [row for row in stays if not row.registered]
    told, found = reporting.of_stays(session, [row.id for row in unknown], now), {}
    for row in unknown:
        of_letting = (each for each in told.get(row.id, ()) if each.rule.name == LETTING.name)
        running = next((each for each in of_letting if each.ended_at is None), None)
        found[row.id] = running.due_at if running else clocks.due(LETTING, Course(row.begin), calendar).at
    return found


def complete_by(session: Session, people: Collection[PersonRow], now: int) -> dict[int, int]:
    """Person (row) → when their registration has to be complete, where a clock runs for it; Unix ms."""
    running = reporting.of_people(session, [row.id for row in people], now)
    return {number: min(each.due_at for each in rows) for number, rows in running.items() if rows}


def doors(session: Session, scope: Scope, now: int) -> list[Door]:
    """The boxes at one's rooms that somebody should look after."""
    mine = set(session.scalars(select(room.c.box_id).where(scope.rooms(), room.c.box_id.is_not(None)).distinct()))
    if not mine:
        return []
    boxes = [box for box in edges.boxes(session, among=mine) if box.revoked_at is None]
    told = edges.open_matters(session, boxes=mine)
    found = [
        Door(box, edges.is_silent(box.last_seen, now), [row for row in told if row.box_id == box.id]) for box in boxes
    ]
    return [door for door in found if door.is_silent or door.matters]


def page_of_houses(session: Session, scope: Scope, spot: Spot) -> Page[BuildingRow]:
    """The houses in scope, by name."""
    order = Order([building.c.name, building.c.id])
    return page_of(session, housing_views.buildings_chosen(scope), order, spot, housing_views.building_rows)


def rooms_of(session: Session, scope: Scope, houses: Collection[BuildingRow]) -> dict[int, list[OwnRoom]]:
    """Building → its rooms in scope by storey and name, of houses that are not too large to show them."""
    small = [house.id for house in houses if house.rooms <= FOLDED]
    columns = (room.c[name] for name in ("id", "name", "building_id", "floor", "box_id", "state"))
    chosen = select(*columns).where(room.c.building_id.in_(small), scope.rooms_within())
    rows = session.execute(chosen.order_by(room.c.floor, room.c.name, room.c.id)).all()
    found: dict[int, list[OwnRoom]] = {number: [] for number in small}
    for each in _rooms(rows, _until(session, [row.id for row in rows])):
        found[each.building_id].append(each)
    return found


def _until(session: Session, rooms: Collection[int]) -> dict[int, int]:
    """Room → when the stay that runs there ends first. All of them at once: the least of each is sought in all of the
    town's stays.
    """
    running = stay.c.room_id.in_(rooms), stay.c.state == StayState.RUNNING.value
    chosen = select(stay.c.room_id, func.min(stay.c.until).label("until")).where(*running).group_by(stay.c.room_id)
    return {row.room_id: row.until for row in session.execute(chosen)} if rooms else {}


def _rooms(rows: Iterable[Any], until: Mapping[int, int]) -> list[OwnRoom]:
    return [
        OwnRoom(
            row.id,
            row.name,
            row.building_id,
            # There is no storey 0, and what is not said could not be sorted among numbers.
            row.floor or 0,
            row.box_id,
            seen_as(RoomState(row.state), has_box=row.box_id is not None),
            until.get(row.id),
        )
        for row in rows
    ]


def _lacks() -> ColumnElement[bool]:
    """As `rules.missing` says, for lists."""
    same = consent.c.box_id == registration.c.box_id, consent.c.person == registration.c.person
    agreed = select(consent.c.id).where(*same, consent.c.purpose == "registration", consent.c.given).exists()
    theirs = enrolment.c.box_id == registration.c.box_id, enrolment.c.person == registration.c.person
    enrolled = select(enrolment.c.person).where(*theirs, enrolment.c.reference_count > 0).exists()
    faceless = and_(registration.c.ways.contains("face"), ~enrolled)
    return or_(~agreed, registration.c.document == "none", registration.c.ways == "", faceless)


def _count(session: Session, chosen: Any) -> int:
    return session.scalar(select(func.count()).select_from(chosen.order_by(None).subquery())) or 0
