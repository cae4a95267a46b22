"""The pages of doors: entries as they come, and how each door is."""

import time
from functools import partial

from flask import (
    Blueprint,
    Flask,
    abort,
    copy_current_request_context,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.audit import service as audit
from central.edges import box_pages, count_pages, figures, finding, lists, matter_pages, news, presence, service, words
from central.edges.choice import Choice, number
from central.edges.shown import shown
from central.keyset import SIZE
from central.live import bell
from central.place.service import narrowed, place_of
from central.web import changes, needs, paging, shell, showing, streams
from central.web.grants import Reach
from central.web.roles import Role, open_to
from central.web.visitor import present_visitor, reach

blueprint = Blueprint("edges", __name__, template_folder="templates")

WATCHERS = (Role.OFFICE, Role.REGISTRAR, Role.SQUAD_LEADER)
"""Who sees entries as they come."""
FREE_THREADS = 8
"""Threads that no live stream may take: pages, polls and the boxes' own requests need them."""


def init_app(app: Flask, *, threads: int, address: str) -> None:
    """Put the pages into `app`, whose server answers `threads` requests at once.

    address: where boxes find central, as http(s)://HOST; "" means where the page itself was found.
    """
    app.register_blueprint(blueprint)
    app.register_blueprint(box_pages.blueprint)
    app.register_blueprint(matter_pages.blueprint)
    app.register_blueprint(count_pages.blueprint)
    app.extensions["menlu-address"] = address
    app.extensions["menlu-newsroom"] = news.Newsroom()
    app.extensions["menlu-seats"] = streams.Seats(max(1, threads - FREE_THREADS))
    app.jinja_env.globals.update(words=words)
    finding.init_app(app)
    changes.add(app, "box", shown, acts=("box.put", "box.shut-out"))
    needs.add(
        app,
        needs.Need("matters", _("To be looked at"), "warning", "matters.matters", service.count_matters),
        needs.Need("silent", _("Boxes that are silent"), "offline", "boxes.boxes", _count_silent, {"state": "silent"}),
    )
    shell.add_link(app, shell.Link(shell.Section.DOORS, "edges.entries", _("Entries"), "entries"))
    shell.add_link(app, shell.Link(shell.Section.DOORS, "edges.doors", _("Doors"), "doors"))
    shell.add_link(app, shell.Link(shell.Section.DOORS, "matters.matters", _("To be looked at"), "warning"))
    shell.add_link(app, shell.Link(shell.Section.DOORS, "boxes.boxes", _("Boxes"), "boxes"))


@blueprint.get("/entries")
@open_to(*WATCHERS)
def entries() -> Response:
    """Who came to which door, newest first; live unless it is an older page or sorted otherwise."""
    session, choice = db.session(), Choice.read(request.args)
    if "as" not in request.args:
        _note_reading(choice)
    return showing.answer(
        "edges/entries.html",
        lists.ENTRIES,
        reach(),
        choice=choice,
        after=service.last_entry_id(session),
        figures=figures.shown(figures.count(session, _now(), _theirs(choice))),
        keep=news.PAGE,
        doors=partial(service.doors, session, reach(), limit=1),
    )


@blueprint.get("/entries/since")
@open_to(*WATCHERS)
def since() -> Response:
    """What is new on an open page that can't hold a stream; asked every few seconds."""
    session, at, choice = db.session(), _now(), Choice.read(request.args)
    _note_reading(choice)
    found = news.read(session, news.Seen(choice, number(request.args.get("after")) or 0, _theirs(choice)), at)
    numbers = figures.shown(figures.count(session, at, found.seen.reach))
    return jsonify(news.message(found.rows, numbers, found.seen.after))


@blueprint.get("/entries/stream")
@open_to(*WATCHERS)
def stream() -> Response:
    """What is new on an open page, as it comes (server-sent events); 503 when no seat is free."""
    choice = Choice.read(request.args)
    _note_reading(choice)
    theirs = _theirs(choice)
    visitor, seats = present_visitor(), streams.seats()
    if not seats.take(visitor.session):
        abort(503)
    after = number(request.headers.get("Last-Event-ID")) or number(request.args.get("after")) or 0
    newsroom: news.Newsroom = current_app.extensions["menlu-newsroom"]
    page = news.OpenPage(db.database(), newsroom, bell(), news.Seen(choice, after, theirs))
    # The stream goes on after the request has ended, so each look borrows the request's language and no more.
    events = streams.follow(bell(), copy_current_request_context(page.look), visitor.is_still_here)
    return streams.response(events, lambda: seats.leave(visitor.session))


@blueprint.get("/doors")
@open_to(*WATCHERS, Role.SYSTEM, Role.GRID_WORKER, Role.AUDITOR)
def doors() -> str:
    """How each door is: its box, its lock, its last entry."""
    session = db.session()
    chosen = place_of(session, number(request.args.get("place")) or 0)
    theirs = narrowed(session, reach(), chosen.id if chosen else None)
    page = service.page_of_doors(session, theirs, paging.spot())
    newest = service.open_matters(session, theirs, limit=SIZE + 1)
    return render_template(
        "edges/doors.html",
        page=page,
        matters=newest[:SIZE],
        has_more_matters=len(newest) > SIZE,
        of_doors=service.open_matters(session, theirs, doors=[row.id for row in page.rows]),
        inside=chosen if theirs.places and chosen else None,
        now=_now(),
        presence=presence,
    )


@blueprint.post("/doors/matters/<int:matter_id>")
@open_to(*WATCHERS, Role.SYSTEM)
def look_at(matter_id: int) -> Response:
    """Somebody has looked at a matter: it is not shown any more."""
    with db.database().writing() as session:
        service.look_at(session, matter_id, by=present_visitor().name, now=_now(), reach=reach())
    return redirect(url_for(".doors"), 303)


def _count_silent(session: Session, reach: Reach) -> int:
    return service.count_silent(session, reach, _now())


def _theirs(choice: Choice) -> Reach:
    """What of the visitor's reach was chosen."""
    return narrowed(db.session(), reach(), choice.place_id)


def _note_reading(choice: Choice) -> None:
    """Somebody looks who comes and goes; a page that stays open is a row every few minutes."""
    of = f"door:{choice.door_id}" if choice.door_id is not None else ""
    audit.note_read(db.database(), act="entries.read", of=of, why="watching the doors")


def _now() -> int:
    return time.time_ns() // 1_000_000
