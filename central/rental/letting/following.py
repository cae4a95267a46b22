"""What follows for listings: a stay takes one, a stay that is cancelled gives it back, and what may not be let any more
is withdrawn. Times are Unix ms.
"""

from contextlib import suppress
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Act, Subject
from central.rental.housing import sites
from central.rental.housing.deadlines import TAKEN_DOWN
from central.rental.letting import agents, listings, looking, offering, rules
from central.rental.letting.rules import ListingEvent, ListingState
from central.rental.letting.tables import listing
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.tables import room

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
        clock_id = clocks.open_clock(session, TAKEN_DOWN.name, Subject(listings.LISTING, str(found.id)))
        if clock_id is not None:
            clocks.cancel(session, clock_id, Act(by, "the stay is over", now))


def due(session: Session) -> list[int]:
    """Listings that may have to be withdrawn: those alone whose room or house has come to stand otherwise."""
    chosen = select(listing.c.id).where(listing.c.look_at.is_not(None))
    return list(session.scalars(chosen.order_by(listing.c.look_at).limit(AT_ONCE)))


def turn(session: Session, listing_id: int, now: int) -> bool:
    """Withdraw a listing that may not be offered, and say whether it was; somebody may have put it right meanwhile."""
    with suppress(NotThere, NotPossible):
        held = listings.hold(session, Scope(BY), listing_id)
        # First this: what is found in the house from here on asks for another look.
        looking.looked(session, listing_id)
        found = offering.against(session, held.room_id, date.fromisoformat(held.free_from))
        if found is not None:
            listings.withdraw(session, Scope(BY), listing_id, now=now, why=found.value)
            return True
    return False


def _start(session: Session, listing_id: int, room_id: int, by: str, now: int) -> None:
    at = session.execute(
        select(room.c.box_id, room.c.building_id, room.c.landlord_id).where(room.c.id == room_id)
    ).one()
    subject, act = Subject(listings.LISTING, str(listing_id)), Act(by, "the room is taken", now)
    owner, place = f"landlord:{at.landlord_id}", sites.of_room(session, at.box_id, at.building_id)
    calendar = clocks.load(session, clocks.office())
    clocks.start(session, calendar, TAKEN_DOWN, subject, act, owner=owner, place_id=place)
