"""Relatives as the check of crowding counts them: like those who live there, once they stay longer than is free."""

from sqlalchemy import select
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
