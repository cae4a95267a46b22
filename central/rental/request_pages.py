"""The pages of requests: people who wait for a yes or a no. Landlords see their own; the rest is the office's."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.edges import service as edges
from central.rental import asking, names, people_lists, service
from central.rental.asking import READERS, WRITERS, acting, found, scope
from central.rental.forms import Complaints, Dates, number
from central.rental.people import WHY_LENGTH
from central.rental.service import Place, Plan
from central.web import changes, showing
from central.web.letters import length_complaint
from central.web.once import once
from central.web.roles import open_to

blueprint = Blueprint("requests", __name__, url_prefix="/requests", template_folder="templates")


@blueprint.get("")
@open_to(*READERS)
def requests() -> Response:
    """Who waits, the longest first; with ?answered who got an answer, the last first."""
    is_answered = "answered" in http.args
    if "as" not in http.args:
        audit.note_read(db.database(), act="requests.read", why="deciding who may enter")
    listing = people_lists.ANSWERED if is_answered else people_lists.REQUESTS
    return showing.answer("rental/requests.html", listing, scope(), is_answered=is_answered, now=asking.now())


@blueprint.route("/<int:task_id>", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def request(task_id: int) -> Response:
    """One request: what is known, and yes or no."""
    task = found(service.request_of(db.session(), scope(), task_id))
    if http.method == "GET":
        return _page(200, task, Dates.a_year(asking.today()))
    form, is_yes = Dates.read(http.form), http.form.get("answer") == "yes"
    person = found(service.person_of(db.session(), scope(), task.registration_id))
    complaints = _complaints(form, person, is_yes=is_yes)
    if complaints:
        return _page(422, task, form, complaints)
    return _decide(task, _place(form, person) if is_yes else None, is_yes=is_yes)


def _decide(task: service.TaskRow, place: Place | None, *, is_yes: bool) -> Response:
    why, at = http.form.get("why", "").strip(), asking.now()
    try:
        with acting() as session:
            changes.require_as_seen(session, "registration", task.registration_id)
            if is_yes:
                service.accept(session, scope(), task.registration_id, place, why=why, now=at)
            else:
                service.refuse(session, scope(), task.registration_id, why=why, now=at)
    except service.NoDoor:
        asking.say_too_late()
        return redirect(url_for(".requests"), 303)
    except service.NotPossible as error:
        asking.say_why_not(error)
        return redirect(url_for(".requests"), 303)
    flash(_("Said yes: the door is told now.") if is_yes else _("Said no: the door stays closed."))
    return redirect(url_for(".requests"), 303)


def _complaints(form: Dates, person: service.PersonRow, *, is_yes: bool) -> Complaints:
    why = http.form.get("why", "").strip()
    if complaint := length_complaint(why, 0, WHY_LENGTH):
        return {"why": complaint}
    if not is_yes:
        return {} if why else {"why": _("Say why not: it is kept with the decision.")}
    found_wrong: Complaints = {}
    if "without-face" in person.reasons and "seen" not in http.form:
        found_wrong["seen"] = _("Compare the person with their document first.")
    if person.stay_id is None:
        found_wrong |= form.complaints(asking.now(), asking.zone())
        if not number(http.form.get("room")):
            found_wrong["room"] = _("Choose a room.")
    return found_wrong


def _place(form: Dates, person: service.PersonRow) -> Place | None:
    """Where somebody without a stay is to live."""
    if person.stay_id is not None:
        return None
    return Place(number(http.form.get("room")), Plan(*form.moments(asking.zone())))


def _page(status: int, task: service.TaskRow, form: Dates, complaints: Complaints | None = None) -> Response:
    session, who = db.session(), scope()
    person = found(service.person_of(session, who, task.registration_id))
    of = f"registration:{person.id}"
    audit.note_read(db.database(), act="registration.read", of=of, why="deciding who may enter")
    rooms = service.rooms_at(session, who, person.box_id)
    values: dict[str, Any] = {
        "task": task,
        "person": person,
        "name": names.masked_name(person.name, person.id, person.person),
        # Landlords never see numbers; the office sees a masked one.
        "document_number": names.masked_number(person.number, person.id, person.person) if who.is_office else "",
        "box": next((box.name for box in edges.boxes(session) if box.id == person.box_id), ""),
        "rooms": rooms,
        "chosen_room": number(http.form.get("room")) or next((r.id for r in rooms if r.name == person.room), 0),
        "form": form,
        "why": http.form.get("why", ""),
        "complaints": complaints or {},
        "is_office": who.is_office,
        "consents": service.consents(session, [person.id]).get(person.id, []),
        "erasures": service.erasures(session, [person.id]),
    }
    return make_response(render_template("rental/request.html", **values), status)
