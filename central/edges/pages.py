"""The pages of doors: entries as they come, and how each door is."""

import time
from dataclasses import dataclass
from typing import Any

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
from central.edges import box_pages, count_pages, figures, finding, matter_pages, news, presence, service, words
from central.edges.choice import Choice, number
from central.live import bell
from central.web import needs, shell, streams
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
    app.extensions["menlu-figures"] = figures.Figures()
    app.extensions["menlu-seats"] = streams.Seats(max(1, threads - FREE_THREADS))
    app.jinja_env.globals.update(words=words)
    finding.init_app(app)
    needs.add(
        app,
        needs.Need("matters", _("To be looked at"), "warning", "matters.matters", service.count_matters),
        needs.Need("silent", _("Boxes that are silent"), "offline", "boxes.boxes", _count_silent, {"state": "silent"}),
    )
    shell.add_link(app, shell.Link("edges.entries", _("Entries"), "entries"))
    shell.add_link(app, shell.Link("edges.doors", _("Doors"), "doors"))
    shell.add_link(app, shell.Link("matters.matters", _("To be looked at"), "warning"))
    shell.add_link(app, shell.Link("boxes.boxes", _("Boxes"), "boxes"))


@dataclass(frozen=True)
class Listing:
    """One page of entries, newest first. older, newer: addresses of the pages beside it, None at an end."""

    rows: list[service.EntryRow]
    older: str | None
    newer: str | None
    is_newest: bool


@blueprint.get("/entries")
@open_to(*WATCHERS)
def entries() -> str:
    """Who came to which door, newest first; live unless it is an older page."""
    session, choice = db.session(), Choice.read(request.args)
    _note_reading(choice)
    return render_template(
        "edges/entries.html",
        choice=choice,
        listing=_listing(session, choice, number(request.args.get("before"))),
        after=service.last_entry_id(session),
        figures=figures.shown(figures.count(session, _now(), reach())),
        doors=service.doors(session, reach()),
        keep=news.PAGE,
    )


@blueprint.get("/entries/since")
@open_to(*WATCHERS)
def since() -> Response:
    """What is new on an open page that can't hold a stream; asked every few seconds."""
    session, at = db.session(), _now()
    _note_reading(Choice.read(request.args))
    reader = news.Reader(Choice.read(request.args), number(request.args.get("after")) or 0, reach())
    return jsonify(
        news.message(reader.read(session, at), figures.shown(figures.count(session, at, reader.reach)), reader.after)
    )


@blueprint.get("/entries/stream")
@open_to(*WATCHERS)
def stream() -> Response:
    """What is new on an open page, as it comes (server-sent events); 503 when no seat is free."""
    _note_reading(Choice.read(request.args))
    visitor, seats = present_visitor(), streams.seats()
    if not seats.take(visitor.session):
        abort(503)
    after = number(request.headers.get("Last-Event-ID")) or number(request.args.get("after")) or 0
    reader = news.Reader(Choice.read(request.args), after, reach())
    database = db.database()
    counted: figures.Figures = current_app.extensions["menlu-figures"]

    # The stream goes on after the request has ended, so each look borrows the request's language and no more.
    @copy_current_request_context
    def look(must_speak: bool) -> str | None:
        return news.look(database, reader, counted, must_speak=must_speak)

    events = streams.follow(bell(), look, visitor.is_still_here)
    return streams.response(events, lambda: seats.leave(visitor.session))


@blueprint.get("/doors")
@open_to(*WATCHERS, Role.SYSTEM, Role.GRID_WORKER, Role.AUDITOR)
def doors() -> str:
    """How each door is: its box, its lock, its last entry."""
    session = db.session()
    return render_template(
        "edges/doors.html",
        doors=service.doors(session, reach()),
        matters=service.open_matters(session, reach()),
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


def _note_reading(choice: Choice) -> None:
    """Somebody looks who comes and goes; a page that stays open is a row every few minutes."""
    of = f"door:{choice.door_id}" if choice.door_id is not None else ""
    audit.note_read(db.database(), act="entries.read", of=of, why="watching the doors")


def _listing(session: Session, choice: Choice, before: int | None) -> Listing:
    chosen: dict[str, Any] = {"door_id": choice.door_id, "granted": choice.granted, "reach": reach()}
    rows = service.recent_entries(session, **chosen, before=before, limit=news.PAGE + 1)
    older = _address(choice, rows[news.PAGE - 1].id) if len(rows) > news.PAGE else None
    if before is None:
        return Listing(rows[: news.PAGE], older, None, is_newest=True)
    following = service.entries_after(session, before - 1, **chosen, limit=news.PAGE)
    newer = _address(choice, following[-1].id + 1 if len(following) == news.PAGE else None)
    return Listing(rows[: news.PAGE], older, newer, is_newest=False)


def _address(choice: Choice, before: int | None) -> str:
    query: dict[str, Any] = {**choice.as_query(), "before": before}
    return url_for(".entries", **query)


def _now() -> int:
    return time.time_ns() // 1_000_000
