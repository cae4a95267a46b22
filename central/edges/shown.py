"""What a form shows of a box before somebody changes it (`central.web.changes`)."""

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.edges import service
from central.place.service import place_of
from central.web.changes import Coded, Shown
from central.web.visitor import reach


def shown(session: Session, box_id: int) -> Shown:
    """Where it stands, from the village down, and whether it is shut out."""
    row = service.box_of(session, box_id, reach())
    if row is None:
        return {}
    return {
        "place": (_("Where it stands"), _where(session, row.place_id)),
        "state": (_("State"), Coded("shut-out", _("Shut out")) if row.revoked_at else Coded("", "")),
    }


def _where(session: Session, place_id: int) -> str:
    stands = place_of(session, place_id)
    above = map(int, stands.path.strip("/").split("/")) if stands else ()
    return " / ".join(found.name for number in above if (found := place_of(session, number)) and found.name)
