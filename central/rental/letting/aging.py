"""What somebody wrote of a room that was offered is deleted some time after; that it was, and from when, stays."""

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from central.rental.letting import rules
from central.rental.letting.rules import ListingState
from central.rental.letting.tables import listing

_OVER = [state.value for state in ListingState if state not in rules.OPEN]


def forget(session: Session, before: int, limit: int) -> int:
    """Delete the words of listings that were taken or withdrawn before that moment (Unix ms), and why they were;
    of how many.
    """
    old = list(session.scalars(select(listing.c.id).where(_is_old(before)).limit(limit)))
    if old:
        session.execute(update(listing).where(listing.c.id.in_(old)).values(words="", why=""))
    return len(old)


def count_old(session: Session, before: int) -> int:
    """Of how many there are still words that should be gone."""
    return session.scalar(select(func.count()).select_from(listing).where(_is_old(before))) or 0


def _is_old(before: int) -> ColumnElement[bool]:
    over = listing.c.state.in_(_OVER), listing.c.changed_at < before
    return and_(*over, or_(listing.c.words != "", listing.c.why != ""))
