"""The page of a house's storeys: what they are called, how their rooms stand, when somebody looked at them."""

from typing import Any

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, url_for
from flask import request as http
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.rental.asking import HOUSE_READERS, acting, found, scope
from central.rental.housing import findings, settings, views
from central.rental.housing import words as housing_words
from central.rental.housing.forms import text_of
from central.rental.storeys import naming
from central.rental.storeys import views as storeys
from central.web import changes
from central.web.changes import Shown
from central.web.letters import length_complaint
from central.web.once import once
from central.web.roles import Role, open_to

blueprint = Blueprint("storeys", __name__, template_folder="templates")
NAME_LENGTH = 30


def init_app(app: Flask) -> None:
    """Put the page into `app`."""
    app.register_blueprint(blueprint)
    changes.add(app, "storeys", _shown, acts=("building.storeys",))


@blueprint.get("/buildings/<int:building_id>/storeys")
@open_to(*HOUSE_READERS)
def house(building_id: int) -> Response:
    """The storeys of a house, from the top."""
    return _page(200, building_id, storeys.names(db.session(), building_id), {})


@blueprint.post("/buildings/<int:building_id>/storeys")
@open_to(Role.OFFICE, Role.REGISTRAR)
@once
def name(building_id: int) -> Response:
    """Say what storeys are called."""
    row = found(views.building_of(db.session(), scope(), building_id))
    said = {number: text_of(http.form, f"name{number}") for number in storeys.numbers(row)}
    found_wrong = {f"name{number}": length_complaint(text, 0, NAME_LENGTH) for number, text in said.items()}
    complaints = {field: complaint for field, complaint in found_wrong.items() if complaint is not None}
    if complaints:
        return _page(422, building_id, said, complaints)
    with acting() as session:
        changes.require_as_seen(session, "storeys", building_id)
        naming.name(session, scope(), building_id, said)
    flash(_("The names of the storeys were kept."))
    return redirect(url_for(".house", building_id=building_id), 303)


def _page(status: int, building_id: int, named: dict[int, str], complaints: dict[str, Any]) -> Response:
    session, who = db.session(), scope()
    row = found(views.building_of(session, who, building_id))
    board = views.board(session, who, building_id, settings.load(session).standard)
    rows = storeys.storeys(session, row, board, findings.hazards_of(session, who, building_id))
    unplaced = sum(room.floor is None for room in board)
    values = {"building": row, "storeys": rows, "named": named, "complaints": complaints, "unplaced": unplaced}
    return make_response(render_template("storeys/house.html", **values, length=NAME_LENGTH), status)


def _shown(session: Session, building_id: int) -> Shown:
    row = views.building_of(session, scope(), building_id)
    if row is None:
        return {}
    called = storeys.names(session, building_id)
    return {f"name{number}": (housing_words.floor(number), called.get(number, "")) for number in storeys.numbers(row)}
