"""What time brings for guests: they come and they leave, and who they were is forgotten. Times are Unix ms."""

from contextlib import suppress

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from central.rental import stays
from central.rental.desk.rules import UNDO_WITHIN
from central.rental.guests import acts, following, rules
from central.rental.guests.rules import GuestState
from central.rental.guests.tables import guest
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope

AT_ONCE = 100
"""Guests of one look; the rest follows in the next."""
_OVER = (GuestState.OVER.value, GuestState.CANCELLED.value)


def due(session: Session, now: int) -> list[int]:
    """Guests whose time has come, or is over."""
    comes = and_(guest.c.state == GuestState.EXPECTED.value, guest.c.begin <= now)
    leaves = and_(guest.c.state == GuestState.THERE.value, guest.c.until <= now)
    return list(session.scalars(select(guest.c.id).where(or_(comes, leaves)).limit(AT_ONCE)))


def turn(session: Session, guest_id: int, now: int) -> None:
    """Bring a guest to where the time is; somebody may have done so since they were looked for."""
    with suppress(NotThere, NotPossible):
        held = acts.hold(session, Scope(stays.BY_TIME), guest_id)
        if held.row.until <= now:
            following.finish(session, held.row, held.stay.box_id, by=stays.BY_TIME, now=now)
        elif held.row.begin <= now:
            following.begin(session, guest_id, by=stays.BY_TIME, now=now)


def forget(session: Session, *, now: int) -> None:
    """Delete who was a guest long ago, and the codes of those who can't come back any more."""
    over = guest.c.state.in_(_OVER)
    session.execute(delete(guest).where(over, guest.c.ended_at < now - rules.FORGOTTEN_AFTER))
    gone = over, guest.c.ended_at < now - UNDO_WITHIN, guest.c.code != ""
    session.execute(update(guest).where(*gone).values(code=""))
