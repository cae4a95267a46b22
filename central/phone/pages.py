"""The code, and the four questions behind it: language, notice, face, contact. One page each, all of it plain forms.

What is answered is kept by the browser's cookie until the last question; then it is stored and the box is told, in one
transaction.
"""

import re
from typing import Final

from flask import Blueprint, Flask, redirect, request, url_for
from msgspec.structs import replace
from werkzeug import Response

from central import db
from central.edges.service import Throttle
from central.phone import done_pages, door_pages, own_pages, visit
from central.phone.language import LANGUAGES
from central.phone.showing import go_on, gone, invited, now, show
from central.phone.visit import Visit
from central.phone.words import Complaint
from central.rental import service
from wire import notice
from wire.claim import normalised
from wire.notice import Purpose

blueprint = Blueprint("phone", __name__, template_folder="templates")

_THROTTLE: Final = Throttle("phone")
_NUMBER = re.compile(r"\+?[0-9]{6,15}", re.ASCII)
_SPACING = re.compile(r"[\s().-]")


def init_app(app: Flask) -> None:
    """Put the pages into `app`."""
    for pages in (blueprint, done_pages.blueprint, own_pages.blueprint):
        app.register_blueprint(pages)
    door_pages.init_app(app)


@blueprint.route("/i", methods=["GET", "POST"])
def code() -> Response:
    """The invitation's code or the person's own, typed or put in by script from behind the # of the address."""
    if request.method == "GET":
        complaint = Complaint.AGAIN if "again" in request.args else None
        return show("code", None, complaint=complaint)
    address, at = request.remote_addr or "", now()
    if _THROTTLE.must_wait(db.session(), address, at):
        return show("code", None, status=429, complaint=Complaint.TOO_MANY)
    typed = normalised(request.form.get("code", "")[:100])
    opened = service.open_by(db.session(), typed, now=at)
    if opened is None:
        with db.database().writing() as session:
            _THROTTLE.failed(session, address, at)
        return show("code", None, status=422, complaint=Complaint.CODE_UNKNOWN)
    return _come_in(opened, typed)


@blueprint.route("/i/language", methods=["GET", "POST"], endpoint="language")
@invited
def choose_language(visitor: Visit, home: service.Home) -> Response:
    """Four languages; whoever chooses is asked everything in it, and anew."""
    wish = request.form.get("language", "")
    if request.method == "GET" or wish not in LANGUAGES:
        return show("language", visitor, home=home)
    anew = replace(visitor, language=wish, version="", told_at=0, face=None, face_at=0)
    return go_on("phone.notice", anew)


@blueprint.route("/i/notice", methods=["GET", "POST"], endpoint="notice")
@invited
def registration_notice(visitor: Visit, home: service.Home) -> Response:
    """What the registration is; the law asks for it, so the person takes note."""
    if not visitor.language:
        return go_on("phone.language", visitor)
    text = notice.notice(notice.current(), Purpose.REGISTRATION, visitor.language)
    if request.method == "GET":
        return show("notice", visitor, home=home, text_shown=text, complaint=_changed())
    if request.form.get("seen") != text.digest:
        return show("notice", visitor, home=home, text_shown=text, complaint=Complaint.NOTICE_CHANGED, status=409)
    told = replace(visitor, version=notice.current(), told_at=now(), face=None, face_at=0)
    return go_on("phone.face", told)


@blueprint.route("/i/face", methods=["GET", "POST"], endpoint="face")
@invited
def use_of_the_face(visitor: Visit, home: service.Home) -> Response:
    """The use of the face: yes or no, neither before the other."""
    if visitor.next_question in ("language", "notice"):
        return go_on(f"phone.{visitor.next_question}", visitor)
    if visitor.version != notice.current():
        return redirect(url_for("phone.notice", changed=1), 303)
    text = notice.notice(visitor.version, Purpose.FACE, visitor.language)
    answer = {"yes": True, "no": False}.get(request.form.get("face", ""))
    if request.method == "GET" or answer is None:
        return show("face", visitor, home=home, text_shown=text)
    if request.form.get("seen") != text.digest:
        return show("face", visitor, home=home, text_shown=text, complaint=Complaint.NOTICE_CHANGED, status=409)
    return go_on("phone.contact", replace(visitor, face=answer, face_at=now()))


@blueprint.route("/i/contact", methods=["GET", "POST"], endpoint="contact")
@invited
def phone_number(visitor: Visit, home: service.Home) -> Response:
    """A phone number, which may stay empty; then all answers are kept."""
    if visitor.next_question != "contact":
        return go_on(f"phone.{visitor.next_question}", visitor)
    if request.method == "GET":
        return show("contact", visitor, home=home, number="", again=_has_answered(visitor))
    typed = request.form.get("number", "")[:40]
    number = _SPACING.sub("", typed)
    if number and not _NUMBER.fullmatch(number):
        return show("contact", visitor, home=home, number=typed, complaint=Complaint.PHONE_NUMBER, status=422)
    if visitor.version != notice.current():
        return redirect(url_for("phone.notice", changed=1), 303)
    return _keep(visitor, home, number)


def _come_in(opened: service.Opened, typed: str) -> Response:
    before = service.preparation_of(db.session(), opened)
    if before is not None:
        return go_on("prepared.done", visit.begun(opened, typed, before.language))
    return go_on("phone.language", visit.begun(opened, typed))


def _keep(visitor: Visit, home: service.Home, number: str) -> Response:
    answers = service.Answers(
        visitor.language,
        visitor.version,
        visitor.told_at,
        bool(visitor.face),
        visitor.face_at,
        service.sealed_contact(number, visitor.preparation),
    )
    try:
        with db.database().writing() as session:
            service.prepare(session, visitor.opened, visitor.code, answers, now=now())
    except service.NotThere:
        return gone(visitor)
    except service.AllTaken:
        return show("contact", visitor, home=home, number=number, complaint=Complaint.ALL_TAKEN, status=409)
    except service.NotPossible:
        return go_on("prepared.done", visitor)
    return go_on("prepared.done", visitor)


def _has_answered(visitor: Visit) -> bool:
    """Whether there are answers to take the place of. The number is not among what a code shows."""
    return service.preparation_of(db.session(), visitor.opened) is not None


def _changed() -> Complaint | None:
    return Complaint.NOTICE_CHANGED if "changed" in request.args else None
