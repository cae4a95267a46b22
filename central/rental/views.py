"""What the pages read of rooms and stays, within a scope. Plain rows come out; times are Unix ms."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from central.rental import rules
from central.rental.housing.room_states import TAKES_STAYS, RoomState, seen_as
from central.rental.housing.tables import building
from central.rental.rules import StayState
from central.rental.scope import Scope
from central.rental.tables import invitation, registration, room, stay

_BY_NAME = (room.c.name, room.c.id)
_BY_END = (stay.c.until, stay.c.id)
_OF_ROOM = ("id", "name", "landlord_id", "box_id", "building_id", "floor", "area", "bedrooms", "beds", "use")


@dataclass(frozen=True)
class RoomRow:
    """A room at a glance. running, planned: its stays; until: when the first of those that run ends.

    kept: the state that is kept of it. area: tenths of a square metre.
    """

    id: int
    name: str
    landlord_id: int
    box_id: int | None
    building_id: int | None
    floor: int | None
    area: int | None
    bedrooms: int | None
    beds: int | None
    use: str
    kept: str
    running: int
    planned: int
    until: int | None

    @property
    def state(self) -> RoomState:
        """How the room is."""
        return seen_as(RoomState(self.kept), has_box=self.box_id is not None)


@dataclass(frozen=True)
class StayRow:
    """A stay, and how many of its places are taken. is_invited: there is a code. room_kept: the state of its room."""

    id: int
    room_id: int
    room: str
    box_id: int | None
    begin: int
    until: int
    places: int
    minors: bool
    state: StayState
    made_at: int
    made_by: str
    ended_at: int | None
    ended_by: str | None
    is_invited: bool
    registered: int
    room_kept: str

    @property
    def held_back_by(self) -> RoomState | None:
        """The state of the room that keeps the stay from beginning; None where it begins on its first day."""
        state = RoomState(self.room_kept)
        return state if self.state is StayState.PLANNED and state not in TAKES_STAYS else None


def rooms_in(session: Session, scope: Scope, building_id: int) -> list[RoomRow]:
    """The rooms in scope of a house that have a box at the door, by name."""
    there = room.c.building_id == building_id, room.c.box_id.is_not(None)
    return room_rows(session.execute(_rooms(and_(scope.rooms(), *there)).order_by(*_BY_NAME)))


def rooms_at(session: Session, scope: Scope, box_id: int | None) -> list[RoomRow]:
    """The rooms in scope at a box, by name."""
    return room_rows(session.execute(_rooms(and_(scope.rooms(), room.c.box_id == box_id)).order_by(*_BY_NAME)))


def rooms_chosen(scope: Scope) -> Select[Any]:
    """Every room in scope, with the house it is in, for a list."""
    return _rooms(scope.rooms()).outerjoin(building, building.c.id == room.c.building_id)


def rooms_after(session: Session, scope: Scope, after: int, limit: int) -> list[RoomRow]:
    """Rooms in scope behind a number, in the order of their numbers: for who reads them all, page by page."""
    chosen = _rooms(and_(scope.rooms(), room.c.id > after)).order_by(room.c.id).limit(limit)
    return room_rows(session.execute(chosen))


def room_of(session: Session, scope: Scope, room_id: int) -> RoomRow | None:
    """One room; None when there is none in scope."""
    return next(iter(room_rows(session.execute(_rooms(and_(scope.rooms(), room.c.id == room_id))))), None)


def stays(session: Session, scope: Scope, *, room_id: int | None = None) -> list[StayRow]:
    """The stays in force in scope, the next to end first."""
    chosen = _of_kind(scope, room_id, over=False).order_by(*_BY_END)
    return stay_rows(session.execute(chosen))


def stays_chosen(scope: Scope, *, over: bool) -> Select[Any]:
    """The stays in scope that are in force, or over, for a list."""
    return _of_kind(scope, None, over=over)


def stays_after(session: Session, scope: Scope, after: int, limit: int) -> list[StayRow]:
    """Stays in scope behind a number, in the order of their numbers, those that are over too."""
    return stay_rows(session.execute(_stays(scope).where(stay.c.id > after).order_by(stay.c.id).limit(limit)))


def count_ending(session: Session, scope: Scope, before: int) -> int:
    """How many stays run in scope that end before then."""
    ending = scope.stays(), stay.c.state == StayState.RUNNING.value, stay.c.until < before
    query = select(func.count()).select_from(stay).join(room, room.c.id == stay.c.room_id)
    return session.scalar(query.where(*ending)) or 0


def nobody_registered() -> ColumnElement[bool]:
    """Whether a stay runs for which nobody has registered."""
    taken = registration.c.stay_id == stay.c.id, registration.c.state.in_([state.value for state in rules.OPEN])
    return and_(stay.c.state == StayState.RUNNING.value, ~select(registration.c.id).where(*taken).exists())


def count_unregistered(session: Session, scope: Scope) -> int:
    """How many stays run in scope for which nobody has registered."""
    query = select(func.count()).select_from(stay).join(room, room.c.id == stay.c.room_id)
    return session.scalar(query.where(scope.stays(), nobody_registered())) or 0


def count_past_stays(session: Session, scope: Scope, room_id: int) -> int:
    """How many stays in a room are over."""
    past = _of_kind(scope, room_id, over=True).subquery()
    return session.scalar(select(func.count()).select_from(past)) or 0


def stay_of(session: Session, scope: Scope, stay_id: int) -> StayRow | None:
    """One stay; None when there is none in scope."""
    return next(iter(stay_rows(session.execute(_stays(scope).where(stay.c.id == stay_id)))), None)


def _rooms(chosen: ColumnElement[bool]) -> Select[Any]:
    running, planned = (
        and_(stay.c.room_id == room.c.id, stay.c.state == state.value)
        for state in (StayState.RUNNING, StayState.PLANNED)
    )
    # Asked for each row that is shown: a page has 50 of the town's rooms.
    return select(
        *(room.c[field] for field in _OF_ROOM),
        room.c.state,
        select(func.count()).select_from(stay).where(running).scalar_subquery(),
        select(func.count()).select_from(stay).where(planned).scalar_subquery(),
        select(func.min(stay.c.until)).where(running).scalar_subquery(),
    ).where(chosen)


def room_rows(rows: Iterable[Any]) -> list[RoomRow]:
    """Rows of the database as the pages know them."""
    return [RoomRow(*row) for row in rows]


def _of_kind(scope: Scope, room_id: int | None, *, over: bool) -> Select[Any]:
    """Stays in scope that are over, or in force; of one room, where one is said."""
    states = [state.value for state in StayState if (state in rules.IN_FORCE) is not over]
    chosen = _stays(scope).where(stay.c.state.in_(states))
    return chosen if room_id is None else chosen.where(stay.c.room_id == room_id)


def _stays(scope: Scope) -> Select[Any]:
    taken = registration.c.stay_id == stay.c.id, registration.c.state.in_([state.value for state in rules.OPEN])
    columns = ("begin", "until", "places", "minors", "state", "made_at", "made_by", "ended_at", "ended_by")
    return (
        select(
            stay.c.id,
            stay.c.room_id,
            room.c.name,
            room.c.box_id,
            *(stay.c[column] for column in columns),
            invitation.c.stay_id.is_not(None),
            select(func.count()).select_from(registration).where(*taken).scalar_subquery(),
            room.c.state,
        )
        .join(room, room.c.id == stay.c.room_id)
        .outerjoin(invitation, invitation.c.stay_id == stay.c.id)
        .where(scope.stays())
    )


def stay_rows(rows: Iterable[Any]) -> list[StayRow]:
    """Rows of the database as the pages know them."""
    return [_stay_row(tuple(row)) for row in rows]


def _stay_row(values: tuple[Any, ...]) -> StayRow:
    row = StayRow(*values)
    return replace(row, state=StayState(row.state), is_invited=bool(row.is_invited))
