"""What a form shows of a place before somebody changes it (`central.web.changes`)."""

import hashlib

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.place import outlines, service
from central.web import moments
from central.web.changes import Coded, Shown
from central.web.grants import EVERYWHERE, Reach


def shown(session: Session, place_id: int) -> Shown:
    """Its name, what it lies in, and since when and by whom it has its outline."""
    row = service.place_of(session, place_id)
    if row is None:
        return {}
    above = outlines.full_names(session, EVERYWHERE).get(row.parent_id or 0, "")
    return {
        "name": (_("Name of the place"), row.name),
        "in": (_("What it lies in"), above),
        "outline": (_("Outline"), _outline(session, place_id)),
    }


def _outline(session: Session, place_id: int) -> Coded:
    """The same for the same outline, whoever brought it."""
    geometry = outlines.outlines(session, Reach(places=frozenset({place_id})), [place_id]).get(place_id)
    noted = outlines.noted(session, place_id)
    if geometry is None or noted is None:
        return Coded("", _("none"))
    by, at = noted
    when = {"day": moments.day(at), "time": moments.time_of_day(at)}
    words = gettext("brought by %(name)s on %(day)s at %(time)s", name=by, **when)
    return Coded(hashlib.sha256(geometry.encode()).hexdigest()[:8], words)
