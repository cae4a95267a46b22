"""What the box at the door is told of guests. Times are Unix ms."""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.edges.service import OrderRow
from central.rental.guests.rules import IN_FORCE
from central.rental.guests.tables import guest
from central.rental.orders import send
from wire.orders import AnyOrder, Erase, Visit


def admit(session: Session, box_id: int | None, room: str, row: Any, *, by: str, now: int) -> None:
    """A guest may enter by their code; nothing for one who has none. row: of the table of guests."""
    if not row.code:
        return
    times = {"begin": row.begin, "until": row.until, "expires": row.until}
    orders: list[AnyOrder] = [Visit(0, person=row.person, room=room, code=row.code, **times)]
    send(session, box_id, orders, by=by, now=now, stay_id=row.stay_id)


def dismiss(session: Session, box_id: int | None, row: Any, *, by: str, now: int) -> None:
    """A guest may not enter any more, and the box forgets them."""
    if row.code:
        send(session, box_id, [Erase(0, person=row.person)], by=by, now=now, stay_id=row.stay_id)


def told(session: Session, box_id: int | None, person: str) -> list[OrderRow]:
    """What the box was told of a guest, the newest first."""
    if box_id is None:
        return []
    found = (edges.orders_about(session, box_id, f"{what}:{person}") for what in ("right", "person"))
    return sorted((order for orders in found for order in orders), key=lambda order: order.id, reverse=True)


def admit_all(session: Session, stay_id: int, box_id: int | None, room: str, *, by: str, now: int) -> None:
    """The stay is at another door, or its room is called otherwise: the box there is told of its guests."""
    for row in in_force(session, guest.c.stay_id == stay_id):
        admit(session, box_id, room, row, by=by, now=now)


def dismiss_all(session: Session, stay_id: int, box_id: int | None, *, by: str, now: int) -> None:
    """The stay leaves the box."""
    for row in in_force(session, guest.c.stay_id == stay_id):
        dismiss(session, box_id, row, by=by, now=now)


def in_force(session: Session, chosen: ColumnElement[bool]) -> list[Any]:
    """These guests, of those whose code opens or will, held for changing."""
    wanted = select(guest).where(chosen, guest.c.state.in_(IN_FORCE)).order_by(guest.c.id)
    return list(session.execute(wanted.with_for_update()))
