"""The board of the front desk, live; what is done from it with one press, and taking that back."""

import time
from typing import Any, Final

from flask import (
    Blueprint,
    Flask,
    abort,
    copy_current_request_context,
    current_app,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask import request as http
from flask_babel import format_decimal, lazy_gettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.db import Database
from central.live import bell, ring_after_commit
from central.place import service as places
from central.rental import asking
from central.rental.asking import acting, found, scope
from central.rental.desk import acts, arriving_pages, cards, hall_pages, parts, screen_pages, views, waiting, words
from central.rental.desk.roles import DESK, SEES_DESK
from central.rental.desk.rules import Part
from central.rental.desk.taking_back import Followed
from central.rental.desk.views import Board
from central.rental.forms import number
from central.rental.housing.words import refused
from central.rental.reports.listed import registry
from central.rental.rules import NotPossible
from central.rental.scope import Scope
from central.sealed.ring import ring
from central.web import changes, shell, streams
from central.web.flashes import not_done
from central.web.grants import Reach
from central.web.once import once
from central.web.roles import open_to
from central.web.shared import Shared
from central.web.visitor import present_visitor

blueprint = Blueprint("desk", __name__, template_folder="templates")

LOOK_EVERY: Final = 1.0
"""Seconds between two looks for one open board."""
LIFE: Final = 0.8
"""How old a look of another open board of the same places may be, s: together a board is less than 2 s behind."""
_LOOKS: Final = "menlu-desk-looks"


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    for pages in (blueprint, arriving_pages.blueprint, hall_pages.blueprint, screen_pages.blueprint):
        app.register_blueprint(pages)
    app.extensions[_LOOKS] = Shared[Reach, Board](LIFE)
    app.jinja_env.globals.update(desk=words)
    registry.add(app, waiting.REPORT)
    shell.add_link(app, shell.Link(shell.Section.HOUSING, "desk.board", lazy_gettext("Front desk"), "card"))


@blueprint.get("/desk")
@open_to(*SEES_DESK)
def board() -> str:
    """Who comes and who leaves today, and what was done."""
    session, asked = db.session(), _asked()
    read = views.board(session, asked, parts.present(session))
    place = number(http.args.get("place"))
    return render_template(
        "desk/board.html",
        board=read,
        figures=_figures(read),
        listed=views.LISTED,
        parts=list(Part),
        places=_places(session),
        place=place,
        now=asking.now(),
    )


@blueprint.get("/desk/since")
@open_to(*SEES_DESK)
def since() -> Response:
    """The board's figures and mark, on an open page that can't hold a stream."""
    return jsonify(_message(_look(db.database(), _asked())))


@blueprint.get("/desk/stream")
@open_to(*SEES_DESK)
def stream() -> Response:
    """The board as it changes (server-sent events); 503 when no seat is free."""
    visitor, seats, asked, database = present_visitor(), streams.seats(), _asked(), db.database()
    if not seats.take(visitor.session):
        abort(503)
    told, looked = dict[str, Any](), -LOOK_EVERY

    @copy_current_request_context
    def look(must_speak: bool) -> str | None:
        nonlocal told, looked
        if not must_speak and time.monotonic() - looked < LOOK_EVERY:
            return None
        looked = time.monotonic()
        message = _message(_look(database, asked))
        if message == told and not must_speak:
            return None
        told = message
        return streams.event("news", message)

    return streams.response(streams.follow(bell(), look, visitor.is_still_here), lambda: seats.leave(visitor.session))


@blueprint.route("/desk/stays/<int:stay_id>/check-out", methods=["GET", "POST"])
@open_to(*DESK)
@once
def check_out(stay_id: int) -> Response:
    """Ask whether it is meant, then close the door to the people of a stay."""
    row = found(views.stay_row(db.session(), scope(), stay_id))
    if http.method == "GET":
        audit.note_read(db.database(), act="stay.read", of=f"stay:{stay_id}", why="looking after a stay")
        card = cards.card_of(db.session(), ring(), stay_id)
        return make_response(render_template("desk/check_out.html", stay=row, card=card))
    try:
        with acting() as session:
            changes.require_as_seen(session, "stay", stay_id)
            acts.check_out(session, scope(), stay_id, now=asking.now())
            _ring(session)
    except NotPossible as error:
        asking.say_why_not(error)
    else:
        flash(
            _("Checked out of room %(room)s. The door closes now; for ten minutes it can be taken back.", room=row.room)
        )
    return redirect(url_for(".board"), 303)


@blueprint.post("/desk/stays/<int:stay_id>/late")
@open_to(*DESK)
@once
def late(stay_id: int) -> Response:
    """Let the people of a stay leave later today."""
    found(views.stay_row(db.session(), scope(), stay_id))
    try:
        with acting() as session:
            changes.require_as_seen(session, "stay", stay_id)
            acts.stay_late(session, scope(), stay_id, now=asking.now())
            _ring(session)
    except NotPossible as error:
        asking.say_why_not(error)
    else:
        flash(_("They may stay until midnight; then the door closes by itself."))
    return redirect(url_for(".board"), 303)


@blueprint.post("/desk/acts/<int:act_id>/undo")
@open_to(*DESK)
@once
def undo(act_id: int) -> Response:
    """Take back what was done a moment ago."""
    try:
        with acting() as session:
            what = acts.undo(session, scope(), act_id, now=asking.now())
            _ring(session)
    except Followed as error:
        told = {"what": error.done.word, "who": error.done.by}
        not_done(
            _("It can't be taken back: “%(what)s” was done since, by %(who)s. Mend it on the page of the stay.", **told)
        )
    except NotPossible as error:
        why = refused(error)
        not_done(why or _("It can't be taken back any more: ten minutes are over, or something was done since."))
    else:
        flash(str(words.UNDONE[what]))
    return redirect(url_for(".board"), 303)


def _look(database: Database, asked: Scope) -> Board:
    """The board as it is now, or was a moment ago for another page of the same places."""
    looks: Shared[Reach, Board] = current_app.extensions[_LOOKS]

    def read() -> Board:
        with database.reading() as session:
            return views.board(session, asked, parts.present(session))

    return looks.get(asked.reach, read)


def _asked() -> Scope:
    """As far as who is looking reaches here, within the place that is chosen."""
    who, place = scope(), number(http.args.get("place"))
    return Scope(who.by, places.narrowed(db.session(), who.reach, place)) if place else who


def _places(session: Session) -> list[places.PlaceRow]:
    """Villages and grids to choose from."""
    return [row for row in places.places(session, scope().reach) if row.kind is not places.Kind.BUILDING]


def _figures(read: Board) -> dict[str, str]:
    return {part.value: str(format_decimal(count)) for part, count in read.counts.items()}


def _message(read: Board) -> dict[str, Any]:
    """As `live.js` reads it; another mark means that the rows are others, and board.js fetches them."""
    return {"after": 0, "rows": [], "figures": _figures(read), "mark": read.mark}


def _ring(session: Session) -> None:
    """Open boards look at once."""
    ring_after_commit(session, bell())
