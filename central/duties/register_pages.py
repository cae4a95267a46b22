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
    takers = (file.by for file in handing.waiting(db.session()) if str(file.seq) == form.file)
    complaints = form.complaints(today, by(), *takers)
    if complaints:
        return _form(422, form, complaints)
    with acting() as session:
        handing.note(session, form.handed(moments.zone()), by=by(), now=moments.now())
        flash(_("The hand-over stands in the register."))
    return redirect(url_for(".listed"), 303)


def _form(status: int, form: HandoverForm, complaints: dict[str, Any]) -> Response:
    waiting = handing.waiting(db.session())
    page = render_template("duties/handover_form.html", form=form, complaints=complaints, waiting=waiting)
    return make_response(page, status)
