"""Halls: who waits, calling the next number to a counter, and how long people waited."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.place import service as places
from central.rental import asking
from central.rental.asking import acting, found, scope
from central.rental.desk import halls
from central.rental.desk.forms import HallForm
from central.rental.desk.halls import Opened
from central.rental.desk.queue import TicketEvent, TicketState
from central.rental.desk.roles import DESK, SEES_DESK
from central.rental.forms import number
from central.rental.rules import NotPossible
from central.web.address import central
from central.web.flashes import not_done
from central.web.once import once
from central.web.qr import picture
from central.web.roles import open_to

blueprint = Blueprint("halls", __name__, template_folder="templates")

DAYS = 7
"""Days whose waits stand on the page of a hall."""
_SAID = frozenset({TicketEvent.CALL, TicketEvent.SERVE, TicketEvent.MISS})


@blueprint.get("/desk/halls")
@open_to(*SEES_DESK)
def halls_list() -> str:
    """The halls, and how many wait in each."""
    return render_template("desk/halls.html", halls=halls.halls(db.session(), scope(), _today()))


@blueprint.route("/desk/halls/new", methods=["GET", "POST"])
@open_to(*DESK)
@once
def add() -> Response:
    """A new hall; the address of its screen is on the next page."""
    if http.method == "GET":
        return _form(200, HallForm())
    form = HallForm.read(http.form)
    complaints = form.complaints()
    if complaints:
        return _form(422, form, complaints)
    with acting() as session:
        made = halls.open_hall(session, scope(), form.place, form.name, form.count, now=asking.now())
    return _screen_page(made)


@blueprint.get("/desk/halls/<int:hall_id>")
@open_to(*SEES_DESK)
def hall(hall_id: int) -> str:
    """One hall: its counters, who waits, and how the last days were."""
    session, today = db.session(), asking.today()
    days = [(today - timedelta(days=back)).isoformat() for back in range(DAYS)]
    waits = [(day, halls.waits(session, hall_id, day)) for day in days]
    return render_template(
        "desk/hall.html",
        hall=found(halls.hall_of(session, scope(), hall_id, days[0])),
        waiting=halls.numbers(session, hall_id, days[0], TicketState.WAITING),
        called=halls.last_called(session, hall_id, days[0]),
        missed=halls.numbers(session, hall_id, days[0], TicketState.MISSED)[-5:],
        waits=[(day, each) for day, each in waits if each.taken or day == days[0]],
        counter=number(http.args.get("counter")) or 1,
        now=asking.now(),
    )


@blueprint.post("/desk/halls/<int:hall_id>/call")
@open_to(*DESK)
@once
def call(hall_id: int) -> Response:
    """Call the next number to a counter."""
    counter = number(http.form.get("counter"))
    try:
        with acting() as session:
            called = halls.call_next(session, scope(), hall_id, counter, _today(), now=asking.now())
    except NotPossible:
        not_done(_("There is no such counter."))
    else:
        if called is None:
            not_done(_("Nobody waits."))
        else:
            flash(_("Number %(number)s is called.", number=called))
    return redirect(url_for(".hall", hall_id=hall_id, counter=counter or None), 303)


@blueprint.post("/desk/halls/<int:hall_id>/take")
@open_to(*DESK)
@once
def take(hall_id: int) -> Response:
    """A number for somebody who does not use the screen."""
    found(halls.hall_of(db.session(), scope(), hall_id, _today()))
    try:
        with acting() as session:
            taken = halls.take(session, hall_id, _today(), now=asking.now())
    except NotPossible:
        not_done(_("No number can be taken now. Try again in a moment."))
    else:
        flash(_("Say this number to whoever waits: %(number)s", number=taken))
    return redirect(url_for(".hall", hall_id=hall_id), 303)


@blueprint.post("/desk/tickets/<int:ticket_id>")
@open_to(*DESK)
@once
def say(ticket_id: int) -> Response:
    """What became of a number."""
    hall_id = found(halls.hall_of_ticket(db.session(), scope(), ticket_id))
    event, counter = http.form.get("event", ""), number(http.form.get("counter"))
    if event not in _SAID:
        abort(400)
    try:
        with acting() as session:
            halls.say(session, scope(), ticket_id, TicketEvent(event), counter, _today(), now=asking.now())
    except NotPossible:
        asking.say_too_late()
    return redirect(url_for(".hall", hall_id=hall_id, counter=counter or None), 303)


@blueprint.post("/desk/halls/<int:hall_id>/screen")
@open_to(*DESK)
@once
def screen(hall_id: int) -> Response:
    """A new address for the hall's screen; the one before is void."""
    with acting() as session:
        made = halls.new_screen(session, scope(), hall_id)
    return _screen_page(made)


def _today() -> str:
    return asking.today().isoformat()


def _form(status: int, form: HallForm, complaints: dict[str, Any] | None = None) -> Response:
    rows = [row for row in places.places(db.session(), scope().reach) if row.kind is not places.Kind.BUILDING]
    page = render_template("desk/hall_form.html", form=form, complaints=complaints or {}, places=rows)
    return make_response(page, status)


def _screen_page(made: Opened) -> Response:
    address = f"{central()}{url_for('screens.screen', secret=made.secret)}"
    page = render_template("desk/screen_link.html", hall_id=made.hall_id, address=address, picture=picture(address))
    return make_response(page, 201)
