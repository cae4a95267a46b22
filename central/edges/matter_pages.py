"""The list of what staff should look at, and saying of one or of several that somebody has."""

from flask import Blueprint, flash, redirect
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug import Response

from central import db
from central.edges import lists, service, words
from central.web import bulk, moments, showing
from central.web.flashes import not_done
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.showing import Act
from central.web.visitor import may_open, present_visitor, reach

blueprint = Blueprint("matters", __name__, url_prefix="/matters", template_folder="templates")

READERS = (Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER, Role.SYSTEM, Role.GRID_WORKER, Role.AUDITOR)
WRITERS = (Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER, Role.SYSTEM)
_LOOKED = Act("matters.look_at", _("I have looked at them"))


@blueprint.get("")
@open_to(*READERS)
def matters() -> Response:
    """What nobody has looked at yet."""
    acts = [_LOOKED] if may_open(_LOOKED.endpoint) else []
    return showing.answer("edges/matters.html", lists.MATTERS, reach(), acts=acts, now=moments.now())


@blueprint.post("/looked-at")
@open_to(*WRITERS)
@once
def look_at() -> Response:
    """Ask whether they are meant, then show these matters no more."""
    numbers = bulk.chosen()
    if not numbers:
        not_done(gettext("Choose at least one row first."))
        return redirect(bulk.back(".matters"), 303)
    if not bulk.is_meant():
        open_now = service.open_matters(db.session(), reach())
        rows = [(row.id, _named(row)) for row in open_now if row.id in set(numbers)]
        return bulk.ask(_("Have you looked at these?"), rows, _LOOKED.label, list_at=".matters")
    with db.database().writing() as session:
        by, now, theirs = present_visitor().name, moments.now(), reach()
        done = sum(service.look_at(session, number, by=by, now=now, reach=theirs) for number in numbers)
    flash(gettext("Looked at: %(number)s.", number=done))
    return redirect(bulk.back(".matters"), 303)


def _named(row: service.MatterRow) -> str:
    return f"{words.matter(row.code)}, {row.door or row.box}"
