"""The pages of hazards and appeals: all of them, and one with what can be done about it."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.clock import service as clocks
from central.clock.service import Subject
from central.rental import asking
from central.rental.asking import HOUSE_READERS, READERS, acting, found, scope
from central.rental.forms import number
from central.rental.housing import appeals, findings, hazards, inspecting, judging, lists, words
from central.rental.housing.appeals import AppealState, OwnFinding
from central.rental.housing.findings import AppealRow, HazardRow
from central.rental.housing.forms import text_of, why_complaints
from central.rental.housing.hazards import HazardEvent
from central.rental.rules import NotPossible
from central.web import changes, showing
from central.web.once import once
from central.web.roles import Role, open_to
from central.web.state_picture import picture

blueprint = Blueprint("findings", __name__, template_folder="templates")
DECIDERS = (Role.OFFICE,)
"""Who decides about appeals."""
SAYERS = (Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER, Role.LANDLORD)
"""Who says something about a hazard; what each may say is for the rules."""


@blueprint.get("/hazards")
@open_to(*HOUSE_READERS)
def hazards_list() -> Response:
    """Every hazard, the last found first."""
    return showing.answer("housing/hazards.html", lists.HAZARDS, scope())


@blueprint.get("/hazards/<int:hazard_id>")
@open_to(*HOUSE_READERS)
def hazard(hazard_id: int) -> Response:
    """One hazard: by when it has to be put right, and what can be said of it."""
    return _hazard_page(200, found(findings.hazard_of(db.session(), scope(), hazard_id)))


@blueprint.post("/hazards/<int:hazard_id>")
@open_to(*SAYERS)
@once
def say(hazard_id: int) -> Response:
    """Somebody says something about a hazard."""
    row, who = found(findings.hazard_of(db.session(), scope(), hazard_id)), scope()
    event, why = http.form.get("event", ""), text_of(http.form, "why")
    complaints = why_complaints(why)
    if event not in set(HazardEvent):
        complaints["event"] = _("Choose what is so.")
    if complaints:
        return _hazard_page(422, row, complaints)
    try:
        with acting() as session:
            changes.require_as_seen(session, "hazard", hazard_id)
            calendar = clocks.load(session, clocks.office())
            inspecting.act(session, calendar, who, hazard_id, HazardEvent(event), why=why, now=asking.now())
    except NotPossible:
        asking.say_too_late()
    else:
        flash(_("Noted: %(what)s.", what=words.hazard_event(event)))
    return redirect(url_for(".hazard", hazard_id=hazard_id), 303)


@blueprint.get("/appeals")
@open_to(*READERS)
def appeals_list() -> Response:
    """Every appeal, the last first."""
    return showing.answer("housing/appeals.html", lists.APPEALS, scope())


@blueprint.get("/appeals/<int:appeal_id>")
@open_to(*READERS)
def appeal(appeal_id: int) -> Response:
    """One appeal: what it is about, and how it was decided."""
    return _appeal_page(200, found(findings.appeal_of(db.session(), scope(), appeal_id)))


@blueprint.post("/appeals/<int:appeal_id>")
@open_to(*DECIDERS)
@once
def decide(appeal_id: int) -> Response:
    """Uphold an appeal by taking back what was none, or refuse it."""
    row, why = found(findings.appeal_of(db.session(), scope(), appeal_id)), text_of(http.form, "why")
    complaints = why_complaints(why)
    if complaints:
        return _appeal_page(422, row, complaints)
    wrong = [number(text) for text in http.form.getlist("wrong")]
    try:
        with acting() as session:
            changes.require_as_seen(session, "appeal", appeal_id)
            calendar = clocks.load(session, clocks.office())
            state = appeals.decide(session, calendar, scope(), appeal_id, wrong, why=why, now=asking.now())
    except OwnFinding:
        return _appeal_page(422, row, {"why": _("You have found it yourself: somebody else decides about this.")})
    except NotPossible:
        asking.say_too_late()
    else:
        flash(_("The appeal is upheld.") if state is AppealState.UPHELD else _("The appeal is refused."))
    return redirect(url_for(".appeal", appeal_id=appeal_id), 303)


def _hazard_page(status: int, row: HazardRow, complaints: dict[str, Any] | None = None) -> Response:
    session, now, who = db.session(), asking.now(), scope()
    possible = [event for event in hazards.HAZARD[row.state] if who.is_office or event is HazardEvent.MEND]
    page = render_template(
        "housing/hazard.html",
        hazard=row,
        item=hazards.ITEMS.get(row.item),
        clocks=clocks.clocks_of(session, Subject(judging.KIND, str(row.id)), now),
        possible=possible,
        why=http.form.get("why", ""),
        complaints=complaints or {},
        ways=hazards.ways(),
        drawn=picture(hazards.ways(), row.state, words.hazard_state, words.hazard_event),
    )
    return make_response(page, status)


def _appeal_page(status: int, row: AppealRow, complaints: dict[str, Any] | None = None) -> Response:
    session, who = db.session(), scope()
    judged = findings.judgement_of(session, row.judgement_id)
    about = [findings.hazard_of(session, who, number) for number in judged.because.hazards]
    page = render_template(
        "housing/appeal.html",
        appeal=row,
        judged=judged,
        hazards=[each for each in about if each is not None],
        clocks=clocks.clocks_of(session, Subject(appeals.KIND, str(row.id)), asking.now()),
        why=http.form.get("why", ""),
        complaints=complaints or {},
    )
    return make_response(page, status)
