"""The page nobody has touched: register, open the door, ring, choose a language."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, redirect, render_template, request
from werkzeug import Response as BaseResponse

from edge.kiosk import enrol, language
from edge.kiosk.pages import told
from edge.kiosk.visiting import keep, own_data
from edge.portal import Answer
from edge.presented import CodeTyped, PinTyped, Presented
from edge.words import Words

LONGEST_ROOM = 40
"""Characters."""
RINGS_EVERY = 5.0
"""One ring counts for so long, s."""
blueprint = Blueprint("home", __name__)


class Door(Protocol):
    """What opens for who presents something."""

    def present(self, presented: Presented) -> Answer: ...


@dataclass
class Doorway:
    """What a person does here beside enrolling. seen: what the camera's watcher would tell them. ring: with the room
    they want, as they wrote it; "" for anybody."""

    door: Door
    seen: Callable[[], Words | None]
    ring: Callable[[str], None]
    rung: float = float("-inf")


def doorway() -> Doorway:
    return cast(Doorway, current_app.extensions["menlu-doorway"])


@blueprint.get("/")
def index() -> str:
    """The one page of whoever enrols; for everybody else the first page."""
    if not enrol.enroller().busy:
        return render_template("kiosk/idle.html", asked=own_data().asked)
    return enrol.page() if enrol.is_steered_here() else render_template("kiosk/busy.html")


@blueprint.post("/language")
def speak() -> BaseResponse:
    """Speak another language from now on."""
    response = redirect("/", 303)
    language.keep(response, request.form.get("language"))
    return response


@blueprint.get("/open")
def ways() -> str:
    """The ways to open, side by side."""
    return render_template("kiosk/open.html", asked=own_data().asked, uses_faces=own_data().uses_faces)


@blueprint.get("/open/<way>")
def pad(way: str) -> str:
    """Where a room and a PIN, or a phone's code, are typed."""
    if way not in {"pin", "phone"}:
        abort(404)
    return render_template("kiosk/open-pad.html", way=way, action="/open", said=None)


@blueprint.post("/open")
def open_door() -> BaseResponse:
    """Open for who typed the right thing; then they are told if there is something to ask them."""
    presented = typed()
    if presented is None:
        abort(400)
    answer = doorway().door.present(presented)
    if not answer.decision.granted:
        way = request.form["way"]
        return make_response(render_template("kiosk/open-pad.html", way=way, action="/open", said=answer.words))
    begun = own_data().welcome(answer.entry.person)
    visit = own_data().visit(begun)
    opened = make_response(render_template("kiosk/opened.html", said=answer.words, visit=visit))
    return keep(opened, begun) if begun else opened


def typed() -> Presented | None:
    """What the form presents."""
    room, number = request.form.get("room", "")[:LONGEST_ROOM], request.form.get("value", "")
    match request.form.get("way"):
        case "pin":
            return PinTyped(room, number)
        case "phone":
            return CodeTyped(room, number)
    return None


@blueprint.get("/bell")
def bell() -> str:
    """Whom to ring for."""
    return render_template("kiosk/bell.html", rung=False)


@blueprint.post("/bell")
def ring() -> str:
    """Ring."""
    place, now = doorway(), time.monotonic()
    if now - place.rung >= RINGS_EVERY:
        place.rung = now
        place.ring(request.form.get("room", "").strip()[:LONGEST_ROOM])
    return render_template("kiosk/bell.html", rung=True)


@blueprint.get("/seen")
def seen() -> Response:
    """What the camera's watcher tells the person before it, and whether they are asked something; not while somebody
    enrols."""
    busy = enrol.enroller().busy
    words = None if busy else doorway().seen()
    return jsonify(busy=busy, words=told(words) if words else "", asks=not busy and own_data().meets)
