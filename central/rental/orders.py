"""Sends a box what an act means for it, and remembers for which stay and person."""

import logging
from collections.abc import Iterable

from sqlalchemy import insert
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental.tables import rental_order
from wire.orders import AnyOrder

log = logging.getLogger(__name__)


def can_be_told(session: Session, box_id: int | None) -> bool:
    """Whether there is a box that does what it is told: one that is not shut out."""
    return any(box.id == box_id and box.revoked_at is None for box in edges.boxes(session))


def send(
    session: Session,
    box_id: int | None,
    orders: Iterable[AnyOrder],
    *,
    by: str,
    now: int,
    stay_id: int | None = None,
    registration_id: int | None = None,
) -> None:
    """Order the box to do these; nothing where a room has none, or its box is shut out: it has no say any more."""
    if box_id is None:
        return
    for order in orders:
        try:
            number = edges.send_order(session, box_id, order, by=by, now=now)
        except edges.BoxUnknown:
            log.warning("box %s is shut out: it is not told", box_id)
            return
        row = {"box_id": box_id, "order_id": number, "stay_id": stay_id, "registration_id": registration_id}
        session.execute(insert(rental_order), row)
