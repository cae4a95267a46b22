"""The first page: what needs whoever is looking, live, and the places that are theirs."""

import time
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, abort, copy_current_request_context, current_app, jsonify, render_template
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.web import needs, streams
from central.web.roles import Role, open_to
from central.web.streams import Rung
from central.web.visitor import present_visitor

blueprint = Blueprint("home", __name__)

_HOMES = "menlu-homes"
COUNT_EVERY = 3.0
"""Seconds between two counts for one open page: each entry at a door rings, and counts need not move with each."""


def init_app(app: Flask, bell: Rung) -> None:
    """Put the page into `app`. bell: rung when there may be news."""
    app.register_blueprint(blueprint)
    app.extensions["menlu-home-bell"] = bell


def put(app: Flask, role: Role, page: Callable[[], str]) -> None:
    """Show `page` first to who is here for nothing but `role`."""
    app.extensions.setdefault(_HOMES, {})[role] = page


@blueprint.get("/")
@open_to(*Role)
def home() -> str:
    """What needs the visitor now; a page of their own for some."""
    roles, homes = present_visitor().roles, current_app.extensions.get(_HOMES, {})
    for role in roles & homes.keys() if len(roles) == 1 else ():
        own: str = homes[role]()
        return own
    theirs = needs.of_visitor()
    return render_template("home.html", needs=[need for need, _ in theirs], figures=needs.figures(db.session(), theirs))


@blueprint.get("/needs/since")
@open_to(*Role)
def since() -> Response:
    """The counts, on an open page that can't hold a stream; asked every few seconds."""
    return jsonify(_message(db.session(), needs.of_visitor()))


@blueprint.get("/needs/stream")
@open_to(*Role)
def stream() -> Response:
    """The counts as they change (server-sent events); 503 when no seat is free."""
    visitor, seats = present_visitor(), streams.seats()
    if not seats.take(visitor.session):
        abort(503)
    # Who is looking is known only now: what follows outlives the request, and borrows no more than its language.
    database, theirs = db.database(), needs.of_visitor()
    told, counted = dict[str, Any](), -COUNT_EVERY

    @copy_current_request_context
    def look(must_speak: bool) -> str | None:
        nonlocal told, counted
        if not must_speak and time.monotonic() - counted < COUNT_EVERY:
            return None
        counted = time.monotonic()
        with database.reading() as session:
            message = _message(session, theirs)
        if message == told and not must_speak:
            return None
        told = message
        return streams.event("news", message)

    bell: Rung = current_app.extensions["menlu-home-bell"]
    return streams.response(streams.follow(bell, look, visitor.is_still_here), lambda: seats.leave(visitor.session))


def _message(session: Session, theirs: needs.Theirs) -> dict[str, Any]:
    """As `live.js` reads it; there are no rows to follow."""
    return {"after": 0, "rows": [], "figures": needs.figures(session, theirs)}
