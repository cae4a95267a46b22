"""What stands at each place and what is the matter there, for the map of places."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from central.edges import counting
from central.edges.presence import SILENT_AFTER
from central.edges.tables import box, door, entry_count, matter
from central.place.service import within
from central.web import mapped, moments
from central.web.grants import Reach
from central.web.mapped import Figure

Counts = Mapping[int, int]
"""Place → how many there are right there."""
_SILENT = {"state": "silent"}


def init_app(app: Flask) -> None:
    """Count them on the map of `app`."""
    mapped.add(
        app,
        Figure(_("Doors"), "edges.doors", doors),
        Figure(_("To be looked at"), "matters.matters", matters, is_trouble=True),
        Figure(_("Boxes"), "boxes.boxes", boxes),
        Figure(_("Silent boxes"), "boxes.boxes", silent, _SILENT, is_trouble=True),
        Figure(_("Entries today"), "edges.entries", entries, since_midnight),
    )


def since_midnight() -> dict[str, str]:
    """How an address asks for the town's day so far."""
    return {"from": moments.local(moments.now()).date().isoformat()}


def boxes(session: Session, reach: Reach) -> Counts:
    """Boxes, those that were shut out too, as their list has them."""
    return _counted(session, reach, _at_places())


def silent(session: Session, reach: Reach) -> Counts:
    """Boxes that should have spoken by now."""
    is_late = or_(box.c.last_seen.is_(None), box.c.last_seen < moments.now() - SILENT_AFTER)
    return _counted(session, reach, _at_places().where(is_late, box.c.revoked_at.is_(None)))


def doors(session: Session, reach: Reach) -> Counts:
    """Doors of boxes that are not shut out."""
    chosen = _at_places().join(door, door.c.box_id == box.c.id)
    return _counted(session, reach, chosen.where(box.c.revoked_at.is_(None)))


def matters(session: Session, reach: Reach) -> Counts:
    """What nobody has looked at yet."""
    chosen = _at_places().join(matter, matter.c.box_id == box.c.id)
    return _counted(session, reach, chosen.where(matter.c.settled_at.is_(None), box.c.revoked_at.is_(None)))


def entries(session: Session, reach: Reach) -> Counts:
    """Presentations of the town's day so far, granted or not."""
    today = moments.midnight(moments.now()) // counting.QUARTER
    at_doors = select(box.c.place_id, func.sum(entry_count.c.count)).select_from(entry_count)
    at_doors = at_doors.join(door, door.c.id == entry_count.c.door_id).join(box, box.c.id == door.c.box_id)
    return _counted(session, reach, at_doors.where(entry_count.c.quarter >= today))


def _at_places() -> Select[Any]:
    return select(box.c.place_id, func.count()).select_from(box)


def _counted(session: Session, reach: Reach, chosen: Select[Any]) -> Counts:
    rows = session.execute(chosen.where(within(reach, box.c.place_id)).group_by(box.c.place_id))
    return {place_id: int(count) for place_id, count in rows}
