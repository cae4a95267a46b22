"""The pages of agents: all of them, one with what it lets, and who lets a room or a house."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.rental import asking, looks, masks
from central.rental.asking import acting, found, scope
from central.rental.forms import LookForm
from central.rental.housing.views import building_of
from central.rental.letting import agents, lists, views, words
from central.rental.letting.agents import What
from central.rental.letting.forms import AgentForm, MandateForm
from central.rental.letting.rules import Answers
from central.rental.letting.views import AgentRow, contact
from central.rental.looks import Word
from central.rental.rules import NotPossible
from central.rental.views import room_of
from central.sealed.ring import ring
from central.web import changes, showing
from central.web.once import once
from central.web.roles import Role, open_to

blueprint = Blueprint("agents", __name__, template_folder="templates")
KEEPERS = (Role.OFFICE, Role.REGISTRAR)
"""Who says what agents there are, and what they let."""
READERS = (*KEEPERS, Role.SQUAD_LEADER, Role.AUDITOR)


@blueprint.get("/agents")
@open_to(*READERS)
def agents_list() -> Response:
    """Every agent."""
    return showing.answer("letting/agents.html", lists.AGENTS, scope())


@blueprint.route("/agents/new", methods=["GET", "POST"])
@open_to(*KEEPERS)
@once
def add() -> Response:
    """A new agent."""
    if http.method == "GET":
        return _form(200, AgentForm(), {})
    form = AgentForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, form, complaints)
    with acting() as session:
        made = agents.add(session, ring(), scope(), form.said, now=asking.now())
    flash(_("The agent was added. Say on the page of a house or a room that they let it."))
    return redirect(url_for(".agent", agent_id=made), 303)


@blueprint.get("/agents/<int:agent_id>")
@open_to(*READERS)
def agent(agent_id: int) -> Response:
    """One agent, with whom to call there masked, and what it lets."""
    row = found(views.agent_of(db.session(), scope(), agent_id))
    audit.note_read(db.database(), act="agent.read", of=f"agent:{agent_id}", why="reaching an agent")
    return _page(200, row, LookForm())


@blueprint.post("/agents/<int:agent_id>/look")
@open_to(*KEEPERS)
def look(agent_id: int) -> Response:
    """Show whom to call there, on this answer alone, for the purpose that is said."""
    row, form = found(views.agent_of(db.session(), scope(), agent_id)), LookForm.read(http.form)
    complaints = form.complaints((Word.CONTACT,))
    if complaints:
        return _page(422, row, form, complaints)
    with db.database().writing() as session:
        usual = looks.usual_of(current_app)
        looks.note(session, f"agent:{agent_id}", form.look, usual=usual, now=asking.now())
    return _page(200, row, LookForm(), shown=contact(ring(), row) or _("It does not open here."))


@blueprint.route("/agents/<int:agent_id>/change", methods=["GET", "POST"])
@open_to(*KEEPERS)
@once
def change(agent_id: int) -> Response:
    """Say something else of an agent."""
    row = found(views.agent_of(db.session(), scope(), agent_id))
    if http.method == "GET":
        audit.note_read(db.database(), act="agent.read", of=f"agent:{agent_id}", why="changing an agent")
        return _form(200, AgentForm(row.kind, row.name, row.licence), {}, row)
    form = AgentForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, form, complaints, row)
    with acting() as session:
        changes.require_as_seen(session, "agent", agent_id)
        agents.change(session, ring(), agent_id, form.said, keeps_contact=form.keeps_contact)
    flash(_("What is known of the agent was changed."))
    return redirect(url_for(".agent", agent_id=agent_id), 303)


@blueprint.route("/rooms/<int:room_id>/agent", methods=["GET", "POST"])
@open_to(*KEEPERS)
@once
def of_room(room_id: int) -> Response:
    """Say who lets a room for its owner."""
    row = found(room_of(db.session(), scope(), room_id))
    heading = _("Who lets room %(room)s?", room=row.name)
    return _give(What(room_id=room_id), heading, url_for("rental.room", room_id=room_id))


@blueprint.route("/buildings/<int:building_id>/agent", methods=["GET", "POST"])
@open_to(*KEEPERS)
@once
def of_house(building_id: int) -> Response:
    """Say who lets all rooms of a house."""
    row = found(building_of(db.session(), scope(), building_id))
    heading = _("Who lets %(house)s?", house=row.name)
    return _give(What(building_id=building_id), heading, url_for("buildings.building", building_id=building_id))


@blueprint.post("/mandates/<int:mandate_id>/end")
@open_to(*KEEPERS)
@once
def take(mandate_id: int) -> Response:
    """The owner lets it themselves again."""
    try:
        with acting() as session:
            what = agents.take(session, scope(), mandate_id, now=asking.now())
    except NotPossible:
        asking.say_too_late()
        return redirect(url_for(".agents_list"), 303)
    flash(_("Noted: the owner lets it themselves."))
    return redirect(_page_of(what), 303)


def _page(
    status: int, row: AgentRow, form: LookForm, complaints: dict[str, Any] | None = None, shown: str = ""
) -> Response:
    values = {
        "agent": row,
        "masked": masks.contact(contact(ring(), row)),
        "shown": shown,
        "form": form,
        "complaints": complaints or {},
        "lets": views.mandates_of(db.session(), scope(), row.id),
    }
    return make_response(render_template("letting/agent.html", **values), status)


def _give(what: What, heading: str, back: str) -> Response:
    form = MandateForm.read(http.form) if http.method == "POST" else MandateForm()
    complaints = form.complaints() if http.method == "POST" else {}
    if http.method == "GET" or complaints:
        names = [{"id": row.id, "name": row.name} for row in views.agents(db.session())]
        answers = [{"id": code, "name": label} for code, label in words.ANSWERS.items()]
        values = {"heading": heading, "back": back, "form": form, "complaints": complaints, "agents": names}
        page = render_template("letting/mandate.html", **values, answers=answers)
        return make_response(page, 422 if complaints else 200)
    try:
        with acting() as session:
            agents.give(session, scope(), form.agent, what, Answers(form.answers), now=asking.now())
    except NotPossible:
        asking.say_too_late()
    else:
        flash(_("Noted who lets it, and who answers for it."))
    return redirect(back, 303)


def _page_of(what: What) -> str:
    if what.room_id is not None:
        return url_for("rental.room", room_id=what.room_id)
    return url_for("buildings.building", building_id=what.building_id)


def _form(status: int, form: AgentForm, complaints: dict[str, Any], row: AgentRow | None = None) -> Response:
    kinds = [{"id": code, "name": label} for code, label in words.KINDS.items()]
    masked = masks.contact(contact(ring(), row)) if row else ""
    values = {"form": form, "complaints": complaints, "agent": row, "kinds": kinds, "masked": masked}
    return make_response(render_template("letting/agent_form.html", **values), status)
