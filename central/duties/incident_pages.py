"""The pages of incidents: all of them, one that is reported, one with what is done, and its papers to print."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.clock import service as clocks
from central.duties import asking, happening, incidents, lists, words
from central.duties.asking import DOERS, READERS, acting, by, found, require_town
from central.duties.forms import IncidentForm, text_of
from central.duties.happening import Level, Step
from central.duties.incidents import IncidentRow
from central.web import changes, moments, showing
from central.web.letters import length_complaint
from central.web.once import once
from central.web.roles import open_to

blueprint = Blueprint("incidents", __name__, template_folder="templates")
PAPERS = ("zh_Hans", "en")
"""Languages of what is printed."""


@blueprint.get("/duties/incidents")
@open_to(*READERS)
def listed() -> Response:
    """Every incident, the last found first."""
    require_town()
    return showing.answer("duties/incidents.html", lists.INCIDENTS, None)


@blueprint.route("/duties/incidents/new", methods=["GET", "POST"])
@open_to(*DOERS)
@once
def add() -> Response:
    """Something has happened."""
    require_town()
    now, zone = moments.now(), moments.zone()
    if http.method == "GET":
        here = moments.local(now)
        return _form(200, IncidentForm(found_on=here.date().isoformat(), found_at=f"{here:%H:%M}"), {})
    form = IncidentForm.read(http.form)
    complaints = form.complaints(now, zone)
    if complaints:
        return _form(422, form, complaints)
    with acting() as session:
        made = incidents.report(session, asking.calendar(session), form.facts(zone), by=by(), now=now)
    flash(_("The incident is noted. Its deadlines run from when it was found."))
    return redirect(url_for(".one", incident_id=made), 303)


@blueprint.get("/duties/incidents/<int:incident_id>")
@open_to(*READERS)
def one(incident_id: int) -> Response:
    """One incident: what happened, what is due, what was done."""
    require_town()
    return _page(200, found(incidents.row_of(db.session(), incident_id)), {})


@blueprint.post("/duties/incidents/<int:incident_id>")
@open_to(*DOERS)
@once
def do(incident_id: int) -> Response:
    """Something was done about it."""
    require_town()
    row = found(incidents.row_of(db.session(), incident_id))
    step, told = http.form.get("step", ""), text_of(http.form, "told")
    wrong = length_complaint(told, 1, happening.WORDS_LENGTH)
    complaints = {} if wrong is None else {"told": wrong}
    if step not in set(Step):
        complaints["step"] = _("Choose one.")
    level = _level(step, row)
    if step == Step.ASSESSED and level is None:
        complaints["level"] = _("Choose a higher class.")
    if complaints:
        return _page(422, row, complaints)
    with acting() as session:
        changes.require_as_seen(session, "incident", incident_id)
        calendar, now = asking.calendar(session), moments.now()
        incidents.do(session, calendar, incident_id, Step(step), told, by=by(), now=now, level=level)
        flash(_("Noted."))
    return redirect(url_for(".one", incident_id=incident_id), 303)


@blueprint.get("/duties/incidents/<int:incident_id>/papers")
@open_to(*READERS)
def papers(incident_id: int) -> str:
    """The report and the notices, in Chinese and English, to print and to fill in."""
    require_town()
    row = found(incidents.row_of(db.session(), incident_id))
    done = incidents.events(db.session(), incident_id)
    sheets = []
    for language in PAPERS:
        with force_locale(language):
            page = render_template("duties/paper.html", incident=row, facts=row.facts, done=done, words=words)
            sheets.append((language.replace("_", "-"), page))
    return render_template("duties/papers.html", incident=row, sheets=sheets)


def _level(step: str, row: IncidentRow) -> Level | None:
    """The higher class that was chosen; None where the class stays."""
    chosen = http.form.get("level", "")
    return next((each for each in happening.higher(row.facts.level) if each == chosen and step == Step.ASSESSED), None)


def _form(status: int, form: IncidentForm, complaints: dict[str, Any]) -> Response:
    return make_response(render_template("duties/incident_form.html", form=form, complaints=complaints), status)


def _page(status: int, row: IncidentRow, complaints: dict[str, Any]) -> Response:
    session = db.session()
    done = incidents.events(session, row.id)
    page = render_template(
        "duties/incident.html",
        incident=row,
        facts=row.facts,
        done=done,
        clocks=clocks.clocks_of(session, row.subject, moments.now()),
        closing=happening.CLOSING,
        possible=happening.possible(row.state, row.facts, [each.step for each in done]),
        higher={each: words.LEVELS[each] for each in happening.higher(row.facts.level)},
        complaints=complaints,
        typed=http.form,
    )
    return make_response(page, status)
