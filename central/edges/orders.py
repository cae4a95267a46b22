"""What boxes are ordered to do (`wire.orders`), and what became of it.

An order's id is central's time when it was made, and above every id the box was given before. So a central that was put
back to an older copy never gives an id again that stood for another order: the box, which has settled up to a later id
than this central remembers, still finds new orders behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import has_app_context
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    event,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from central.edges.arrival import Arrival
from central.edges.requests import BoxUnknown
from central.edges.tables import box, box_order
from central.live import order_bell
from wire.kinds import OrderDone
from wire.orders import (
    MAX_ORDERS,
    AnyOrder,
    Erase,
    EraseFace,
    Grant,
    Invite,
    Prepare,
    Revoke,
    SealingKey,
    Suspend,
    Uninvite,
    Unprepare,
)

MAX_ID = 2**53
"""Largest id: what every JSON reader holds exactly."""
MAX_DETAIL = 500
"""Characters that are kept of a box's sentence."""
MAX_ANSWER = 48 * 1024
"""Bytes of orders in one answer; a box reads 64 KiB."""

_OUTCOMES = {"done", "refused", "expired"}


KEPT = 90 * 24 * 60 * 60 * 1000
"""How long orders that say nothing any more are kept, ms: somebody who complains about a door does so
within a quarter, and what was ordered can be looked at then."""
FORGOTTEN_AT_ONCE = 500
"""Orders in one transaction: boxes wait to write meanwhile."""

_SUBJECTS: dict[type[AnyOrder], tuple[str, str]] = {
    Grant: ("right", "person"),
    Suspend: ("right", "person"),
    Revoke: ("right", "person"),
    EraseFace: ("face", "person"),
    Erase: ("person", "person"),
    Invite: ("invitation", "stay"),
    Uninvite: ("invitation", "stay"),
    Prepare: ("preparation", "preparation"),
    Unprepare: ("preparation", "preparation"),
}
"""What an order says the state of, and the field that names whose it is.

A face that was erased stays erased when its person is let in again: so face and right are two subjects. A box that was
put back to an older copy finds the last order about each.
"""


@dataclass(frozen=True)
class OrderRow:
    """An order and its state: waiting, done, refused (`detail` says why) or expired. Times are Unix ms.

    settled_at: when the box settled it, by the box's clock; None while it waits.
    """

    box_id: int
    box: str
    id: int
    kind: str
    made_at: int
    made_by: str
    expires: int | None
    state: str
    detail: str
    settled_at: int | None

    def state_at(self, now: int) -> str:
        """The state as people are told: `unanswered` when the time of one that waits is over. It may still be answered,
        by a box that was away.
        """
        is_over = self.expires is not None and self.expires <= now
        return "unanswered" if self.state == "waiting" and is_over else self.state


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


def subject_of(order: AnyOrder) -> str | None:
    """What the order says the state of: a later one about the same takes its place. None: it is of the moment only."""
    if isinstance(order, SealingKey):
        return "sealing-key"
    what, field = _SUBJECTS.get(type(order), (None, ""))
    return what and f"{what}:{getattr(order, field)}"


def order_of(session: Session, box_id: int, order_id: int) -> OrderRow | None:
    """One order as it stands now."""
    return next(iter(_rows(session, _orders().where(box_order.c.box_id == box_id, box_order.c.id == order_id))), None)


def orders_of(session: Session, box_id: int) -> list[OrderRow]:
    """All orders of a box that are kept, the newest first."""
    return _rows(session, _orders().where(box_order.c.box_id == box_id).order_by(box_order.c.id.desc()))


def forget(session: Session, *, now: int) -> list[tuple[int, int]]:
    """Delete orders that are older than KEPT and say nothing any more; box and id of each, FORGOTTEN_AT_ONCE at most.

    An order goes that has expired, and one that was answered and is of the moment, or has a later one about the same.
    What is the last word on anything stays: a box that was put back to an older copy asks for it again.
    """
    later = box_order.alias()
    same = later.c.box_id == box_order.c.box_id, later.c.subject == box_order.c.subject
    overtaken = select(later.c.id).where(*same, later.c.id > box_order.c.id).exists()
    says_nothing = or_(
        box_order.c.expires <= now,
        and_(box_order.c.outcome.is_not(None), or_(box_order.c.subject.is_(None), overtaken)),
    )
    old = select(box_order.c.box_id, box_order.c.id).where(box_order.c.made_at <= now - KEPT, says_nothing)
    gone = [(row.box_id, row.id) for row in session.execute(old.limit(FORGOTTEN_AT_ONCE))]
    if gone:
        session.connection().execute(_FORGET, [{"of_box": box_id, "of_order": number} for box_id, number in gone])
    return gone


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
_FORGET = delete(box_order).where(box_order.c.box_id == bindparam("of_box"), box_order.c.id == bindparam("of_order"))


def _later(now: int) -> ColumnElement[int]:
    """`now`, or what follows the box's last id where that is later."""
    following = box.c.last_order + 1
    return case((following > now, following), else_=now)


def _orders() -> Select[Any]:
    order = box_order.c
    made = (order.box_id, box.c.name, order.id, order.kind, order.made_at, order.made_by, order.expires)
    settled = (func.coalesce(order.outcome, "waiting"), func.coalesce(order.detail, ""), order.settled_at)
    return select(*made, *settled).join(box, box.c.id == order.box_id)


def _rows(session: Session, chosen: Select[Any]) -> list[OrderRow]:
    rows: Iterable[Any] = session.execute(chosen)
    return [OrderRow(*row) for row in rows]


def _ring_after_commit(session: Session) -> None:
    """Wake the boxes that wait; those of another process, or of a command's orders, look every second."""
    if has_app_context():
        bell = order_bell()
        # Also called when a savepoint is let go, before the commit itself; the bell then rings once too often.
        event.listen(session, "after_commit", lambda _: bell.ring())
