"""What boxes are called in full: behind where they stand, unless they are called as that is."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges.tables import box
from central.place.naming import full_names
from central.place.service import places, within
from central.web.choosing import APART, Named
from central.web.grants import TOWN, Reach


def boxes_named(session: Session, reach: Reach) -> list[Named]:
    """The boxes within reach that are not shut out, for a choice, by name."""
    where = {number: name for number, name in full_names(places(session, reach)).items() if number != TOWN}
    in_use = box.c.revoked_at.is_(None), within(reach, box.c.place_id)
    chosen = select(box.c.id, box.c.name, box.c.place_id).where(*in_use)
    rows = session.execute(chosen.order_by(box.c.name, box.c.id))
    return [Named(row.id, _full(row.name, where.get(row.place_id, "")), row.name) for row in rows]


def _full(name: str, where: str) -> str:
    if where.rpartition(APART)[2] == name:
        return where
    return f"{where}{APART}{name}" if where else name
