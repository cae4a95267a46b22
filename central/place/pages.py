"""The pages of the tree of places: the town at a glance, a new place, another name, another parent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug import Response

from central import db
from central.keyset import Page, Spot
from central.place import choosing, finding, map_pages, outline_pages, rules, service, words
from central.place.shown import shown
from central.web import changes, shell
from central.web.choosing import LONGEST, OFFERED
from central.web.letters import length_complaint
from central.web.moments import now
from central.web.once import once
from central.web.paging import spot
from central.web.roles import TOWN_STAFF, Role, open_to
from central.web.visitor import present_visitor, reach

MOST = 500
"""Rows of the tree on one page."""

blueprint = Blueprint("places", __name__, url_prefix="/places", template_folder="templates")


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    shell.add_link(app, shell.Link(shell.Section.TOWN, "places.places", lazy_gettext("Places"), "places"))
    choosing.init_app(app)
    map_pages.init_app(app)
    outline_pages.init_app(app)
    changes.add(app, "place", shown, acts=("place.",))


@dataclass(frozen=True)
class PlaceForm:
    """A place as it was filled in; 0 where no parent was chosen."""

    name: str = ""
    kind: str = ""
    parent: int = 0

    @classmethod
    def read(cls) -> "PlaceForm":
        """From the fields of this request."""
        parent = choosing.chosen_place(request.form)
        return cls(request.form.get("name", "").strip(), request.form.get("kind", ""), parent)


@blueprint.get("")
@open_to(*(TOWN_STAFF - {Role.SECURITY, Role.AUDIT}))
def places() -> str:
    """The places somebody looks after, as a tree, or with `in` a part of it. Where they are too many for a page, of the
    buildings those are counted only that stand deeper in it."""
    theirs, given = service.places(db.session(), reach()), request.args.get("in", "")
    top = next((row for row in theirs if str(row.id) == given), None)
    if given and top is None:
        abort(404)
    rows = [row for row in theirs if top is None or row.path.startswith(top.path)]
    folded = _folded(rows, top) if len(rows) > MOST else frozenset()
    return render_template(
        "place/places.html",
        page=_page_of([row for row in rows if row not in folded], spot()),
        top=top,
        widest=min((row.depth for row in rows), default=0),
        folded=Counter(row.parent_id for row in folded),
        words=words,
    )


def _folded(rows: Sequence[service.PlaceRow], top: service.PlaceRow | None) -> frozenset[service.PlaceRow]:
    """The buildings that the row they stand in leads to."""
    leading = {row.id for row in rows if row != top}
    return frozenset(row for row in rows if row.kind is service.Kind.BUILDING and row.parent_id in leading)


def _page_of(rows: Sequence[service.PlaceRow], where: Spot) -> Page[service.PlaceRow]:
    """A part of the tree, as `central.keyset` has it of a list."""
    numbered = {row.id: index for index, row in enumerate(rows)}
    first = 0
    if where.after in numbered:
        first = (numbered[where.after] + 1) % len(rows)  # Behind the last one is the beginning.
    elif where.before in numbered:
        first = max(0, numbered[where.before] - MOST)
    shown = list(rows[first : first + MOST])
    following = shown[-1].id if first + MOST < len(rows) else None
    return Page(shown, shown[0].id if first else None, following)


@blueprint.get("/named")
@open_to(*(TOWN_STAFF - {Role.AUDIT}))
def named() -> Response:
    """Names of places that hold what somebody types, for the field of a form."""
    typed = request.args.get("q", "")[:LONGEST]
    return jsonify(names=finding.named_like(db.session(), reach(), typed, OFFERED))


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(Role.SYSTEM, Role.OFFICE)
@once
def add() -> Response:
    """Make a place in one of those somebody looks after."""
    if request.method == "GET":
        inside = request.args.get("in", "")
        return _form(200, PlaceForm(parent=int(inside) if inside.isdecimal() and len(inside) < 19 else 0))
    form = PlaceForm.read()
    complaints = _complaints(form, kind=form.kind)
    if complaints:
        return _form(422, form, complaints)
    try:
        with db.database().writing() as session:
            kind, by = service.Kind(form.kind), present_visitor().name
            service.add(session, kind=kind, name=form.name, parent_id=form.parent, by=by, now=now())
    except service.PlaceRefusal as refused:
        return _form(422, form, _refused(refused))
    flash(_("%(name)s is on the map of the town.", name=form.name))
    return redirect(url_for(".places"), 303)


@blueprint.route("/<int:place_id>", methods=["GET", "POST"])
@open_to(Role.SYSTEM, Role.OFFICE)
@once
def change(place_id: int) -> Response:
    """Call a place otherwise, or put it, with all that lies in it, elsewhere."""
    theirs = {row.id: row for row in service.places(db.session(), reach())}
    known = theirs.get(place_id)
    if known is None:
        abort(404)
    # The widest place somebody looks after lies in one they do not: they can't move it.
    is_top = known.parent_id not in theirs
    if request.method == "GET":
        return _form(200, PlaceForm(known.name, known.kind, known.parent_id or 0), place=known, is_top=is_top)
    form = PlaceForm.read()
    complaints = _complaints(form, kind=known.kind, is_top=is_top)
    if complaints:
        return _form(422, form, complaints, place=known, is_top=is_top)
    try:
        with db.database().writing() as session:
            changes.require_as_seen(session, "place", place_id)
            service.rename(session, place_id, form.name)
            if not is_top:
                service.move(session, place_id, form.parent)
    except service.PlaceRefusal as refused:
        return _form(422, form, _refused(refused), place=known, is_top=is_top)
    flash(_("%(name)s is noted as you said.", name=form.name))
    return redirect(url_for(".places"), 303)


def _complaints(form: PlaceForm, *, kind: str, is_top: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if complaint := length_complaint(form.name, 1, rules.NAME_LENGTH):
        found["name"] = complaint
    if kind not in {each.value for each in rules.Kind}:
        found["kind"] = _("Choose what it is.")
    if not is_top and form.parent not in {row.id for row in service.places(db.session(), reach())}:
        found["place"] = _("Choose what it lies in.")
    return found


def _refused(refused: service.PlaceRefusal) -> dict[str, Any]:
    if isinstance(refused, service.NameTaken):
        return {"name": _("Another place beside it has this name.")}
    return {"place": _("It can't lie in there: a place lies in a wider one, and not in itself.")}


def _form(
    status: int,
    form: PlaceForm,
    complaints: dict[str, Any] | None = None,
    place: service.PlaceRow | None = None,
    *,
    is_top: bool = False,
) -> Response:
    values: dict[str, Any] = {
        "form": form,
        "complaints": complaints or {},
        "place": place,
        "is_top": is_top,
        "places": [row for row in service.places(db.session(), reach()) if row.kind is not rules.Kind.BUILDING],
        "kinds": [kind for kind in rules.Kind if kind is not rules.Kind.TOWN],
        "words": words,
    }
    return make_response(render_template("place/form.html", **values), status)
