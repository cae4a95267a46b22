"""Guests as others count them: relatives like those who live there, once they stay longer than is free; and nobody as
a stranger who was let in while they were a guest.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from central.rental.guests import rules
from central.rental.guests.rules import Kind
from central.rental.guests.tables import guest
from central.rental.tables import stay


def of_room(session: Session, room_id: int, *, but: int | None = None) -> list[tuple[int, int, int]]:
    """From when, until when (Unix ms, exclusive) and as how many people relatives count in a room. but: a guest who is
    left out.
    """
    columns = guest.c.begin, guest.c.until
    long = guest.c.kind == Kind.RELATIVE.value, guest.c.until - guest.c.begin > rules.FREE_FOR
    chosen = select(*columns).join(stay, stay.c.id == guest.c.stay_id)
    chosen = chosen.where(stay.c.room_id == room_id, guest.c.state.in_(rules.IN_FORCE), *long)
    rows = session.execute(chosen.where(guest.c.id.is_distinct_from(but)))
    return [(rules.lives_there_from(row.begin), row.until, 1) for row in rows]


def was_guest(person: Any, at: Any) -> ColumnElement[bool]:
    """Whether somebody was a guest at a moment (columns: what boxes call them, and Unix ms)."""
    until = func.coalesce(guest.c.ended_at, guest.c.until)
    return select(guest.c.id).where(guest.c.person == person, at < until).exists()
