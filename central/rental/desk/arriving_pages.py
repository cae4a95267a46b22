"""Check-in in one screen: somebody who comes without an invitation, or a stay that was planned; the slip at the end."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.edges import service as edges
from central.live import bell, ring_after_commit
from central.rental import asking, days, stays
from central.rental.asking import acting, found, scope
from central.rental.desk import acts, cards, free, views
from central.rental.desk.forms import CardForm, WalkInForm
from central.rental.desk.roles import DESK
from central.rental.forms import number
from central.rental.housing import settings
from central.rental.housing.assigning import TooMany
from central.rental.housing.views import building_of
from central.rental.housing.words import refused
from central.rental.invitation_sheet import sheet
from central.rental.rules import NotPossible
from central.rental.stays import NewCode, NoDoor
from central.rental.views import room_of, stay_of
from central.sealed.ring import ring
from central.web import changes
from central.web.once import once
from central.web.roles import open_to

blueprint = Blueprint("arriving", __name__, template_folder="templates")


@blueprint.route("/desk/check-in", methods=["GET", "POST"])
@open_to(*DESK)
@once
def walk_in() -> Response:
    """A room for somebody who stands at the desk."""
    if http.method == "GET":
        return _walk_in_page(200, WalkInForm.empty(asking.today()))
    form = WalkInForm.read(http.form, asking.today())
    complaints = form.complaints(asking.now(), asking.zone())
    if complaints or not form.stay.has_token:
        return _walk_in_page(422, form, complaints)
    try:
        with acting() as session:
            plan = form.plan(asking.zone())
            made = acts.walk_in(session, scope(), form.room, plan, token=form.stay.token, now=asking.now())
            cards.keep(session, ring(), made.stay_id, form.card.name, form.card.number, now=asking.now())
            ring_after_commit(session, bell())
    except NoDoor:
        return _walk_in_page(422, form, {"room": _("The room's box is shut out: nobody can be let in there.")})
    except TooMany as error:
        return _walk_in_page(422, form, form.stay.refusal(error))
    except NotPossible as error:
        return _walk_in_page(422, form, {"room": refused(error) or _("The room can't be given to anybody now.")})
    return _slip(made)


@blueprint.route("/desk/stays/<int:stay_id>/check-in", methods=["GET", "POST"])
@open_to(*DESK)
@once
def check_in(stay_id: int) -> Response:
    """The people of a stay have come."""
    row = found(views.stay_row(db.session(), scope(), stay_id))
    if http.method == "GET":
        return _check_in_page(200, row, CardForm(), {})
    form = CardForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _check_in_page(422, row, form, complaints)
    try:
        with acting() as session:
            changes.require_as_seen(session, "stay", stay_id)
            today = days.begins(asking.today(), asking.zone())
            acts.check_in(session, scope(), stay_id, today=today, now=asking.now())
            cards.keep(session, ring(), stay_id, form.name, form.number, now=asking.now())
            wanted = "code" in http.form
            made = stays.new_code(session, scope(), stay_id, now=asking.now()) if wanted else None
            ring_after_commit(session, bell())
    except NotPossible as error:
        asking.say_why_not(error)
        return redirect(url_for("desk.board"), 303)
    if made is not None:
        return _slip(made)
    flash(_("Checked in to room %(room)s.", room=row.room))
    return redirect(url_for("desk.board"), 303)


def _walk_in_page(status: int, form: WalkInForm, complaints: dict[str, Any] | None = None) -> Response:
    session, who = db.session(), scope()
    standard = settings.load(session).standard
    chosen = room_of(session, who, form.room or number(http.args.get("room")))
    asked = number(http.values.get("house")) or (chosen.building_id or 0 if chosen else 0)
    house = building_of(session, who, asked)
    text = http.args.get("q", "").strip()[:60]
    page = render_template(
        "desk/walk_in.html",
        form=form,
        complaints=complaints or {},
        house=house,
        text=text,
        houses=[] if house else free.houses(session, who, text),
        rooms=free.rooms(session, who, house.id, standard) if house else [],
        chosen=form.room or (chosen.id if chosen else 0),
    )
    return make_response(page, status)


def _check_in_page(status: int, row: views.BoardRow, form: CardForm, complaints: dict[str, Any]) -> Response:
    session = db.session()
    page = render_template(
        "desk/check_in.html",
        stay=row,
        form=form,
        complaints=complaints,
        has_come=views.has_arrived(session, row.id),
        is_early=row.begin > asking.now(),
    )
    return make_response(page, status)


def _slip(made: NewCode) -> Response:
    # Not the request's own view of the data: that was opened before the stay was made.
    with db.database().reading() as session:
        row = found(stay_of(session, scope(), made.stay_id))
        box = None if row.box_id is None else edges.box_of(session, row.box_id)
    page = render_template("desk/slip.html", sheet=sheet(made.code, row, box.name if box else ""), stay=row)
    return make_response(page, 201)
