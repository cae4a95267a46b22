"""The pages of guests: all of them, a new one, one and what can be done about them, the code as it is handed over."""

from typing import Any

from flask import Blueprint, Flask, abort, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.rental import asking, houses, views
from central.rental.asking import READERS, WRITERS, acting, found, scope
from central.rental.guests import acts, lists, rules, shown, slip, telling, timing, words
from central.rental.guests.acts import GuestCode
from central.rental.guests.forms import GuestForm, UntilForm
from central.rental.guests.rules import Kind
from central.rental.guests.views import GuestRow, chosen, guest_of, masked_name, masked_number
from central.rental.rules import IN_FORCE, NotPossible
from central.rental.scope import Scope
from central.rental.stays import NoDoor
from central.rental.views import StayRow
from central.sealed.ring import ring
from central.web import changes, needs, shell, showing
from central.web.flashes import not_done
from central.web.grants import Reach
from central.web.once import once
from central.web.roles import open_to
from central.web.state_picture import picture

blueprint = Blueprint("guests", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(guests=words)
    shown.init_app(app)
    waits = needs.Need("guests", words.NEED, "person", "guests.guests_list", _unregistered, {"registered": "missing"})
    needs.add(app, waits)
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "guests.guests_list", lazy_gettext("Guests"), "person"))


@blueprint.get("/guests")
@open_to(*READERS)
def guests_list() -> Response:
    """Visitors and relatives, the last to come first."""
    if "as" not in http.args:
        audit.note_read(db.database(), act="guests.read", why="looking after guests")
    return showing.answer("guests/guests.html", lists.GUESTS, scope())


@blueprint.route("/stays/<int:stay_id>/guests/<kind>", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def add(stay_id: int, kind: str) -> Response:
    """Somebody is to come to the people of a stay: one screen, and the code on the next."""
    if kind not in set(Kind):
        abort(404)
    row = found(views.stay_of(db.session(), scope(), stay_id))
    if row.state not in IN_FORCE:
        asking.say_too_late()
        return redirect(url_for("stays.stay", stay_id=stay_id), 303)
    if http.method == "GET":
        return _form(200, row, GuestForm.empty(Kind(kind), asking.now(), asking.zone()), {})
    form = GuestForm.read(Kind(kind), http.form)
    complaints = form.complaints()
    if not complaints and form.needs_number(asking.zone()):
        complaints = {"number": _("Who stays longer than %(days)s days has to be known.", days=rules.FREE_DAYS)}
    if complaints or not form.has_person:
        return _form(422, row, form, complaints)
    try:
        with acting() as session:
            said = form.said(asking.zone())
            made = acts.add(session, ring(), scope(), stay_id, said, person=form.person, now=asking.now())
    except NoDoor:
        return _form(422, row, form, {"opens": _("The room's box is shut out: nobody can be let in there.")})
    except NotPossible as error:
        field, why = words.why_not(error)
        return _form(422, row, form, {field: why})
    return _code(made) if made.code else _noted(made.guest_id, _("Noted: they are expected."))


@blueprint.get("/guests/<int:guest_id>")
@open_to(*READERS)
def guest(guest_id: int) -> Response:
    """One guest."""
    session, row = db.session(), found(guest_of(db.session(), scope(), guest_id))
    audit.note_read(db.database(), act="guest.read", of=f"guest:{guest_id}", why="looking after a guest")
    page = render_template(
        "guests/guest.html",
        guest=row,
        name=masked_name(ring(), row),
        number=masked_number(ring(), row),
        house=houses.name(row.box_id),
        clock=timing.clock_of(session, guest_id, asking.now()),
        told=telling.told(session, row.box_id, row.person),
        free_days=rules.FREE_DAYS,
        now=asking.now(),
        ways=rules.ways(),
        drawn=picture(rules.ways(), row.state, words.state, words.event),
    )
    return make_response(page)


@blueprint.post("/guests/<int:guest_id>/code")
@open_to(*WRITERS)
@once
def new_code(guest_id: int) -> Response:
    """A new code; the one before is void."""
    found(guest_of(db.session(), scope(), guest_id))
    try:
        with acting() as session:
            return _code(acts.new_code(session, scope(), guest_id, now=asking.now()))
    except NoDoor:
        not_done(_("The room's box is shut out: nobody can be let in there."))
        return _there(guest_id)
    except NotPossible:
        return _too_late(guest_id)


@blueprint.route("/guests/<int:guest_id>/until", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def until(guest_id: int) -> Response:
    """They stay longer, or less long."""
    row = found(guest_of(db.session(), scope(), guest_id))
    if http.method == "GET":
        return _until(200, row, UntilForm.of(row.begin, row.until, asking.zone()), {})
    form = UntilForm.read(http.form)
    complaints = form.complaints(row.kind)
    if complaints:
        return _until(422, row, form, complaints)
    try:
        with acting() as session:
            changes.require_as_seen(session, "guest", guest_id)
            end = form.until(row.kind, row.begin, asking.zone())
            acts.change_until(session, scope(), guest_id, end, now=asking.now())
    except NotPossible as error:
        return _until(422, row, form, {"until": words.why_not(error)[1]})
    return _noted(guest_id, _("The end is changed. The box at the door is told now."))


@blueprint.post("/guests/<int:guest_id>/registered")
@open_to(*WRITERS)
@once
def registered(guest_id: int) -> Response:
    """Say that a relative has registered at the door."""
    found(guest_of(db.session(), scope(), guest_id))
    try:
        with acting() as session:
            changes.require_as_seen(session, "guest", guest_id)
            acts.registered(session, scope(), guest_id, now=asking.now())
    except NotPossible:
        return _too_late(guest_id)
    return _noted(guest_id, _("Noted: they have registered."))


@blueprint.route("/guests/<int:guest_id>/end", methods=["GET", "POST"])
@open_to(*WRITERS)
@once
def end(guest_id: int) -> Response:
    """Ask whether it is meant, then close the door to them."""
    row = found(guest_of(db.session(), scope(), guest_id))
    if http.method == "GET":
        return make_response(render_template("guests/end.html", guest=row, name=masked_name(ring(), row)))
    try:
        with acting() as session:
            changes.require_as_seen(session, "guest", guest_id)
            acts.end(session, scope(), guest_id, now=asking.now())
    except NotPossible:
        return _too_late(guest_id)
    return _noted(guest_id, _("The door closes to them. Below is whether the box has done it."))


def _form(status: int, row: StayRow, form: GuestForm, complaints: dict[str, Any]) -> Response:
    relations = [{"id": code, "name": label} for code, label in words.RELATIONS.items()]
    values = {"stay": row, "form": form, "complaints": complaints, "relations": relations}
    page = render_template("guests/form.html", **values, most_hours=rules.MOST_HOURS, free_days=rules.FREE_DAYS)
    return make_response(page, status)


def _until(status: int, row: GuestRow, form: UntilForm, complaints: dict[str, Any]) -> Response:
    values = {"guest": row, "form": form, "complaints": complaints, "most_hours": rules.MOST_HOURS}
    return make_response(render_template("guests/until.html", **values), status)


def _code(made: GuestCode) -> Response:
    # Not the request's own view of the data: that was opened before the code was made.
    with db.database().reading() as session:
        row = found(guest_of(session, scope(), made.guest_id))
    values = {"guest": row, "code": slip.in_fours(made.code), "texts": slip.texts(row, made.code)}
    return make_response(render_template("guests/code.html", **values), 201)


def _noted(guest_id: int, said: str) -> Response:
    flash(said)
    return _there(guest_id)


def _there(guest_id: int) -> Response:
    return redirect(url_for(".guest", guest_id=guest_id), 303)


def _too_late(guest_id: int) -> Response:
    asking.say_too_late()
    return redirect(url_for(".guest", guest_id=guest_id), 303)


def _unregistered(session: Session, reach: Reach) -> int:
    waiting = chosen(Scope("", reach)).where(lists.unregistered()).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0
