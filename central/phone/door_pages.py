"""The page at the door: it shows what to do there, and each touch becomes an order to the box.

Without script the page loads itself again; with it, a request is held until something else is to be shown, and the part
that changed comes as HTML. A held request takes a thread, so only so many are held; whoever finds no seat asks again.
"""

import re
import time
from typing import Any, Final, cast

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from werkzeug import Response

from central import db
from central.edges.service import Throttle
from central.live import bell
from central.phone import visit
from central.phone.scene import Scene, scene_of
from central.phone.showing import gone, invited, now, show
from central.phone.visit import Visit
from central.phone.words import ACTS, ASIDE, MAIN, REASONS
from central.rental import service
from central.web.streams import Seats
from wire import notice
from wire.notice import Notice, Purpose
from wire.steering import Act

blueprint = Blueprint("at_door", __name__, template_folder="templates", url_prefix="/i/door")

HELD: Final = 20.0
"""Seconds a request is held while nothing changes: under the 30 s that proxies grant."""
LOOK_AGAIN: Final = 1.0
"""Seconds until it looks by itself: a ring of another process may get lost, and silence is no ring."""
PART: Final = "Menlu-Part"
"""Header of a request by the page's script: it wants the changed part, not the page."""
_THROTTLE: Final = Throttle("begin")
_SERIAL: Final = re.compile(r"[0-9]{1,16}", re.ASCII)


def init_app(app: Flask) -> None:
    """Put the page into `app`."""
    app.register_blueprint(blueprint)


@blueprint.get("")
@invited
def door(visitor: Visit, home: service.Home) -> Response:
    """What to do now, and what can be touched."""
    scene = _scene(visitor)
    return gone(visitor) if scene is None else show("door", visitor, home=home, **_given(visitor, scene))


@blueprint.post("")
@invited
def touch(visitor: Visit, home: service.Home) -> Response:  # noqa: ARG001 - every page is given it
    """Somebody touched a button; what follows is shown whatever came of it."""
    act, serial = request.form.get("act", ""), request.form.get("serial", "")
    if act in list(Act) and _SERIAL.fullmatch(serial):
        _steer(visitor, int(serial), Act(act))
    return _part(visitor, _scene(visitor)) if PART in request.headers else redirect(url_for(".door"), 303)


@blueprint.get("/part")
def part() -> Response:
    """What is to be shown, once it is something else than `mark`; 204 when it stays the same, 410 when all is over."""
    visitor = visit.present()
    if visitor is None:
        return Response(status=410)
    seen, seats = request.args.get("mark", ""), cast(Seats, current_app.extensions["menlu-seats"])
    name = b"phone:" + visitor.preparation.encode()
    if not seats.take(name):
        return _news(visitor, seen, 0)
    try:
        return _news(visitor, seen, HELD)
    finally:
        seats.leave(name)


def _news(visitor: Visit, seen: str, wait: float) -> Response:
    """The part as soon as it has another mark, at the latest after `wait` s."""
    until = time.monotonic() + wait
    heard = bell().count
    scene = _scene(visitor)
    while scene and scene.mark == seen and (left := until - time.monotonic()) > 0 and not bell().is_closed:
        heard = bell().wait(heard, min(LOOK_AGAIN, left))
        scene = _scene(visitor)
    return Response(status=204) if scene and scene.mark == seen else _part(visitor, scene)


def _steer(visitor: Visit, serial: int, act: Act) -> None:
    if act is Act.BEGIN and not _may_begin(visitor):
        return
    try:
        with db.database().writing() as session:
            service.steer(session, visitor.opened, serial, act, now=now())
    except (service.NotThere, service.NotPossible):
        # The page that comes now shows how things are.
        return


def _may_begin(visitor: Visit) -> bool:
    """Whoever begins again and again keeps others from the door: after some times they wait a minute."""
    at = now()
    with db.database().writing() as session:
        if _THROTTLE.must_wait(session, visitor.preparation, at):
            return False
        _THROTTLE.failed(session, visitor.preparation, at)
    return True


def _scene(visitor: Visit) -> Scene | None:
    """How it stands this moment; None when the preparation is gone or the stay over."""
    at = now()
    with db.database().reading() as session:
        try:
            return scene_of(service.standing(session, visitor.opened, now=at), at)
        except service.NotThere:
            return None


def _part(visitor: Visit, scene: Scene | None) -> Response:
    if scene is None:
        return Response(status=410)
    return show("door_part", visitor, **_given(visitor, scene))


def _given(visitor: Visit, scene: Scene) -> dict[str, Any]:
    icon, heading, sentence = scene.words
    words = {"icon_name": icon, "heading": heading, "sentence": sentence, "acts": ACTS, "reasons": REASONS}
    return words | {"scene": scene, "main": MAIN, "aside": ASIDE, "notices": _notices(visitor, scene)}


def _notices(visitor: Visit, scene: Scene) -> list[Notice]:
    """What a guardian agrees to for somebody under 14."""
    if scene.name != "guardian":
        return []
    return [notice.notice(notice.current(), purpose, visitor.language) for purpose in Purpose]
