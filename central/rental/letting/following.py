"""What follows for listings: a stay takes one, a stay that is cancelled gives it back, and what may not be let any more
is withdrawn. Times are Unix ms.
"""

from contextlib import suppress
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Act, Subject
from central.edges import service as edges
from central.rental.housing import findings, tiers
from central.rental.housing.deadlines import TAKEN_DOWN
from central.rental.housing.room_states import TAKES_STAYS
from central.rental.housing.tables import building, hazard
from central.rental.letting import agents, listings, offering, rules
from central.rental.letting.rules import ListingEvent, ListingState
from central.rental.letting.tables import listing
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.tables import room
from central.web.grants import TOWN

BY = "calendar"
AT_ONCE = 200
"""Listings of one look."""


def taken(session: Session, room_id: int, stay_id: int, *, by: str, now: int) -> None:
    """A stay was made in the room, which is held: it is offered no more. An agent takes it down elsewhere, too."""
    offered = listing.c.room_id == room_id, listing.c.state == ListingState.OFFERED.value
    found = session.scalar(select(listing.c.id).where(*offered))
    if found is None:
        return
    state = rules.after(ListingState.OFFERED, ListingEvent.TAKE)
    listings.keep(session, found, ListingEvent.TAKE, state, by, now, stay_id=stay_id)
    if agents.answerable(session, room_id).agent_id is not None:
        _start(session, found, room_id, by, now)


def released(session: Session, room_id: int, stay_id: int, *, by: str, now: int) -> None:
    """The stay will not be, and its room, which is held, is offered again where it may be."""
    took = select(listing).where(listing.c.stay_id == stay_id, listing.c.state == ListingState.TAKEN.value)
    found = session.execute(took).one_or_none()
    others = select(listing.c.id).where(listing.c.room_id == room_id, listing.c.state.in_(rules.OPEN)).limit(1)
    if found is None or session.execute(others).first() is not None:
        return
    if offering.against(session, room_id, date.fromisoformat(found.free_from)) is None:
        state = rules.after(ListingState.TAKEN, ListingEvent.RELEASE)
        listings.keep(session, found.id, ListingEvent.RELEASE, state, by, now)


def due(session: Session) -> list[int]:
    """Listings that are offered, and whose room or house stands so that they may have to be withdrawn."""
    takes = room.c.state.in_([state.value for state in TAKES_STAYS])
    here = or_(hazard.c.room_id == room.c.id, hazard.c.room_id.is_(None))
    found = select(hazard.c.id).where(hazard.c.building_id == room.c.building_id, here, findings.counts())
    found = found.where(hazard.c.item.in_(offering.FORBIDDING)).correlate(room)
    chosen = select(listing.c.id).join(room, room.c.id == listing.c.room_id)
    chosen = chosen.outerjoin(building, building.c.id == room.c.building_id)
    wrong = or_(~takes, building.c.tier.in_(tiers.FORBIDDING), found.exists())
    return list(session.scalars(chosen.where(listing.c.state == ListingState.OFFERED.value, wrong).limit(AT_ONCE)))


def turn(session: Session, listing_id: int, now: int) -> None:
    """Withdraw a listing that may not be offered; somebody may have put it right since it was looked at."""
    with suppress(NotThere, NotPossible):
        held = listings.hold(session, Scope(BY), listing_id)
        found = offering.against(session, held.room_id, date.fromisoformat(held.free_from))
        if found is not None:
            listings.withdraw(session, Scope(BY), listing_id, now=now, why=found.value)


def _start(session: Session, listing_id: int, room_id: int, by: str, now: int) -> None:
    at = session.execute(select(room.c.box_id, room.c.landlord_id).where(room.c.id == room_id)).one()
    box = None if at.box_id is None else edges.box_of(session, at.box_id)
    subject, act = Subject(listings.LISTING, str(listing_id)), Act(by, "the room is taken", now)
    owner, place = f"landlord:{at.landlord_id}", TOWN if box is None else box.place_id
    calendar = clocks.load(session, clocks.office())
    clocks.start(session, calendar, TAKEN_DOWN, subject, act, owner=owner, place_id=place)
