"""What pages and commands read of orders: each with what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from central.edges.tables import box, box_order
from central.keyset import Order, Page, Spot, page_of


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


def order_of(session: Session, box_id: int, order_id: int) -> OrderRow | None:
    """One order as it stands now."""
    this = box_order.c.box_id == box_id, box_order.c.id == order_id
    return next(iter(_read(session.execute(_orders().where(*this)))), None)


def orders_of(session: Session, box_id: int) -> list[OrderRow]:
    """All orders of a box that are kept, the newest first."""
    return _read(session.execute(_orders().where(box_order.c.box_id == box_id).order_by(box_order.c.id.desc())))


def page_of_orders(session: Session, box_id: int, spot: Spot) -> Page[OrderRow]:
    """One page of a box's orders, the newest first."""
    by_age = Order([box_order.c.id], descending=True)
    return page_of(session, _orders().where(box_order.c.box_id == box_id), by_age, spot, _read)


def orders_about(session: Session, box_id: int, subject: str) -> list[OrderRow]:
    """The orders of a box about a subject (`central.edges.last_words`) that are kept, the newest first."""
    about = box_order.c.box_id == box_id, box_order.c.subject == subject
    return _read(session.execute(_orders().where(*about).order_by(box_order.c.id.desc())))


def refusing(session: Session, subject: str) -> set[int]:
    """The boxes that refused the last order about a subject: their programs do not know such orders, say."""
    about = box_order.c.box_id == box.c.id, box_order.c.subject == subject
    last = select(box_order.c.outcome).where(*about).order_by(box_order.c.id.desc()).limit(1).scalar_subquery()
    return set(session.scalars(select(box.c.id).where(last == "refused")))


def _orders() -> Select[Any]:
    order = box_order.c
    made = (order.box_id, box.c.name, order.id, order.kind, order.made_at, order.made_by, order.expires)
    settled = (func.coalesce(order.outcome, "waiting"), func.coalesce(order.detail, ""), order.settled_at)
    return select(*made, *settled).join(box, box.c.id == order.box_id)


def _read(rows: Iterable[Any]) -> list[OrderRow]:
    return [OrderRow(*row) for row in rows]
