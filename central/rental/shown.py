"""What a form shows of a room, a stay or a person before somebody changes them (`central.web.changes`)."""

from flask import Flask
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from central.account import service as account
from central.edges import service as edges
from central.rental import service, words
from central.rental.asking import scope
from central.web import changes, moments
from central.web.changes import Shown


def init_app(app: Flask) -> None:
    """Have the forms of rental housing notice what others change."""
    changes.add(app, "room", _room)
    changes.add(app, "stay", _stay)
    changes.add(app, "registration", _registration)


def _room(session: Session, room_id: int) -> Shown:
    row = service.room_of(session, scope(), room_id)
    if row is None:
        return {}
    landlord = next((each.name for each in account.landlords(session) if each.id == row.landlord_id), "")
    return {
        "name": (_("Room"), row.name),
        "landlord": (_("Landlord"), landlord),
        "box": (_("Box"), _box(session, row.box_id)),
    }


def _stay(session: Session, stay_id: int) -> Shown:
    row = service.stay_of(session, scope(), stay_id)
    if row is None:
        return {}
    return {
        "first": (_("First day"), moments.day(row.begin)),
        "last": (_("Last day"), moments.day(row.until - 1)),
        "room": (_("Room"), row.room),
        "box": (_("Box"), _box(session, row.box_id)),
        "state": (_("State"), words.stay_state(row.state)),
    }


def _registration(session: Session, registration_id: int) -> Shown:
    row = service.person_of(session, scope(), registration_id)
    return {} if row is None else {"state": (_("State"), words.sign(words.REGISTRATION_STATES, row.state)[2])}


def _box(session: Session, box_id: int | None) -> str:
    """Its name and the beginning of its key: a box that takes the place of another may have the name, too."""
    found = next((box for box in edges.boxes(session) if box.id == box_id), None)
    return f"{found.name} ({found.thumbprint[:8]})" if found else ""
