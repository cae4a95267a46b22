"""What a form shows of a guest before somebody changes them (`central.web.changes`)."""

from flask import Flask
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.rental.asking import scope
from central.rental.guests import words
from central.rental.guests.views import guest_of
from central.web import changes, moments
from central.web.changes import Coded, Shown


def init_app(app: Flask) -> None:
    """Have the forms of guests notice what others change."""
    changes.add(app, "guest", _guest, acts=("guest.",))


def _guest(session: Session, guest_id: int) -> Shown:
    row = guest_of(session, scope(), guest_id)
    if row is None:
        return {}
    until = f"{moments.day(row.until - 1)} {moments.time_of_day(row.until)[:5]}"
    return {
        "until": (_("Until"), Coded(str(row.until), until)),
        "state": (_("State"), Coded(row.state, words.state(row.state))),
    }
