"""The page on which a file says where a place and what lies in it are; as those who change places may."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.place import features, outlines, words
from central.place.features import Complaint
from central.place.service import PlaceRow, places
from central.web import changes
from central.web.grants import Reach
from central.web.moments import now
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.visitor import present_visitor, reach

blueprint = Blueprint("outlines", __name__, url_prefix="/places/<int:place_id>/outline", template_folder="templates")

WRITERS = (Role.SYSTEM, Role.OFFICE)
SHOWN = 20
"""Complaints on the page; a file that is all wrong has as many as features."""


def init_app(app: Flask) -> None:
    """Put the page into `app`."""
    app.register_blueprint(blueprint)


@blueprint.get("")
@open_to(*WRITERS)
def page(place_id: int) -> Response:
    """Whether it is known where the place lies, and a form for a file that says so."""
    return _page(200, _found(place_id))


@blueprint.post("")
@open_to(*WRITERS)
@once
def bring(place_id: int) -> Response:
    """Note what the file says of the place and of what lies in it: all of it or nothing."""
    known = _found(place_id)
    own = Reach(places=frozenset({place_id}))
    file = request.files.get("file")
    data = file.read(features.MOST_BYTES + 1) if file else b""
    read = features.read(data, outlines.full_names(db.session(), own), only=place_id)
    if read.complaints:
        return _page(422, known, read.complaints)
    with db.database().writing() as session:
        changes.require_as_seen(session, "place", place_id)
        noted = outlines.note(session, read.outlines, by=present_visitor().name, now=now())
    numbers = {"new": noted.new, "changed": noted.changed, "same": noted.same}
    told = {name: format_decimal(value) for name, value in numbers.items()}
    flash(_("Outlines: new %(new)s, changed %(changed)s, unchanged %(same)s", **told))
    inside: Any = {"in": place_id}
    return redirect(url_for("maps.page", **inside), 303)


@blueprint.post("/remove")
@open_to(*WRITERS)
@once
def remove(place_id: int) -> Response:
    """Forget where the place lies."""
    known = _found(place_id)
    with db.database().writing() as session:
        changes.require_as_seen(session, "place", place_id)
        outlines.remove(session, place_id)
    flash(_("%(name)s has no outline any more.", name=known.name or _("The whole town")))
    return redirect(url_for(".page", place_id=place_id), 303)


def _found(place_id: int) -> PlaceRow:
    """The place, if it is one somebody looks after."""
    known = next((row for row in places(db.session(), reach()) if row.id == place_id), None)
    if known is None:
        abort(404)
    return known


def _page(status: int, place: PlaceRow, complaints: Sequence[Complaint] = ()) -> Response:
    has_outline = place.id in outlines.outlines(db.session(), Reach(places=frozenset({place.id})))
    page = render_template(
        "place/outline.html",
        place=place,
        has_outline=has_outline,
        complaints=[(each.number, words.refusal(each.refused)) for each in complaints[:SHOWN]],
        more=max(0, len(complaints) - SHOWN),
    )
    return make_response(page, status)
