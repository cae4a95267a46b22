"""Whether boxes have done what they were told because of a stay: what a page shows beside each act."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.edges.service import OrderRow
from central.rental.tables import rental_order


@dataclass(frozen=True)
class Told:
    """An order, and the person (row) it is about, if it is about one."""

    order: OrderRow
    registration_id: int | None


def of_stay(session: Session, stay_id: int, limit: int = 30) -> list[Told]:
    """The last orders sent because of a stay, the newest first."""
    chosen = select(rental_order).where(rental_order.c.stay_id == stay_id)
    rows = session.execute(chosen.order_by(rental_order.c.order_id.desc()).limit(limit)).all()
    found = [(edges.order_of(session, row.box_id, row.order_id), row.registration_id) for row in rows]
    return [Told(order, registration_id) for order, registration_id in found if order is not None]


def orders_about(session: Session, registration_id: int, limit: int = 10) -> list[OrderRow]:
    """The last orders about a person, the newest first, as they stand now."""
    chosen = select(rental_order).where(rental_order.c.registration_id == registration_id)
    rows = session.execute(chosen.order_by(rental_order.c.order_id.desc()).limit(limit)).all()
    found = (edges.order_of(session, row.box_id, row.order_id) for row in rows)
    return [order for order in found if order is not None]
