"""All that is kept of a landlord or an agent, put together for themselves. Words come out opened."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from central.account import service as account
from central.audit import service as audit
from central.rental.housing.tables import building
from central.rental.letting import views as letting
from central.rental.letting.tables import agent, mandate
from central.rental.letting.views import ListingRow
from central.rental.own import lessors
from central.rental.own.kept import LOOKS, RequestRow, request_row
from central.rental.own.lessors import Lessor
from central.rental.own.tables import own_request
from central.rental.scope import Scope
from central.rental.tables import room
from central.web.grants import Reach

MOST: Final = 50
"""Acts and looks that a page shows; a copy holds MOST_COPIED."""
MOST_COPIED: Final = 10_000


@dataclass(frozen=True)
class PlaceRow:
    """A house, or a room in it, that is theirs. house, address, room: "" for none."""

    house: str
    address: str
    room: str


@dataclass(frozen=True)
class LetRow:
    """A house or a room that an agent lets, or has let, for its owner. ended_at: None while it does."""

    agent: str
    house: str
    room: str
    answers: str
    made_at: int
    ended_at: int | None


@dataclass(frozen=True)
class LessorKept:
    """What is kept. words: field → word. made_at: since when they are known; lets: whether something is let by them.

    acts: what they did themselves; looks: by staff, at what is hidden of them; both with the newest first.
    """

    lessor: Lessor
    words: dict[str, str]
    made_at: int
    lets: bool
    places: list[PlaceRow]
    let: list[LetRow]
    listings: list[ListingRow]
    acts: list[audit.Done]
    looks: list[audit.Noted]
    requests: list[RequestRow]


def kept_of(session: Session, lessor: Lessor, *, now: int, most: int = MOST) -> LessorKept:
    """All of it; most: of acts and looks. Raises NotThere."""
    words, own = lessors.words_of(session, lessor), Scope("", Reach(owner=lessor.number))
    chosen = select(own_request).where(lessor.requests).order_by(own_request.c.id.desc())
    return LessorKept(
        lessor,
        words,
        _known_since(session, lessor),
        lessors.lets(session, lessor),
        [] if lessor.is_agent else _places(session, own),
        _let(session, lessor, own),
        [] if lessor.is_agent else _listings(session, own),
        [] if lessor.is_agent else audit.done_by(session, lessor.of, limit=most),
        audit.about(session, lessor.of, LOOKS, most),
        [request_row(session, row, now) for row in session.execute(chosen)],
    )


def _known_since(session: Session, lessor: Lessor) -> int:
    if lessor.is_agent:
        return session.scalar(select(agent.c.made_at).where(agent.c.id == lessor.number)) or 0
    return account.landlords(session, [lessor.number])[0].made_at


def _places(session: Session, own: Scope) -> list[PlaceRow]:
    """Their houses, and their rooms in whatever house."""
    names = func.coalesce(building.c.name, ""), func.coalesce(building.c.address, "")
    rooms = select(*names, room.c.name).select_from(room).outerjoin(building, building.c.id == room.c.building_id)
    houses = select(building.c.name, building.c.address).where(building.c.landlord_id == own.reach.owner)
    rows = [
        *((*row, "") for row in session.execute(houses.order_by(building.c.id))),
        *session.execute(rooms.where(own.rooms()).order_by(room.c.id)),
    ]
    return [PlaceRow(*row) for row in rows]


def _let(session: Session, lessor: Lessor, own: Scope) -> list[LetRow]:
    """What the agent lets and has let; or who does so for the landlord."""
    house, name = func.coalesce(building.c.name, ""), func.coalesce(room.c.name, "")
    columns = agent.c.name, house, name, mandate.c.answers, mandate.c.made_at, mandate.c.ended_at
    joined = select(*columns).join(agent, agent.c.id == mandate.c.agent_id)
    joined = joined.outerjoin(room, room.c.id == mandate.c.room_id)
    joined = joined.outerjoin(building, building.c.id == func.coalesce(mandate.c.building_id, room.c.building_id))
    theirs = or_(room.c.landlord_id == own.reach.owner, building.c.landlord_id == own.reach.owner)
    mine = mandate.c.agent_id == lessor.number if lessor.is_agent else theirs
    return [LetRow(*row) for row in session.execute(joined.where(mine).order_by(mandate.c.id.desc()))]


def _listings(session: Session, own: Scope) -> list[ListingRow]:
    return letting.listing_rows(session.execute(letting.listings_chosen(own)))


def plain(kept: LessorKept) -> dict[str, Any]:
    """As JSON knows it, for a copy. Times are Unix ms."""
    of_listing = ("room", "building", "free_from", "rent", "words", "state", "why", "made_at", "changed_at")
    of_request = ("kind", "state", "field", "old", "new", "words", "asked_at", "answered_at")
    return {
        "who": kept.words,
        "known_since": kept.made_at,
        "places": [vars(row) for row in kept.places],
        "let": [vars(row) for row in kept.let],
        "listings": [{name: getattr(row, name) for name in of_listing} for row in kept.listings],
        "acts": [{"at": row.at, "act": row.act, "of": row.of} for row in kept.acts],
        "looks": [{"at": row.at, "what": row.act, "purpose": row.why.partition(":")[0]} for row in kept.looks],
        "requests": [{name: getattr(row, name) for name in of_request} for row in kept.requests],
    }
