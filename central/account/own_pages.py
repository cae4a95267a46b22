"""One's own account: sessions, password, second factors. Whatever weakens it asks first to show that it is oneself."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response

from central import db
from central.account import browsers, factors, passkeys, passwords, rules, service
from central.account.factor_pages import answer, guard, site
from central.account.forms import PASSWORD_WORDS, Complaints
from central.account.guard import now
from central.account.refusals import LastFactor
from central.live import bell
from central.sealed.ring import ring
from central.web import qr
from central.web.flashes import not_done
from central.web.once import once
from central.web.roles import Role, needs_confirmation, open_to
from central.web.visitor import Visitor, present_visitor
from wire.signature import in_fours

blueprint = Blueprint("own", __name__, url_prefix="/me", template_folder="templates")


@blueprint.get("")
@open_to(*Role)
def page() -> Response:
    """What somebody may do here, where they are signed in, and how they sign in."""
    return _page(200)


@blueprint.post("/sessions/<mark>/end")
@open_to(*Role)
@once
def end_session(mark: str) -> Response:
    """End one of one's own sessions."""
    with db.database().writing() as session:
        service.end_session(session, present_visitor().id, mark)
    bell().ring()
    return _back(_("The session is ended."))


@blueprint.post("/sessions/end-others")
@open_to(*Role)
@once
def end_others() -> Response:
    """End all of one's own sessions but this."""
    who = present_visitor()
    with db.database().writing() as session:
        service.end_sessions_of(session, who.id, but=who.session)
    bell().ring()
    return _back(_("You are signed in here only."))


@blueprint.post("/password")
@open_to(*Role)
@needs_confirmation
def password() -> Response:
    """Choose another password; other sessions end."""
    who, chosen = present_visitor(), request.form.get("password", "")[:1024]
    refusal = rules.password_refusal(chosen, who.name)
    if refusal is not None:
        return _page(422, {"password": PASSWORD_WORDS[refusal]})
    stored = passwords.hashed(chosen)
    with db.database().writing() as session:
        service.change_password(session, who.id, stored, who.session)
    bell().ring()
    return _back(_("Your password is changed; you are signed in here only."))


@blueprint.get("/second-factor")
@open_to(*Role)
def set_up() -> str:
    """Which second factor it shall be: the first thing somebody sees who has none and needs one."""
    known = factors.factors_of(db.session(), present_visitor().id)
    return render_template("account/set_up.html", factors=known)


@blueprint.route("/second-factor/app", methods=["GET", "POST"])
@open_to(*Role)
@needs_confirmation
@once
def totp() -> Response:
    """Give an app the secret by a picture, and take its first code; then come codes for the paper."""
    if request.method == "GET":
        return _totp(200)
    who = present_visitor()
    try:
        made = factors.prove_totp(db.database(), ring(), who.id, request.form.get("code", "")[:64], _from(), now())
    except service.WrongCode:
        return _totp(422, _("This code is not valid. Is the phone's clock right? Wait for the next one."))
    except service.TooManyAttempts as error:
        seconds = -(-error.wait // 1000)
        return _totp(429, _("Too many attempts. Wait %(seconds)s seconds, then try again.", seconds=seconds))
    return _in_with(make_response(render_template("account/recovery.html", codes=made), 201))


@blueprint.post("/second-factor/app/remove")
@open_to(*Role)
@needs_confirmation
@once
def remove_totp() -> Response:
    """Ask for the app's codes no more."""
    return _remove(factors.remove_totp)


@blueprint.post("/second-factor/codes")
@open_to(*Role)
@needs_confirmation
@once
def recovery_codes() -> Response:
    """Fresh codes for the paper; those before are void."""
    with db.database().writing() as session:
        made = factors.new_recovery_codes(session, present_visitor().id, now())
    return make_response(render_template("account/recovery.html", codes=made), 201)


@blueprint.post("/passkeys/options")
@open_to(*Role)
@needs_confirmation
def passkey_options() -> Response:
    """What the browser needs to make a passkey."""
    who = present_visitor()
    with db.database().writing() as session:
        made = passkeys.registration_options(session, site(), who.id, who.name, now())
    return Response(made, mimetype="application/json")


@blueprint.post("/passkeys")
@open_to(*Role)
@needs_confirmation
def add_passkey() -> Response:
    """Keep the passkey that the browser made."""
    said = request.get_json(silent=True) or {}
    name = said.get("name")
    shown = name if isinstance(name, str) and name.strip() and name.isprintable() else _("Passkey")
    who = present_visitor()
    try:
        with db.database().writing() as session:
            passkeys.register(session, site(), who.id, shown, answer(), now())
            codes = factors.factors_of(session, who.id).recovery_codes
    except service.WrongCode:
        return make_response(jsonify(complaint=_("This passkey could not be kept. Try again.")), 422)
    flash(_("The passkey is kept.") if codes else _("The passkey is kept. Make codes for the paper, too."))
    return _in_with(jsonify(next=url_for(".page")))


@blueprint.post("/passkeys/<int:passkey>/remove")
@open_to(*Role)
@needs_confirmation
@once
def remove_passkey(passkey: int) -> Response:
    """Let one of one's own passkeys open nothing any more."""
    return _remove(lambda session, person: passkeys.remove(session, person, passkey))


def _remove(act: Callable[[Session, int], None]) -> Response:
    """Take a factor away, unless it is the last and one is required."""
    who = present_visitor()
    try:
        with db.database().writing() as session:
            act(session, who.id)
            _require_one(session, who)
    except LastFactor:
        return _not_done(_("Nothing was changed: this is your last second factor. Set another one up first."))
    return _back(_("It is asked for no more."))


def _require_one(session: Session, who: Visitor) -> None:
    """Raise LastFactor where somebody who needs a second factor has none left."""
    works_here = bool(who.roles - {Role.LANDLORD})
    if guard().second_is_required and works_here and not factors.factors_of(session, who.id).any:
        raise LastFactor


def _in_with(response: Response) -> Response:
    """A session that had to set a factor up has shown all now; a new secret takes the place of the old."""
    with db.database().writing() as session:
        secret = service.complete(session, present_visitor().session, now())
    if secret is not None:
        guard().let_in(response, secret)
    return response


def _totp(status: int, complaint: str | None = None) -> Response:
    who = present_visitor()
    with db.database().writing() as session:
        if factors.factors_of(session, who.id).totp:
            return _not_done(_("The app is set up already."))
        secret = factors.pending_totp(session, ring(), who.id) or factors.begin_totp(session, ring(), who.id, now())
    link = factors.link_of(secret, who.name)
    page = render_template("account/totp.html", picture=qr.picture(link), secret=in_fours(secret), complaint=complaint)
    return make_response(page, status)


def _page(status: int, complaints: Complaints | None = None) -> Response:
    session, who, at = db.session(), present_visitor(), now()
    values: dict[str, Any] = {
        "person": service.person_of(session, who.id),
        "sessions": service.sessions_of(session, who.id, who.session, at),
        "factors": factors.factors_of(session, who.id),
        "called": browsers.called,
        "passkeys": passkeys.passkeys_of(session, who.id),
        "codes": service.codes_made(session, who.id),
        "complaints": complaints or {},
        "now": at,
    }
    return make_response(render_template("account/me.html", **values), status)


def _back(said: str) -> Response:
    flash(said)
    return redirect(url_for(".page"), 303)


def _not_done(said: str) -> Response:
    not_done(said)
    return redirect(url_for(".page"), 303)


def _from() -> str:
    return request.remote_addr or ""
