"""Which orders are the last word on anything, and which say nothing any more and can be forgotten."""

from sqlalchemy import and_, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from central.edges.tables import box_order
from wire.orders import (
    AnyOrder,
    Erase,
    EraseFace,
    FaceUse,
    Grant,
    Invite,
    Order,
    Prepare,
    Revoke,
    SealingKey,
    Suspend,
    Uninvite,
    Unprepare,
    Visit,
)

KEPT = 90 * 24 * 60 * 60 * 1000
"""How long orders that say nothing any more are kept, ms: somebody who complains about a door does so
within a quarter, and what was ordered can be looked at then."""
FORGOTTEN_AT_ONCE = 500
"""Orders in one transaction: boxes wait to write meanwhile."""

_SUBJECTS: dict[type[Order], tuple[str, str]] = {
    Grant: ("right", "person"),
    Visit: ("right", "person"),
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


def subject_of(order: AnyOrder) -> str | None:
    """What the order says the state of: a later one about the same takes its place. None: it is of the moment only."""
    if isinstance(order, SealingKey):
        return "sealing-key"
    if isinstance(order, FaceUse):
        return "face-use"
    what, field = _SUBJECTS.get(type(order), (None, ""))
    return what and f"{what}:{getattr(order, field)}"


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


_FORGET = delete(box_order).where(box_order.c.box_id == bindparam("of_box"), box_order.c.id == bindparam("of_order"))
