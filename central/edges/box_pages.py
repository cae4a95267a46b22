"""The pages of the boxes: which are known, making one known by a claim code, one box, shutting one out."""

import time

from flask import Blueprint, abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.edges import claims, presence, service
from central.web import paging
from central.web.visitor import present_visitor
from wire.signature import in_fours

blueprint = Blueprint("boxes", __name__, url_prefix="/boxes", template_folder="templates")


@blueprint.get("")
def boxes() -> Response:
    """Every box, and the claim codes that wait for one."""
    return _page(200)


@blueprint.get("/<int:box_id>")
def box(box_id: int) -> str:
    """One box: its key as people compare it, and what it was ordered to do."""
    session = db.session()
    return render_template(
        "edges/box.html",
        box=_found(service.box_of(session, box_id)),
        key=in_fours,
        orders=service.page_of_orders(session, box_id, paging.spot()),
        now=_now(),
        presence=presence,
    )


@blueprint.post("/claim-codes")
def make_code() -> Response:
    """Make a claim code and show it, this once."""
    name = request.form.get("name", "").strip()
    try:
        with db.database().writing() as session:
            made = claims.make_code(session, name=name, made_by=present_visitor().name, now=_now())
    except ValueError:
        return _page(422, name=name, complaint=_("Use 1 to 100 letters: the street and number, for example."))
    values = {"made": made, "minutes": claims.CODE_LIFE // 60_000, "central": _central()}
    return make_response(render_template("edges/claim_code.html", **values), 201)


@blueprint.post("/claim-codes/<int:code_id>/withdraw")
def withdraw_code(code_id: int) -> Response:
    """Take back a code that nobody has used."""
    with db.database().writing() as session:
        was_open = claims.revoke_code(session, code_id, now=_now())
    flash(_("The code is withdrawn.") if was_open else _("The code had been used or was too old."))
    return redirect(url_for(".boxes"), 303)


@blueprint.route("/<int:box_id>/shut-out", methods=["GET", "POST"])
def shut_out(box_id: int) -> Response:
    """Ask whether the box is meant, then refuse all it sends from now on."""
    box = _found(service.box_of(db.session(), box_id))
    if box.revoked_at is not None:
        abort(404)
    if request.method == "GET":
        return make_response(render_template("edges/shut_out.html", box=box))
    with db.database().writing() as session:
        claims.revoke_box(session, box_id, now=_now())
    flash(_("%(box)s is shut out.", box=box.name))
    return redirect(url_for(".boxes"), 303)


def _found(row: service.BoxRow | None) -> service.BoxRow:
    if row is None:
        abort(404)
    return row


def _central() -> str:
    """Where the box finds central."""
    return str(current_app.extensions["menlu-address"]) or request.host_url.rstrip("/")


def _page(status: int, name: str = "", complaint: str | None = None) -> Response:
    session, now = db.session(), _now()
    page = render_template(
        "edges/boxes.html",
        boxes=service.page_of_boxes(session, paging.spot()),
        codes=claims.open_codes(session, now=now),
        name=name,
        complaint=complaint,
        now=now,
        presence=presence,
    )
    return make_response(page, status)


def _now() -> int:
    return time.time_ns() // 1_000_000
