"""How many boxes there are and how they are, how many records they have sent, how many orders wait: for whoever watches
central from outside.
"""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from central.edges.presence import CLOCK_WRONG_FROM, SILENT_AFTER
from central.edges.tables import box, box_order, matter, outbox

RECENT = 30 * 24 * 3600 * 1000
"""ms: orders older than that are not looked through each time; nobody waits for them any more."""


@dataclass(frozen=True)
class Tally:
    """late: boxes that should have spoken by now. records: ever taken in. waiting: orders without an answer."""

    boxes: int
    late: int
    clocks_wrong: int
    records: int
    waiting: int
    matters: int


def tally(session: Session, now: int) -> Tally:
    """The numbers at `now` (Unix ms); boxes that were shut out are not counted."""
    in_force = box.c.revoked_at.is_(None)
    late = or_(box.c.last_seen.is_(None), box.c.last_seen < now - SILENT_AFTER)
    lasts = or_(box_order.c.expires.is_(None), box_order.c.expires > now)
    # An order's id is the time when it was made, and with the box's its key.
    unanswered = box_order.c.id > now - RECENT, box_order.c.outcome.is_(None), lasts
    of_box = select(func.count()).where(box_order.c.box_id == box.c.id, *unanswered).scalar_subquery()
    counted = (
        select(func.count()).select_from(box).where(in_force),
        select(func.count()).select_from(box).where(in_force, late),
        select(func.count()).select_from(box).where(in_force, func.abs(box.c.clock_offset) >= CLOCK_WRONG_FROM),
        # Places have no gaps, so the last is also how many there are.
        select(func.coalesce(func.sum(outbox.c.seq), 0)),
        # Box by box, so that the key leads to its recent orders.
        select(func.coalesce(func.sum(of_box), 0)).where(in_force),
        select(func.count()).select_from(matter).where(matter.c.settled_at.is_(None)),
    )
    return Tally(*(int(session.execute(each).scalar_one()) for each in counted))
