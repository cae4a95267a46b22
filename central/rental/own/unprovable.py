"""A request whose box is gone is work: somebody finds out what has become of the box, and tells the person."""

from collections.abc import Iterator
from typing import Final

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Subject
from central.edges import service as edges
from central.rental.own.office import is_unprovable
from central.rental.own.rules import ANSWER, GONE_AFTER, KIND
from central.rental.own.tables import own_request
from central.rental.rules import DAY
from central.rental.tables import registration
from central.web.roles import Role
from central.work.service import Fact, Kind

WORK: Final = Kind(
    "own.box-gone",
    _("A box that was to erase something is gone"),
    _("Somebody has asked that their data are erased, and their box is shut out or was not heard for %(number)s days."),
    GONE_AFTER // DAY,
    30,
    ANSWER,
    10 * 60 * 1000,
    owners=(Role.REGISTRAR, Role.OFFICE),
)


def facts(session: Session, days: int, now: int) -> Iterator[Fact]:
    """Each of those requests, by its house: with the deadline that runs for its answer anyhow."""
    chosen = select(own_request.c.id, registration.c.box_id).join(registration)
    rows = session.execute(chosen.where(is_unprovable(now - days * DAY)).order_by(own_request.c.id)).all()
    boxes = {box.id: box for box in edges.boxes(session, among={row.box_id for row in rows})}
    for row in rows:
        box, subject = boxes[row.box_id], Subject(KIND, str(row.id))
        clock_id = clocks.open_clock(session, ANSWER.name, subject)
        yield Fact(KIND, subject.id, box.name, box.place_id, clock_id=clock_id)
