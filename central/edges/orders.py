"""What boxes are ordered to do (`wire.orders`), and what became of it.

An order's id is central's time when it was made, and above every id the box was given before. So a central that was put
back to an older copy never gives an id again that stood for another order: the box, which has settled up to a later id
than this central remembers, still finds new orders behind it.
"""

from collections.abc import Sequence

import msgspec
from flask import has_app_context
from sqlalchemy import ColumnElement, bindparam, case, insert, select, update
from sqlalchemy.orm import Session

from central.edges.arrival import Arrival
from central.edges.last_words import subject_of
from central.edges.requests import BoxUnknown
from central.edges.tables import box, box_order
from central.live import order_bell, ring_after_commit
from wire.kinds import OrderDone
from wire.orders import MAX_ORDERS, AnyOrder

MAX_ID = 2**53
"""Largest id: what every JSON reader holds exactly."""
MAX_DETAIL = 500
"""Characters that are kept of a box's sentence."""
MAX_ANSWER = 48 * 1024
"""Bytes of orders in one answer; a box reads 64 KiB."""

_OUTCOMES = {"done", "refused", "expired"}


def send(session: Session, box_id: int, order: AnyOrder, *, by: str, now: int) -> int:
    """Order a box to do something; the order's id, which `order` need not have. `by`: who wants it, for the record.

    Orders for one box wait for one another here until the transaction ends. The box hears of it within a second of the
    commit, if it is online. Raises BoxUnknown.
    """
    given = update(box).where(box.c.id == box_id, box.c.revoked_at.is_(None))
    number = session.scalar(given.values(last_order=_later(now)).returning(box.c.last_order))
    if number is None:
        raise BoxUnknown
    numbered = msgspec.structs.replace(order, id=number)
    session.execute(
        insert(box_order),
        {
            "box_id": box_id,
            "id": number,
            "made_at": now,
            "made_by": by,
            "expires": order.expires,
            "kind": str(type(order).__struct_config__.tag),
            "body": msgspec.json.encode(numbered),
            "subject": subject_of(order),
        },
    )
    _ring_after_commit(session)
    return int(number)


def learn(session: Session, box_id: int, after: int) -> None:
    """Take note that a box has settled orders up to `after`: the next one goes behind it.

    Only news where this central was put back to an older copy and its clock as well.
    """
    session.execute(update(box).where(box.c.id == box_id, box.c.last_order < after).values(last_order=after))


def orders_after(session: Session, box_id: int, after: int) -> list[msgspec.Raw]:
    """A box's orders with an id above `after`, in order, as many as fit one answer."""
    bodies = session.connection().execute(_AFTER, {"box": box_id, "after": after}).scalars()
    fitting: list[msgspec.Raw] = []
    size = 0
    for body in bodies:
        size += len(body)
        if fitting and size > MAX_ANSWER:
            break
        fitting.append(msgspec.Raw(body))
    return fitting


def settle(session: Session, box_id: int, records: Sequence[Arrival]) -> None:
    """Note what became of orders, told by these records of the box. What was said first stays.

    An order central has no longer (it was put back to an older copy) is let pass.
    """
    rows = [
        {
            "of_box": box_id,
            "of_order": told.order,
            "outcome": told.outcome,
            # PostgreSQL keeps no NUL.
            "detail": told.detail.replace("\0", "")[:MAX_DETAIL],
            "settled_at": each.at,
        }
        for each in records
        if isinstance(told := each.body, OrderDone) and told.outcome in _OUTCOMES and 0 < told.order <= MAX_ID
    ]
    if rows:
        session.connection().execute(_SETTLE, rows)


_AFTER = (
    select(box_order.c.body)
    .where(box_order.c.box_id == bindparam("box"), box_order.c.id > bindparam("after"))
    .order_by(box_order.c.id)
    .limit(MAX_ORDERS)
)
_SETTLE = (
    update(box_order)
    .where(
        box_order.c.box_id == bindparam("of_box"),
        box_order.c.id == bindparam("of_order"),
        box_order.c.outcome.is_(None),
    )
    .values({name: bindparam(name) for name in ("outcome", "detail", "settled_at")})
)


def _later(now: int) -> ColumnElement[int]:
    """`now`, or what follows the box's last id where that is later."""
    following = box.c.last_order + 1
    return case((following > now, following), else_=now)


def _ring_after_commit(session: Session) -> None:
    """Wake the boxes that wait; those of another process, or of a command's orders, look every second."""
    if has_app_context():
        ring_after_commit(session, order_bell())
