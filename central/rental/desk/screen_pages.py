"""The screen in a hall: numbers and counters, for everybody who waits there; and taking a number. Nobody signs in."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.rental import asking
from central.rental.asking import acting
from central.rental.desk import halls
from central.rental.desk.queue import TicketState
from central.rental.forms import number
from central.rental.rules import NotPossible

blueprint = Blueprint("screens", __name__, template_folder="templates")


@blueprint.get("/hall/<secret>")
def screen(secret: str) -> str:
    """Which number is called to which counter."""
    session, today = db.session(), asking.today().isoformat()
    hall_id, name = _hall(secret)
    return render_template(
        "desk/screen.html",
        name=name,
        secret=secret,
        called=halls.last_called(session, hall_id, today),
        waiting=len(halls.numbers(session, hall_id, today, TicketState.WAITING)),
        mine=number(http.args.get("number")),
    )


@blueprint.post("/hall/<secret>")
def take(secret: str) -> Response:
    """Take a number."""
    hall_id, _name = _hall(secret)
    try:
        with acting() as session:
            taken = halls.take(session, hall_id, asking.today().isoformat(), now=asking.now())
    except NotPossible:
        flash(_("No number can be taken now. Try again in a moment."))
        return redirect(url_for(".screen", secret=secret), 303)
    return redirect(url_for(".screen", secret=secret, number=taken), 303)


def _hall(secret: str) -> tuple[int, str]:
    found = halls.by_secret(db.session(), secret)
    if found is None:
        abort(404)
    return found
