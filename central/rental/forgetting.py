"""What says nothing any more is forgotten now and then: orders, with the boxes and here, old matters, cards, guests."""

from sqlalchemy import bindparam, delete

from central.db import Database
from central.edges import service as edges
from central.rental.desk import cards
from central.rental.guests import upkeep as guests
from central.rental.tables import rental_order

EVERY = 60 * 60 * 1000
"""ms between two looks: they go over all that is old."""

_GONE = delete(rental_order).where(
    rental_order.c.box_id == bindparam("of_box"), rental_order.c.order_id == bindparam("of_order")
)


class Forgetting:
    """Looks when its time has come; first when it is asked first."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._looked: int | None = None

    def turn(self, now: int) -> int:
        """Forget what is due, orders some at a time; how many of them. `now` is Unix ms."""
        if self._looked is not None and 0 <= now - self._looked < EVERY:
            return 0
        forgotten = 0
        while count := self._some(now):
            forgotten += count
        with self._database.writing() as session:
            edges.forget_matters(session, now=now)
            cards.forget(session, now=now)
            guests.forget(session, now=now)
        self._looked = now
        return forgotten

    def _some(self, now: int) -> int:
        with self._database.writing() as session:
            gone = edges.forget_orders(session, now=now)
            if gone:
                session.connection().execute(_GONE, [{"of_box": box, "of_order": order} for box, order in gone])
        return len(gone)
