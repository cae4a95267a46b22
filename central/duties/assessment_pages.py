"""The pages of impact assessments: all of them, one that is written, one with its decision."""

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.duties import asking, assessing, assessments
from central.duties.asking import DOERS, READERS, acting, by, found, require_town
from central.duties.assessing import Decision, Purpose
from central.duties.assessments import AssessmentRow
from central.duties.forms import AssessmentForm, text_of
from central.place import service as places
from central.web import changes, moments
from central.web.grants import EVERYWHERE, TOWN
from central.web.letters import length_complaint
from central.web.once import once
from central.web.roles import open_to

blueprint = Blueprint("assessments", __name__, template_folder="templates")
WHY_LENGTH = 300


@blueprint.get("/duties/assessments")
@open_to(*READERS)
def listed() -> str:
    """Every assessment, by purpose."""
    require_town()
    session = db.session()
    today = asking.calendar(session).day_of(moments.now())
    rows = {purpose: assessments.rows(session, purpose) for purpose in Purpose}
    return render_template("duties/assessments.html", rows=rows, today=today)


@blueprint.route("/duties/assessments/new/<purpose>", methods=["GET", "POST"])
@open_to(*DOERS)
@once
def add(purpose: str) -> Response:
    """Answer the questions for a purpose."""
    require_town()
    if purpose not in set(Purpose):
        abort(404)
    what, today = Purpose(purpose), asking.calendar(db.session()).day_of(moments.now())
    there = {place.id for place in places.places(db.session(), EVERYWHERE)}
    if http.method == "GET":
        before = next(iter(assessments.rows(db.session(), what)), None)
        answers, place = (before.answers, before.place_id) if before else ({}, TOWN)
        return _form(200, AssessmentForm(what, answers, place_id=place), {})
    form = AssessmentForm.read(what, http.form)
    complaints = form.complaints(today, there)
    if complaints:
        return _form(422, form, complaints)
    with acting() as session:
        made = assessments.propose(session, form.answered, by=by(), now=moments.now())
    flash(_("The assessment waits for somebody else's approval."))
    return redirect(url_for(".one", assessment_id=made), 303)


@blueprint.get("/duties/assessments/<int:assessment_id>")
@open_to(*READERS)
def one(assessment_id: int) -> Response:
    """One assessment: questions, answers, who decided."""
    require_town()
    return _page(200, found(assessments.row_of(db.session(), assessment_id)), {})


@blueprint.post("/duties/assessments/<int:assessment_id>")
@open_to(*DOERS)
@once
def decide(assessment_id: int) -> Response:
    """Approve one, refuse it, or end it."""
    require_town()
    row = found(assessments.row_of(db.session(), assessment_id))
    decision, why = http.form.get("decision", ""), text_of(http.form, "why")
    wrong = length_complaint(why, 0 if decision == Decision.APPROVE else 1, WHY_LENGTH)
    complaints = {} if wrong is None else {"why": wrong}
    if decision not in set(Decision):
        complaints["decision"] = _("Choose one.")
    if complaints:
        return _page(422, row, complaints)
    with acting() as session:
        changes.require_as_seen(session, "assessment", assessment_id)
        calendar, now = asking.calendar(session), moments.now()
        assessments.decide(session, calendar, assessment_id, Decision(decision), by=by(), why=why, now=now)
        flash(_("Noted."))
    return redirect(url_for(".one", assessment_id=assessment_id), 303)


def _form(status: int, form: AssessmentForm, complaints: dict[str, Any]) -> Response:
    asked = assessing.questions(form.purpose)
    values = {"form": form, "complaints": complaints, "questions": asked}
    rows = places.places(db.session(), EVERYWHERE)
    return make_response(render_template("duties/assessment_form.html", **values, places=rows), status)


def _page(status: int, row: AssessmentRow, complaints: dict[str, Any]) -> Response:
    today = asking.calendar(db.session()).day_of(moments.now())
    possible = [decision for state, decision in assessing.DECISIONS if state is row.state]
    if row.made_by == by():
        possible = [decision for decision in possible if decision is not Decision.APPROVE]
    page = render_template(
        "duties/assessment.html",
        assessment=row,
        questions=assessing.questions(row.purpose),
        holds=row.holds(today),
        possible=possible,
        is_own=row.made_by == by(),
        complaints=complaints,
        typed=http.form,
    )
    return make_response(page, status)
