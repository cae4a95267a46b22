"""The steps of an enrolment: the page of the state it is in, and what a person does there.

The page is the same address for all steps, so that nothing of a person is ever in one. A form names the step it was
made for (`serial`): one that is older, as after a restart or a second touch, changes nothing and shows the page anew.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, redirect, render_template, request
from werkzeug import Response as BaseResponse
from werkzeug.datastructures import MultiDict

from edge.camera.jpeg import encode
from edge.enroller import Enroller
from edge.enroller.choosing import Choosing
from edge.enroller.photographing import Side
from edge.enroller.view import Complaint, View
from edge.enrolment import events
from edge.enrolment.machine import LEAVES_AFTER, Patience
from edge.enrolment.outcome import ALIKE
from edge.enrolment.states import State
from edge.face.oval import Oval
from edge.kiosk import language
from edge.kiosk.pages import told
from edge.spoken import words
from wire import notice
from wire.notice import Notice, Purpose

COOKIE = "menlu-enrolment"
blueprint = Blueprint("enrol", __name__)
Form = MultiDict[str, str]


def enroller() -> Enroller:
    """Who carries the enrolment out."""
    return cast(Enroller, current_app.extensions["menlu-enroller"])


def page() -> str:
    """The page of whoever enrols: the question whether they are there, else that of the step."""
    view = enroller().view()
    language.speak(view.enrolment.language)
    state = view.enrolment.state
    name = "still-there" if view.patience is Patience.ASKS else state.value
    return render_template(f"kiosk/{name}.html", **_given(view))


def is_steered_here() -> bool:
    """Whether this browser steers the enrolment that is going on."""
    return enroller().is_of(request.cookies.get(COOKIE))


@blueprint.post("/begin")
def begin() -> BaseResponse:
    """Somebody wants to register."""
    begun = enroller().begin(language.chosen())
    if isinstance(begun, Complaint):
        return make_response(render_template("kiosk/idle.html", said=begun))
    response = redirect("/", 303)
    response.set_cookie(COOKIE, begun, httponly=True, samesite="Strict")
    return response


@blueprint.post("/enrol")
def step() -> BaseResponse:
    """One thing that the person did."""
    do = DOES.get(request.form.get("do", ""))
    if do is None:
        abort(400)
    if is_steered_here() and request.form.get("serial") == str(enroller().view().enrolment.serial):
        do(enroller(), request.form)
    return redirect("/", 303)


@blueprint.post("/here")
def here() -> BaseResponse:
    """Somebody touches the screen."""
    if is_steered_here():
        enroller().touch()
    return Response(status=204)


@blueprint.get("/progress")
def progress() -> Response:
    """What changes while a page stands: whether there is another page, and how far the camera is."""
    if not is_steered_here():
        return jsonify(page="")
    view = enroller().view()
    language.speak(view.enrolment.language)
    answer: dict[str, Any] = {"page": page_id(view), "blind": view.blind}
    if view.progress:
        answer |= {
            "words": told(view.progress.words),
            "code": view.progress.code,
            "done": round(view.progress.done, 2),
            "oval": _oval(view.progress.oval),
            "face": _oval(view.progress.face) if view.progress.face else None,
        }
    elif view.reading is not None:
        answer["done"] = round(view.reading, 2)
    return jsonify(answer)


@blueprint.get("/picture")
def picture() -> Response:
    """The newest frame for the screen beside the camera, never kept; only for whoever enrols."""
    image = enroller().picture if is_steered_here() else None
    if image is None:
        return Response(status=204)
    return Response(encode(image), mimetype="image/jpeg")


def page_id(view: View) -> str:
    """Names what a page shows; it says nothing about it."""
    parts = (
        view.enrolment.serial,
        view.patience,
        view.said,
        view.scanning,
        view.waits_for_card,
        view.phone,
        view.opened,
        view.side,
        view.reading is None,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def _given(view: View) -> dict[str, Any]:
    enrolment = view.enrolment
    return {
        "view": view,
        "enrolment": enrolment,
        "said": view.said,
        "page_id": page_id(view),
        "leaves_after": int(LEAVES_AFTER),
        "registration_notice": _notice(Purpose.REGISTRATION, enrolment.language),
        "face_notice": _notice(Purpose.FACE, enrolment.language),
        "reasons": _reasons(view) if enrolment.state is State.RESULT else [],
        "now": datetime.now().timestamp() * 1000,
    }


def _notice(purpose: Purpose, spoken: str) -> Notice:
    version = notice.current()
    return notice.notice(version, purpose, notice.spoken(version, spoken))


def _reasons(view: View) -> list[str]:
    registration = view.enrolment.registration
    codes = [code for code in registration.reasons if code != ALIKE] if registration else []
    return list(dict.fromkeys(words.REASONS.get(code, words.ANOTHER) for code in codes))


def _oval(oval: Oval) -> list[float]:
    """Centre and half axes in percent of the picture, mirrored as the screen shows it."""
    x, y, width, height = 1 - oval.x, oval.y, oval.width / 2, oval.height / 2
    return [round(100 * value, 1) for value in (x, y, width, height)]


def _takes(event: events.Event) -> Callable[[Enroller, Form], None]:
    return lambda enroller, _: enroller.take(event)


def _answers(event: events.Event, *shown: str) -> Callable[[Enroller, Form], None]:
    """A notice is answered; `shown` are the fields with the digests of the words on the page."""
    return lambda enroller, form: enroller.answer(event, tuple(form[name] for name in shown if name in form))


def _chooses(choose: Callable[[Choosing, str], Any]) -> Callable[[Enroller, Form], None]:
    return lambda enroller, form: enroller.choose(lambda choosing: choose(choosing, form.get("value", "")))


DOES: dict[str, Callable[[Enroller, Form], None]] = {
    "back": _takes(events.Back()),
    "cancel": _takes(events.Cancelled()),
    "finish": _takes(events.Finished()),
    "here": lambda enroller, _: enroller.touch(),
    "invite": lambda enroller, form: enroller.invite(form.get("value", "")[:64]),
    "scan": lambda enroller, _: enroller.scan(),
    "not-invited": _takes(events.NotInvited()),
    "acknowledge": _answers(events.Acknowledged(), "registration"),
    "face-yes": _answers(events.FaceAnswered(face=True), "face"),
    "face-no": _answers(events.FaceAnswered(face=False), "face"),
    "photograph-card": lambda enroller, _: enroller.photograph(Side.FRONT),
    "photograph-passport": lambda enroller, _: enroller.photograph(Side.PASSPORT),
    "snap": lambda enroller, _: enroller.snap(),
    "confirm": _takes(events.Confirmed()),
    "ask-staff": _takes(events.StaffAsked()),
    "guardian-yes": _answers(events.GuardianAgreed(face=True), "registration", "face"),
    "guardian-no": _answers(events.GuardianAgreed(face=False), "registration", "face"),
    "try-again": _takes(events.TriedAgain()),
    "decline": _takes(events.FaceDeclined()),
    "add-way": _takes(events.WayAdded()),
    "pin": _chooses(lambda choosing, value: choosing.pin(value)),
    "phone": _chooses(lambda choosing, _: choosing.phone()),
    "phone-code": _chooses(lambda choosing, value: choosing.phone_code(value)),
    "card": _chooses(lambda choosing, _: choosing.card()),
    "contact": lambda enroller, form: enroller.contact(form.get("value", "")),
    "open": lambda enroller, _: enroller.open(),
}
"""What a button of a page is called → what it does."""
