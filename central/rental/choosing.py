"""Whose a room or a house is, and the box at its door: fields of forms, and the names they offer in a large town."""

from typing import Final

from flask import Blueprint, Response, jsonify, request, url_for

from central import db
from central.account import service as account
from central.edges import service as edges
from central.rental.asking import scope
from central.rental.owners import EVERYONES, owners
from central.web.choosing import Choosing, Named
from central.web.roles import Role, open_to

blueprint = Blueprint("choices", __name__)


def _landlords() -> list[Named]:
    """Those with something within reach, and those of whom nothing is known yet: who has a house elsewhere is no
    business of whoever looks after this part of the town.
    """
    session, who = db.session(), scope()
    landlords = account.landlords(session)
    if not who.reach.is_town:
        elsewhere = owners(session, EVERYONES) - owners(session, who)
        landlords = [row for row in landlords if row.id not in elsewhere]
    return [Named(row.id, row.name) for row in landlords]


def _boxes() -> list[Named]:
    return edges.boxes_named(db.session(), scope().reach)


LANDLORD: Final = Choosing("landlord", lambda: url_for("choices.landlords"), _landlords, are_people=True)
BOX: Final = Choosing("box", lambda: url_for("choices.boxes"), _boxes)


@blueprint.get("/rooms/landlords-named")
@open_to(Role.OFFICE, Role.REGISTRAR)
def landlords() -> Response:
    """Names that hold what somebody types: a few, and none for a single letter."""
    return _offered(LANDLORD)


@blueprint.get("/rooms/boxes-named")
@open_to(Role.OFFICE, Role.REGISTRAR)
def boxes() -> Response:
    """The same of boxes within reach."""
    return _offered(BOX)


def _offered(choosing: Choosing) -> Response:
    return jsonify(names=choosing.names_like(request.args.get("q", "")))
