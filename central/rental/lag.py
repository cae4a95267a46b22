"""How far reading lies behind what boxes have sent (follower.py)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental.tables import rental_cursor


def behind(session: Session) -> int:
    """Records that are not noted as read. Those of other kinds are looked past, and noted 20,000 at a time only: up to
    so many of each box may be told too many.
    """
    read = {row.outbox_id: row.seq for row in session.execute(select(rental_cursor.c.outbox_id, rental_cursor.c.seq))}
    return sum(max(0, outbox.seq - read.get(outbox.id, 0)) for outbox in edges.outboxes(session))
