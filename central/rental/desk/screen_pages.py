"""The screen in a hall: numbers and counters, for everybody who waits there; and taking a number. Nobody signs in."""

from contextlib import suppress
from typing import Any, Final

from flask import Blueprint, abort, redirect, render_template, url_for
from flask import request as http
from flask import session as cookie
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.edges.service import Throttle
from central.rental import asking
from central.rental.asking import acting
from central.rental.desk import halls
from central.rental.desk.queue import TicketState
from central.rental.rules import NotPossible
from central.web.flashes import not_done

blueprint = Blueprint("screens", __name__, template_folder="templates")

SHOWN_FOR: Final = 20
"""Seconds for which a screen shows whoever has taken a number which one it is: the next one stands there soon."""
IN_A_ROW: Final = 60
"""Numbers from one address without a minute's rest in between: an hour's crowd at one screen, and no more."""
_THROTTLE: Final = Throttle("hall", IN_A_ROW)
_MINE: Final = "hall-number"


@blueprint.get("/hall/<secret>")
def screen(secret: str) -> str:
    """Which number is called to which counter; once, which one was taken just now."""
    session, today = db.session(), asking.today().isoformat()
    hall_id, name = _hall(secret)
    taken: Any = None if "Menlu-Refresh" in http.headers else cookie.pop(_MINE, None)
    return render_template(
        "desk/screen.html",
        name=name,
        secret=secret,
        called=halls.last_called(session, hall_id, today),
        waiting=len(halls.numbers(session, hall_id, today, TicketState.WAITING)),
        mine=taken[1] if taken and taken[0] == [hall_id, today] else None,
        shown_for=SHOWN_FOR,
    )


@blueprint.post("/hall/<secret>")
def take(secret: str) -> Response:
    """Take a number."""
    hall_id, _name = _hall(secret)
    today, address = asking.today().isoformat(), http.remote_addr or ""
    if not _THROTTLE.must_wait(db.session(), address, asking.now()):
        with suppress(NotPossible), acting() as session:
            taken = halls.take(session, hall_id, today, now=asking.now())
            _THROTTLE.failed(session, address, asking.now())
            cookie[_MINE] = [[hall_id, today], taken]
    if _MINE not in cookie:
        not_done(_("No number can be taken now. Try again in a moment."))
    return redirect(url_for(".screen", secret=secret), 303)


def _hall(secret: str) -> tuple[int, str]:
    found = halls.by_secret(db.session(), secret)
    if found is None:
        abort(404)
    return found
