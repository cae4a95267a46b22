"""Two numbers that change whenever boxes have told something, or were told: looked at instead of all that is new."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.edges.tables import box, outbox


class Marks(NamedTuple):
    """records: the sum of all cursors. orders: the sum of the boxes' last orders. Good for comparing, nothing else."""

    records: int
    orders: int


def marks(session: Session) -> Marks:
    """How far all has come: one pass over a row for each box, so it takes about 1 ms for 10,000 of them."""
    records = session.scalar(select(func.sum(outbox.c.seq)))
    orders = session.scalar(select(func.sum(box.c.last_order)))
    return Marks(int(records or 0), int(orders or 0))
