"""The second step of signing in, signing in by passkey alone, and showing again that it is oneself."""

from typing import Any, cast

from flask import Blueprint, abort, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask import session as form_session
from flask_babel import gettext as _
from werkzeug import Response

from central import db
from central.account import attempts, factors, passkeys, service
from central.account.guard import Guard, now
from central.account.passkeys import Site
from central.account.rules import Stage
from central.sealed.ring import ring
from central.web import address, destination
from central.web.roles import Role, open_to
from central.web.visitor import present_visitor

blueprint = Blueprint("factors", __name__, template_folder="templates")
_BY_PASSKEY = "passkey"
"""What stands for a name among the failed attempts."""


@blueprint.route("/sign-in/second", methods=["GET", "POST"])
@open_to(*Role)
def second() -> Response:
    """A code of the app, or one from the paper, after the password."""
    if request.method == "GET":
        return _second(200)
    who = present_visitor()
    try:
        factors.spend(db.database(), ring(), who.id, request.form.get("code", "")[:64], _from(), now())
    except service.WrongCode:
        return _second(422, _("This code is not valid, or was used already. Wait for the next one."))
    except service.TooManyAttempts as error:
        return _slow_down(_second(429, _too_many(error)), error)
    return _go_in(who.session, redirect(_next(), 303))


@blueprint.post("/sign-in/second/options")
@open_to(*Role)
def second_options() -> Response:
    """What the browser needs for a passkey of the person who gave the password."""
    with db.database().writing() as session:
        return _json(passkeys.sign_in_options(session, site(), now(), present_visitor().id))


@blueprint.post("/sign-in/second/passkey")
@open_to(*Role)
def second_passkey() -> Response:
    """A passkey as the second step."""
    who = present_visitor()
    if _signed(who.id) is None:
        return _refused()
    return _go_in(who.session, jsonify(next=_next()))


@blueprint.post("/sign-in/passkey/options")
def passkey_options() -> Response:
    """What the browser needs to sign in by whichever passkey it has for this site."""
    with db.database().writing() as session:
        return _json(passkeys.sign_in_options(session, site(), now()))


@blueprint.post("/sign-in/passkey")
def passkey() -> Response:
    """A passkey alone signs in: its owner showed themselves to it, so it is both factors."""
    attempt = attempts.of_form(_BY_PASSKEY, _from())
    try:
        attempts.admit(db.database(), attempt, now())
    except service.TooManyAttempts as error:
        return _slow_down(make_response(jsonify(complaint=_too_many(error)), 429), error)
    person = _signed(None)
    if person is None:
        return _refused()
    with db.database().writing() as session:
        attempts.forget(session, attempt)
        browser = request.headers.get("User-Agent", "")
        secret = service.open_session(session, person, Stage.IN, _from(), browser, now())
    form_session.clear()
    response = jsonify(next=_next())
    guard().let_in(response, secret)
    return response


@blueprint.route("/confirm", methods=["GET", "POST"])
@open_to(*Role)
def confirm() -> Response:
    """The password once more, before what is dangerous."""
    if request.method == "GET":
        return _confirm(200)
    who, password = present_visitor(), request.form.get("password", "")[:1024]
    try:
        if not service.has_password(db.database(), who.id, password, _from(), now()):
            return _confirm(422, _("This is not your password."))
    except service.TooManyAttempts as error:
        return _slow_down(_confirm(429, _too_many(error)), error)
    with db.database().writing() as session:
        service.confirm(session, who.session, now())
    return redirect(_next(), 303)


@blueprint.post("/confirm/passkey")
@open_to(*Role)
def confirm_passkey() -> Response:
    """A passkey in the place of the password."""
    who = present_visitor()
    if _signed(who.id) is None:
        return _refused()
    with db.database().writing() as session:
        service.confirm(session, who.session, now())
    return jsonify(next=_next())


@blueprint.post("/confirm/options")
@open_to(*Role)
def confirm_options() -> Response:
    """What the browser needs for a passkey of whoever is signed in."""
    with db.database().writing() as session:
        return _json(passkeys.sign_in_options(session, site(), now(), present_visitor().id))


def site() -> Site:
    """Whom passkeys are for: central, where people reach it."""
    return Site(address.central())


def guard() -> Guard:
    """The app's."""
    return cast(Guard, current_app.extensions["menlu-guard"])


def answer() -> dict[str, Any]:
    """What a browser says of a passkey; 400 where it is no such thing."""
    said = request.get_json(silent=True)
    given = said.get("answer") if isinstance(said, dict) else None
    if not isinstance(given, dict):
        abort(400)
    return given


def _signed(person: int | None) -> int | None:
    """Whose passkey the browser's answer is, if it is theirs; None where it is nobody's."""
    try:
        failures_noted = attempts.failures_noted(db.database(), "factor.passkey")
        with failures_noted, db.database().writing() as session:
            found = passkeys.verify(session, site(), answer(), now())
    except service.WrongCode:
        return None
    return found if person in (None, found) else None


def _go_in(handle: bytes, response: Response) -> Response:
    """The session has shown all: a new secret takes the place of the old."""
    with db.database().writing() as session:
        secret = service.complete(session, handle, now())
    if secret is None:
        return redirect(url_for("account.sign_in"), 303)
    guard().let_in(response, secret)
    return response


def _second(status: int, complaint: str | None = None) -> Response:
    known = factors.factors_of(db.session(), present_visitor().id)
    page = render_template("account/second.html", factors=known, complaint=complaint, next=_next())
    return make_response(page, status)


def _confirm(status: int, complaint: str | None = None) -> Response:
    known = factors.factors_of(db.session(), present_visitor().id)
    page = render_template("account/confirm.html", factors=known, complaint=complaint, next=_next())
    return make_response(page, status)


def _refused() -> Response:
    return make_response(jsonify(complaint=_("This passkey opens nothing here.")), 422)


def _too_many(error: service.TooManyAttempts) -> str:
    seconds = -(-error.wait // 1000)
    return str(_("Too many attempts. Wait %(seconds)s seconds, then try again.", seconds=seconds))


def _slow_down(response: Response, error: service.TooManyAttempts) -> Response:
    response.headers["Retry-After"] = str(-(-error.wait // 1000))
    return response


def _json(made: str) -> Response:
    return Response(made, mimetype="application/json")


def _next() -> str:
    said = request.get_json(silent=True) if request.is_json else None
    wanted = said.get("next") if isinstance(said, dict) else request.values.get("next")
    return destination.local(wanted if isinstance(wanted, str) else None, "/")


def _from() -> str:
    return request.remote_addr or ""
