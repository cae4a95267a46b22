"""What a form shows of a place before somebody changes it (`central.web.changes`)."""

import hashlib

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.place import outlines, service
from central.web.changes import Shown
from central.web.grants import EVERYWHERE, Reach


def shown(session: Session, place_id: int) -> Shown:
    """Its name, what it lies in, and a short name of its outline: the same for the same outline."""
    row = service.place_of(session, place_id)
    if row is None:
        return {}
    above = outlines.full_names(session, EVERYWHERE).get(row.parent_id or 0, "")
    outline = outlines.outlines(session, Reach(places=frozenset({place_id}))).get(place_id, "")
    return {
        "name": (_("Name of the place"), row.name),
        "in": (_("What it lies in"), above),
        "outline": (_("Outline"), hashlib.sha256(outline.encode()).hexdigest()[:8] if outline else ""),
    }
