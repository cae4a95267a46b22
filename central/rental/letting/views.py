"""What the pages read of agents and listings, within a scope. Times are Unix ms."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select, true
from sqlalchemy.orm import Session

from central.errors import KeyMissing
from central.rental.housing.tables import building
from central.rental.letting.rules import AgentKind, Answers, ListingState
from central.rental.letting.tables import agent, listing, mandate
from central.rental.scope import Scope
from central.rental.tables import room
from central.sealed.ring import Ring
from wire.sealed import NotSealed

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class AgentRow:
    """An agent. contact: sealed. lets: how many rooms and houses it lets."""

    id: int
    kind: AgentKind
    name: str
    licence: str
    contact: str
    lets: int


@dataclass(frozen=True)
class MandateRow:
    """A room or a house that an agent lets for its owner."""

    id: int
    agent_id: int
    building_id: int | None
    building: str | None
    room_id: int | None
    room: str | None
    answers: Answers
    made_at: int


@dataclass(frozen=True)
class ListingRow:
    """A listing, and its room. area: tenths of a square metre."""

    id: int
    room_id: int
    room: str
    building: str | None
    landlord_id: int
    area: int | None
    state: ListingState
    free_from: str
    rent: int | None
    words: str
    made_at: int
    made_by: str
    changed_at: int
    changed_by: str
    why: str
    stay_id: int | None


def agents_chosen(scope: Scope) -> Select[Any]:
    """All agents, by whoever looks at them: a business is nobody's secret. They are counted by what is in scope."""
    lets = select(func.count(mandate.c.id)).where(mandate.c.agent_id == agent.c.id, mandate.c.ended_at.is_(None))
    lets = lets.where(_mandates_of(scope)).correlate(agent)
    return select(agent.c.id, agent.c.kind, agent.c.name, agent.c.licence, agent.c.contact, lets.scalar_subquery())


def agent_rows(rows: Iterable[Any]) -> list[AgentRow]:
    """Rows of the database as the pages know them."""
    return [AgentRow(row[0], AgentKind(row[1]), *row[2:]) for row in rows]


def agent_of(session: Session, scope: Scope, agent_id: int) -> AgentRow | None:
    """One agent."""
    return next(iter(agent_rows(session.execute(agents_chosen(scope).where(agent.c.id == agent_id)))), None)


def agents(session: Session, limit: int = 500) -> list[Any]:
    """Number and name of all agents, for a choice."""
    return list(session.execute(select(agent.c.id, agent.c.name).order_by(agent.c.name).limit(limit)))


def mandates_of(session: Session, scope: Scope, agent_id: int) -> list[MandateRow]:
    """What an agent lets in scope."""
    own = mandate.c.id, mandate.c.agent_id, mandate.c.building_id, building.c.name.label("building")
    columns = (*own, mandate.c.room_id, room.c.name.label("room"), mandate.c.answers, mandate.c.made_at)
    joined = select(*columns).outerjoin(room, room.c.id == mandate.c.room_id)
    joined = joined.outerjoin(building, building.c.id == func.coalesce(mandate.c.building_id, room.c.building_id))
    mine = mandate.c.agent_id == agent_id, mandate.c.ended_at.is_(None), _mandates_of(scope)
    rows = session.execute(joined.where(*mine).order_by(mandate.c.id.desc()))
    return [MandateRow(**{**row._mapping, "answers": Answers(row.answers)}) for row in rows]


def contact(ring: Ring, row: AgentRow) -> str:
    """Who is to be called there, and where; "" where nobody says, or it does not open here."""
    try:
        return ring.unseal(agent.c.contact, row.id, row.contact)
    except NotSealed:
        return ""
    except KeyMissing as error:
        log.warning("%s", error)
        return ""


def listings_chosen(scope: Scope) -> Select[Any]:
    """Every listing in scope, for a list."""
    where = room.c.name.label("room"), building.c.name.label("building"), room.c.landlord_id, room.c.area
    own = [listing.c[name] for name in ListingRow.__dataclass_fields__ if name in listing.c]
    joined = select(*own, *where).join(room, room.c.id == listing.c.room_id)
    return joined.outerjoin(building, building.c.id == room.c.building_id).where(scope.rooms())


def listing_rows(rows: Iterable[Any]) -> list[ListingRow]:
    """Rows of the database as the pages know them."""
    return [ListingRow(**{**row._mapping, "state": ListingState(row.state)}) for row in rows]


def listing_of(session: Session, scope: Scope, listing_id: int) -> ListingRow | None:
    """One listing; None when there is none in scope."""
    return next(iter(listing_rows(session.execute(listings_chosen(scope).where(listing.c.id == listing_id)))), None)


def last_of_room(session: Session, scope: Scope, room_id: int) -> ListingRow | None:
    """The last listing of a room; None where it never was offered."""
    chosen = listings_chosen(scope).where(listing.c.room_id == room_id).order_by(listing.c.id.desc()).limit(1)
    return next(iter(listing_rows(session.execute(chosen))), None)


def _mandates_of(scope: Scope) -> Any:
    if scope.reach.is_town:
        return true()
    rooms = mandate.c.room_id.in_(select(room.c.id).where(scope.rooms()))
    return or_(rooms, mandate.c.building_id.in_(select(building.c.id).where(scope.buildings())))
