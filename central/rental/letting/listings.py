"""Listings: a room is drafted, offered, withdrawn; each act is one transaction, which the caller holds.

Whoever changes a listing holds its room first, as whoever makes a stay there does. Times are Unix ms.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import Act, Subject
from central.rental.housing import occupancy
from central.rental.housing.deadlines import TAKEN_DOWN
from central.rental.letting import offering, rules
from central.rental.letting.rules import ListingEvent, ListingState
from central.rental.letting.tables import listing
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope

LISTING = "listing"
"""What the deadline to take a listing down elsewhere is about."""


class IsOffered(NotPossible):
    """The room has a listing already."""


@dataclass(frozen=True)
class Offer:
    """What is said of a room that is offered. rent: yuan a month; None where nobody says."""

    free_from: date
    rent: int | None = None
    words: str = ""


def draft(session: Session, scope: Scope, room_id: int, said: Offer, *, now: int) -> int:
    """A listing nobody sees yet; its number. Raises NotThere, IsOffered."""
    occupancy.hold(session, room_id, scope)
    open_now = listing.c.room_id == room_id, listing.c.state.in_(rules.OPEN)
    if session.execute(select(listing.c.id).where(*open_now)).first() is not None:
        raise IsOffered("the room has a listing already")
    row = {**_row(said), "room_id": room_id, "state": ListingState.DRAFT.value, "why": ""}
    row |= {"made_at": now, "made_by": scope.by, "changed_at": now, "changed_by": scope.by}
    made = int(session.execute(insert(listing).values(row).returning(listing.c.id)).scalar_one())
    audit.note(session, act="listing.draft", of=f"listing:{made}", detail={"room": room_id, **_noted(said)})
    return made


def change(session: Session, scope: Scope, listing_id: int, said: Offer) -> None:
    """Say something else of it. Raises NotThere, NotPossible; NotOffered for a day on which it is not free."""
    held = hold(session, scope, listing_id)
    if rules.after(ListingState(held.state), ListingEvent.CHANGE) is ListingState.OFFERED:
        offering.require(session, held.room_id, said.free_from)
    session.execute(update(listing).where(listing.c.id == listing_id).values(_row(said)))
    audit.note(session, act="listing.change", of=f"listing:{listing_id}", detail=_noted(said))


def offer(session: Session, scope: Scope, listing_id: int, *, now: int) -> None:
    """Offer the room. Raises NotThere, NotPossible, NotOffered."""
    held = hold(session, scope, listing_id)
    state = rules.after(ListingState(held.state), ListingEvent.OFFER)
    offering.require(session, held.room_id, date.fromisoformat(held.free_from))
    keep(session, listing_id, ListingEvent.OFFER, state, scope.by, now)


def withdraw(session: Session, scope: Scope, listing_id: int, *, now: int, why: str = "") -> None:
    """Offer it no more. Raises NotThere, NotPossible."""
    held = hold(session, scope, listing_id)
    state = rules.after(ListingState(held.state), ListingEvent.WITHDRAW)
    keep(session, listing_id, ListingEvent.WITHDRAW, state, scope.by, now, why=why)


def taken_down(session: Session, scope: Scope, listing_id: int, *, now: int) -> None:
    """The agent says that a room that is taken is offered nowhere else any more. Raises NotThere, NotPossible."""
    hold(session, scope, listing_id)
    clock_id = clocks.open_clock(session, TAKEN_DOWN.name, Subject(LISTING, str(listing_id)))
    if clock_id is None:
        raise NotPossible("nobody waits for that")
    with suppress(clocks.NotPossible):
        clocks.meet(session, clock_id, Act(scope.by, "it is offered nowhere any more", now))
    audit.note(session, act="listing.taken-down", of=f"listing:{listing_id}")


def hold(session: Session, scope: Scope, listing_id: int) -> Any:
    """A listing and its room; nobody else changes them until the transaction ends. Raises NotThere."""
    room_id = session.scalar(select(listing.c.room_id).where(listing.c.id == listing_id))
    if room_id is None:
        raise NotThere
    occupancy.hold(session, room_id, scope)
    return session.execute(select(listing).where(listing.c.id == listing_id)).one()


def keep(
    session: Session,
    listing_id: int,
    event: ListingEvent,
    state: ListingState,
    by: str,
    now: int,
    *,
    why: str = "",
    stay_id: int | None = None,
) -> None:
    """The state that a listing has come into. One that is offered is looked at once more: what forbids it may have been
    found in the same moment.
    """
    look_at = now if state is ListingState.OFFERED else None
    row = {"state": state.value, "changed_at": now, "changed_by": by, "why": why, "stay_id": stay_id}
    row |= {"look_at": look_at}
    session.execute(update(listing).where(listing.c.id == listing_id).values(row))
    detail = {} if stay_id is None else {"stay": stay_id}
    audit.note(session, act=f"listing.{event}", of=f"listing:{listing_id}", by=by, why=why, detail=detail)


def _row(said: Offer) -> dict[str, str | int | None]:
    return {"free_from": said.free_from.isoformat(), "rent": said.rent, "words": said.words}


def _noted(said: Offer) -> dict[str, str | int | None]:
    """As the log has it, which is kept for longer than the words are: without them."""
    return {**_row(said), "words": f"{len(said.words)} letters"}
