"""The pages of the hand-over register."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.duties import handing, lists
from central.duties.asking import DOERS, READERS, acting, by, require_town
from central.duties.forms import HandoverForm
from central.web import moments, showing
from central.web.once import once
from central.web.roles import open_to

blueprint = Blueprint("handovers", __name__, template_folder="templates")


@blueprint.get("/duties/handovers")
@open_to(*READERS)
def listed() -> Response:
    """Every entry, the last first; above it the files that wait for one."""
    require_town()
    return showing.answer("duties/handovers.html", lists.HANDOVERS, None, waiting=handing.waiting(db.session()))


@blueprint.route("/duties/handovers/new", methods=["GET", "POST"])
@open_to(*DOERS)
@once
def add() -> Response:
    """One more entry."""
    require_town()
    today = moments.local(moments.now()).date()
    if http.method == "GET":
        return _form(200, HandoverForm(handed_on=today.isoformat(), file=http.args.get("file", "")), {})
    form = HandoverForm.read(http.form)
    complaints = form.complaints(today, _approvers(form))
    if complaints:
        return _form(422, form, complaints)
    with acting() as session:
        handing.note(session, form.handed(moments.zone()), by=by(), now=moments.now())
        flash(_("The hand-over stands in the register."))
    return redirect(url_for(".listed"), 303)


def _form(status: int, form: HandoverForm, complaints: dict[str, Any]) -> Response:
    waiting = handing.waiting(db.session()).files
    values = {
        "form": form,
        "complaints": complaints,
        "waiting": waiting,
        "approvers": {name: name for name in _approvers(form)},
    }
    return make_response(render_template("duties/handover_form.html", **values), status)


def _approvers(form: HandoverForm) -> list[str]:
    """Who may say yes to it: neither who hands it over nor who took the file."""
    session, file = db.session(), form.export_seq
    taker = None if file is None else handing.file_of(session, file)
    doers = {by(), taker.by if taker else ""}
    return [name for name in handing.approvers(session) if name not in doers]
