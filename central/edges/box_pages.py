"""The pages of the boxes: which are known, making one known by a claim code, one box, shutting one out."""

import time

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.edges import claims, lists, presence, service
from central.edges.moving import moved
from central.place.choosing import chosen_place
from central.place.service import places
from central.web import changes, paging, showing
from central.web.flashes import not_done
from central.web.letters import strange_sign
from central.web.once import once
from central.web.roles import Role, needs_confirmation, open_to
from central.web.visitor import present_visitor, reach
from wire.signature import in_fours

blueprint = Blueprint("boxes", __name__, url_prefix="/boxes", template_folder="templates")


@blueprint.get("")
@open_to(Role.SYSTEM, Role.OFFICE, Role.AUDITOR)
def boxes() -> Response:
    """Every box, and the claim codes that wait for one."""
    return _page(200)


@blueprint.get("/<int:box_id>")
@open_to(Role.SYSTEM, Role.OFFICE, Role.AUDITOR)
def box(box_id: int) -> str:
    """One box: its key as people compare it, and what it was ordered to do."""
    session = db.session()
    return render_template(
        "edges/box.html",
        box=_found(service.box_of(session, box_id, reach())),
        key=in_fours,
        places=places(session, reach()),
        orders=service.page_of_orders(session, box_id, paging.spot()),
        now=_now(),
        presence=presence,
    )


@blueprint.post("/claim-codes")
@open_to(Role.SYSTEM, Role.OFFICE)
@once
def make_code() -> Response:
    """Make a claim code and show it, this once."""
    name, place_id = request.form.get("name", "").strip(), _chosen_place()
    if place_id is None:
        return _page(422, name=name, place_complaint=_("Choose where the box will stand."))
    try:
        with db.database().writing() as session:
            by = present_visitor().name
            made = claims.make_code(session, name=name, made_by=by, now=_now(), place_id=place_id)
    except ValueError:
        wrong = strange_sign(name) or _("Use 1 to 100 letters: the street and number, for example.")
        return _page(422, name=name, complaint=wrong)
    values = {"made": made, "minutes": claims.CODE_LIFE // 60_000, "central": _central()}
    return make_response(render_template("edges/claim_code.html", **values), 201)


@blueprint.post("/claim-codes/<int:code_id>/withdraw")
@open_to(Role.SYSTEM, Role.OFFICE)
@once
def withdraw_code(code_id: int) -> Response:
    """Take back a code that nobody has used."""
    with db.database().writing() as session:
        was_open = claims.revoke_code(session, code_id, now=_now(), reach=reach())
    if was_open:
        flash(_("The code is withdrawn."))
    else:
        not_done(_("The code had been used or was too old."))
    return redirect(url_for(".boxes"), 303)


@blueprint.route("/<int:box_id>/shut-out", methods=["GET", "POST"])
@open_to(Role.SYSTEM, Role.OFFICE)
@needs_confirmation
@once
def shut_out(box_id: int) -> Response:
    """Ask whether the box is meant, then refuse all it sends from now on."""
    box = _found(service.box_of(db.session(), box_id, reach()))
    if box.revoked_at is not None:
        return _too_late(box_id)
    if request.method == "GET":
        return make_response(render_template("edges/shut_out.html", box=box))
    with db.database().writing() as session:
        is_done = claims.revoke_box(session, box_id, now=_now())
    if not is_done:
        return _too_late(box_id)
    flash(_("%(box)s is shut out.", box=box.name))
    return redirect(url_for(".boxes"), 303)


@blueprint.post("/<int:box_id>/place")
@open_to(Role.SYSTEM, Role.OFFICE)
@once
def put(box_id: int) -> Response:
    """Say where the box stands."""
    _found(service.box_of(db.session(), box_id, reach()))
    place_id = _chosen_place()
    if place_id is None:
        not_done(_("Nothing was changed: choose one of the places."))
    else:
        with db.database().writing() as session:
            changes.require_as_seen(session, "box", box_id)
            claims.put(session, box_id, place_id)
            moved(session, box_id)
        flash(_("It is noted where the box stands."))
    return redirect(url_for(".box", box_id=box_id), 303)


def _chosen_place() -> int | None:
    """The place the form names, None where that is none within reach; the widest where it doesn't ask for one."""
    theirs = [row.id for row in places(db.session(), reach())]
    if "place" not in request.form:
        return theirs[0] if theirs else None
    chosen = chosen_place(request.form)
    return chosen if chosen in theirs else None


def _found(row: service.BoxRow | None) -> service.BoxRow:
    if row is None:
        abort(404)
    return row


def _too_late(box_id: int) -> Response:
    changes.say_too_late(f"box:{box_id}", "box.shut-out")
    return redirect(url_for(".boxes"), 303)


def _central() -> str:
    """Where the box finds central."""
    return str(current_app.extensions["menlu-address"]) or request.host_url.rstrip("/")


def _page(status: int, name: str = "", complaint: str | None = None, place_complaint: str | None = None) -> Response:
    session, now = db.session(), _now()
    return showing.answer(
        "edges/boxes.html",
        lists.BOXES,
        reach(),
        status=status,
        codes=claims.open_codes(session, now=now, reach=reach()),
        name=name,
        complaint=complaint,
        place_complaint=place_complaint,
        places=places(session, reach()),
        now=now,
    )


def _now() -> int:
    return time.time_ns() // 1_000_000
