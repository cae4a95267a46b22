"""What the office reads of what people have asked for, within a scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental.housing.tables import building
from central.rental.letting.tables import agent
from central.rental.own.kept import RequestRow, request_row
from central.rental.own.rules import GONE_AFTER, Kind, State
from central.rental.own.tables import own_request
from central.rental.scope import Scope
from central.rental.tables import identity, registration, room, stay


@dataclass(frozen=True)
class AskedRow:
    """A request in a list. name: of the person, sealed; person: what their box calls them.

    Of those of a landlord or an agent there is a number, of an agent its name, and no box and nothing of a person.
    """

    id: int
    registration_id: int
    kind: Kind
    state: State
    field: str
    asked_at: int
    answered_at: int | None
    person: str | None
    box_id: int | None
    name: str
    room: str
    landlord_id: int | None = None
    agent: str | None = None


def theirs(scope: Scope) -> ColumnElement[bool]:
    """Whether a request is one of a landlord within scope, or of an agent: a business is everybody's who registers."""
    if scope.reach.is_town:
        return own_request.c.registration_id.is_(None)
    of_rooms = select(room.c.landlord_id).where(scope.rooms()).correlate(None)
    of_houses = select(building.c.landlord_id).where(scope.buildings()).correlate(None)
    mine = own_request.c.landlord_id.in_(of_rooms), own_request.c.landlord_id.in_(of_houses)
    return or_(own_request.c.agent_id.is_not(None), *mine)


def chosen(scope: Scope) -> Select[Any]:
    """What people in scope have asked for, but copies: nobody need do anything about those."""
    columns = ("id", "registration_id", "kind", "state", "field", "asked_at", "answered_at")
    return (
        select(
            *(own_request.c[name] for name in columns),
            registration.c.person,
            registration.c.box_id,
            func.coalesce(identity.c.name, ""),
            func.coalesce(room.c.name, registration.c.room, ""),
            own_request.c.landlord_id,
            agent.c.name,
        )
        .outerjoin(registration, registration.c.id == own_request.c.registration_id)
        .outerjoin(identity, identity.c.registration_id == registration.c.id)
        .outerjoin(stay, stay.c.id == registration.c.stay_id)
        .outerjoin(room, room.c.id == stay.c.room_id)
        .outerjoin(agent, agent.c.id == own_request.c.agent_id)
        .where(or_(scope.registrations(), theirs(scope)), own_request.c.kind != Kind.COPY.value)
    )


def asked_rows(rows: Iterable[Any]) -> list[AskedRow]:
    """Rows of the database as the pages know them."""
    return [AskedRow(row[0], row[1] or 0, Kind(row[2]), State(row[3]), *row[4:]) for row in rows]


def waits(now: int) -> ColumnElement[bool]:
    """Whether a request waits for the office: for its answer, or for its word that a box can prove nothing any more."""
    return or_(own_request.c.state == State.OPEN.value, is_unprovable(now - GONE_AFTER))


def is_unprovable(since: int) -> ColumnElement[bool]:
    """Whether a request waits for the proof of a box that is shut out, or was not heard since then (Unix ms)."""
    told = own_request.c.state == State.TOLD.value
    return and_(told, registration.c.box_id.in_(edges.boxes_gone(since)))


def count_waiting(session: Session, scope: Scope, now: int) -> int:
    """How many wait for the office."""
    waiting = chosen(scope).where(waits(now)).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def request_of(session: Session, scope: Scope, request_id: int, *, now: int) -> RequestRow | None:
    """One request, opened; None when there is none in scope."""
    mine = own_request.c.id == request_id, or_(scope.registrations(), theirs(scope))
    joined = select(own_request).outerjoin(registration, registration.c.id == own_request.c.registration_id)
    row = session.execute(joined.where(*mine)).one_or_none()
    return None if row is None else request_row(session, row, now)
