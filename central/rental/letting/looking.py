"""Which listings have to be looked at again: who changes a room or house so that it may not be let any more says so in
that transaction, and central looks at those alone. Times are Unix ms.
"""

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from central.rental.letting.rules import ListingState
from central.rental.letting.tables import listing
from central.rental.tables import room


def look_at(session: Session, *rooms: ColumnElement[bool], since: int) -> None:
    """The rooms for which this holds may not be let any more: look at what is offered there, the longest due first."""
    there = listing.c.room_id.in_(select(room.c.id).where(*rooms))
    offered = update(listing).where(listing.c.state == ListingState.OFFERED.value, there)
    session.execute(offered.values(look_at=since))


def looked(session: Session, listing_id: int) -> None:
    """It is being looked at: nobody need do so again for what was found before."""
    session.execute(update(listing).where(listing.c.id == listing_id).values(look_at=None))
