"""Deny by default: a route that is not named here is open only to those who are signed in, and of those only to the
roles its view is marked for (`central.web.roles`). An app with a route that says nothing is refused at the start.
"""

import time
from collections.abc import Iterable
from typing import Final

from flask import Blueprint, Flask, Request, abort, current_app, redirect, request, url_for
from flask_wtf import CSRFProtect
from werkzeug import Response as BaseResponse

from central.account import rules, service
from central.account.rules import Stage
from central.audit import service as audit
from central.db import Database
from central.web import kept_forms
from central.web.grants import Grant
from central.web.roles import is_dangerous, roles_of
from central.web.shell import here
from central.web.visitor import Visitor, admit, may_open, present_visitor, visitor

OPEN: Final = frozenset(
    {
        "account.sign_in",
        "account.first_run",
        "account.join",
        "factors.passkey_options",
        "factors.passkey",
        "at_door.door",
        "at_door.part",
        "at_door.touch",
        "door_code.page",
        "door_code.worker",
        "language.switch",
        "my.copy",
        "my.correct",
        "my.enter",
        "my.erase",
        "my.known",
        "my.leave",
        "my.page",
        "my.withdraw_face",
        "phone.code",
        "phone.contact",
        "phone.face",
        "phone.language",
        "phone.notice",
        "prepared.done",
        "prepared.take_back",
        "rest_docs.docs",
        "screens.screen",
        "screens.take",
        "web.static",
        "health.alive",
        "health.ready",
        "metrics.show",
    }
)
"""Endpoints open to anybody, besides those of blueprints whose requests are signed by a box."""
ASKED_BY_PAGES: Final = frozenset(f"{page}.{way}" for page in ("desk", "edges", "home") for way in ("stream", "since"))
"""What an open page asks by itself: no sign that anybody is there, so it does not keep a session from ending."""


STEPS: Final = {
    Stage.SECOND: frozenset(
        {"account.sign_out", "factors.second", "factors.second_options", "factors.second_passkey", "language.switch"}
    ),
    Stage.SET_UP: frozenset(
        {"account.sign_out", "own.set_up", "own.totp", "own.passkey_options", "own.add_passkey", "language.switch"}
    ),
}
"""What is open to somebody whose session owes a second factor, or must set one up."""
NEXT_STEP: Final = {Stage.SECOND: "factors.second", Stage.SET_UP: "own.set_up"}
"""Where they are sent."""


ASKED_BY_A_PAGE: Final = "Menlu-Refresh"
"""Header of a request by which an open page only fetches itself again."""


class UnguardedRoute(Exception):
    """A route says not who may open it: a fault of the program."""


class Guard:
    """Knows the cookie of a session and lets in who holds a good one."""

    def __init__(self, database: Database, *, secure: bool, second_is_required: bool) -> None:
        self._database = database
        self._secure = secure
        self.second_is_required = second_is_required
        # A __Host- cookie is bound to this very host and to HTTPS; over plain HTTP browsers would refuse it.
        self.cookie = "__Host-menlu" if secure else "menlu"

    def init_app(self, app: Flask, signed: Iterable[Blueprint]) -> None:
        """Stand before every route of `app`. signed: blueprints whose requests carry a box's signature instead."""
        app.extensions["menlu-guard"] = self
        # Flask's own cookie holds only the form token (against forged requests) and passing messages.
        app.secret_key = service.form_key(self._database)
        app.config.update(
            SESSION_COOKIE_NAME=f"{self.cookie}-form",
            SESSION_COOKIE_SECURE=self._secure,
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Lax",
            # A token is good for as long as its cookie: a page left open over lunch must still be of use.
            WTF_CSRF_TIME_LIMIT=None,
        )
        open_blueprints = frozenset(blueprint.name for blueprint in signed)
        app.before_request(lambda: self._admit_or_refuse(open_blueprints))
        app.after_request(self._note_refusal)
        csrf = CSRFProtect(app)
        for blueprint in signed:
            csrf.exempt(blueprint)

    def let_in(self, response: BaseResponse, secret: str) -> None:
        """Give the browser the cookie of its new session; it goes when the browser closes."""
        response.set_cookie(self.cookie, secret, secure=self._secure, httponly=True, samesite="Lax", path="/")

    def let_out(self, response: BaseResponse) -> None:
        """Take the cookie back."""
        response.delete_cookie(self.cookie, secure=self._secure, httponly=True, samesite="Lax", path="/")

    def _admit_or_refuse(self, open_blueprints: frozenset[str]) -> BaseResponse | None:
        if request.endpoint == "web.static" or request.blueprint in open_blueprints:
            return None
        signed_in = self._signed_in(request)
        if signed_in is None:
            # Without an endpoint there is nothing to protect: "no such page" is said to anybody.
            return None if request.endpoint is None or request.endpoint in OPEN else _ask_to_sign_in()
        if signed_in.stage is not Stage.IN:
            return self._on_the_way(signed_in)
        who, handle = signed_in.staff, signed_in.handle
        admit(Visitor(who.id, who.name, who.grants, handle, lambda: self._is_open(handle, who.grants)))
        _refuse_others()
        return _ask_to_confirm(signed_in.confirmed_at)

    def _note_refusal(self, response: BaseResponse) -> BaseResponse:
        """Somebody who is signed in asked for what is not open to them."""
        if response.status_code == 403 and visitor() is not None:
            audit.note_once(self._database, act="page.refuse", of=f"page:{request.endpoint}")
        return response

    def _on_the_way(self, signed_in: service.SignedIn) -> BaseResponse | None:
        """Of somebody who has given a password only: they may do nothing yet but the next step."""
        if request.endpoint is None or (request.endpoint in OPEN and request.endpoint != "account.sign_in"):
            return None
        admit(Visitor(signed_in.staff.id, signed_in.staff.name, frozenset(), signed_in.handle, lambda: False))
        if request.endpoint in STEPS[signed_in.stage]:
            return None
        if request.endpoint in ASKED_BY_PAGES:
            abort(401)
        return redirect(url_for(NEXT_STEP[signed_in.stage], next=here()), 303)

    def _signed_in(self, request: Request) -> service.SignedIn | None:
        secret = request.cookies.get(self.cookie)
        if not secret:
            return None
        at = now()
        # A view of its own, closed at once: a live page's request goes on for hours.
        with self._database.reading() as session:
            found = service.signed_in(session, secret, at)
        if found is not None and not _is_asked_by_a_page(request):
            service.note_use(self._database, found.handle, at)
        return found

    def owner(self, request: Request) -> int | None:
        """Whose session it was that the request is made in, also when it has ended."""
        with self._database.reading() as session:
            return service.owner_of(session, request.cookies.get(self.cookie, ""))

    def _is_open(self, handle: bytes, grants: frozenset[Grant]) -> bool:
        """Whether the session goes on with the rights it had: a page that stays open shows by these."""
        with self._database.reading() as session:
            found = service.session_by_handle(session, handle, now())
        return found is not None and found.staff.grants == grants


def now() -> int:
    """Unix time in milliseconds."""
    return time.time_ns() // 1_000_000


def require_rules(app: Flask, signed: Iterable[Blueprint]) -> None:
    """Refuse an app with a route for which nobody has said who may open it. Raises UnguardedRoute."""
    open_blueprints = {blueprint.name for blueprint in signed}
    for rule in app.url_map.iter_rules():
        is_signed = rule.endpoint.partition(".")[0] in open_blueprints
        if not (is_signed or rule.endpoint in OPEN or roles_of(app.view_functions[rule.endpoint])):
            raise UnguardedRoute(f"{rule.rule} ({rule.endpoint}) says not who may open it: mark it with @open_to")


def _refuse_others() -> None:
    """Abort with 403 unless the page is open to who is looking."""
    if request.endpoint is None or request.endpoint in OPEN:
        return
    if not may_open(request.endpoint):
        abort(403)


def _ask_to_confirm(confirmed_at: int) -> BaseResponse | None:
    """Send somebody who would do what is dangerous to show that it is them, if that was too long ago."""
    if request.endpoint is None or not is_dangerous(current_app.view_functions[request.endpoint]):
        return None
    if 0 <= now() - confirmed_at < rules.CONFIRMED_FOR:
        return None
    # A form is not sent again by itself: they see once more what it says before they send it.
    if request.method != "POST":
        return redirect(url_for("factors.confirm", next=here()), 303)
    response = redirect(url_for("factors.confirm", next=kept_forms.page()), 303)
    kept_forms.keep(response, present_visitor().id)
    return response


def _is_asked_by_a_page(request: Request) -> bool:
    return request.endpoint in ASKED_BY_PAGES or ASKED_BY_A_PAGE in request.headers


def _ask_to_sign_in() -> BaseResponse:
    if request.endpoint in ASKED_BY_PAGES:
        abort(401)
    if request.method != "POST":
        return redirect(url_for("account.sign_in", next=here()), 303)
    response = redirect(url_for("account.sign_in", next=kept_forms.page()), 303)
    guard: Guard = current_app.extensions["menlu-guard"]
    owner = guard.owner(request)
    if owner is not None:
        kept_forms.keep(response, owner)
    return response
