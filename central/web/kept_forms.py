"""What somebody had typed when their form could not be taken: there again, once, on the page that the form stands on.

So it is when a session has ended, when somebody has to show first that it is them, and when somebody else was quicker
(`central.web.changes`). The browser holds a secret in a cookie that it sends to the form's own page alone; the database
holds the fields sealed with a key made of it (AES-GCM), so that neither alone tells anything, for minutes. Only the
person whose session it was gets them back. Nothing is sent by itself: the person presses the button again.
"""

import base64
import hashlib
import re
import secrets
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFError
from sqlalchemy import delete, insert, select
from werkzeug import Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from central import db
from central.web import destination, moments, personal
from central.web.refilled import SEEN, refilled
from central.web.tables import kept_form
from central.web.visitor import visitor

KEPT: Final = 15 * 60_000
"""How long, ms."""
COOKIE: Final = "menlu-kept"
MOST: Final = 100_000
"""Bytes of a form; a longer one is not kept."""
_NEVER: Final = re.compile(r"password|code|token|secret|csrf|once|phone|contact|^number$", re.IGNORECASE)
_NONCE: Final = 12
_COOKIE_KIND: Final[Any] = {"httponly": True, "samesite": "Lax"}


class Change(msgspec.Struct, frozen=True):
    """label: what it is called. was: when the form was shown; now: since somebody changed it."""

    label: str
    was: str
    now: str


class Meanwhile(msgspec.Struct, frozen=True):
    """Somebody else was quicker. who: as the log names them, "" where it names nobody; at: when, Unix ms."""

    who: str
    at: int
    changes: list[Change]


class Kept(msgspec.Struct, frozen=True):
    """A form. action: the path it was sent to; fields: what was typed, by the names of the fields."""

    action: str
    fields: dict[str, list[str]]
    meanwhile: Meanwhile | None = None


def init_app(app: Flask, *, secure: bool) -> None:
    """Bring kept forms back to pages. The guard must stand before this."""
    app.config["MENLU_KEPT_COOKIE_SECURE"] = secure
    app.jinja_env.globals.update(kept_form=_kept)
    app.before_request(_bring_back)
    app.after_request(_fill_in)


def may_be_kept(name: str, value: str) -> bool:
    """The rule: no password, no code, no key, and no number of a document or a phone. Files are no fields here."""
    return not _NEVER.search(name) and not personal.holds_number(value)


def page() -> str:
    """The page that the form of this request stands on: browsers tell it within one server.

    A browser that does not say, or that stands where only forms are sent to (a form that had to be mended), is led to
    the nearest page above.
    """
    said = urlsplit(request.referrer or "")
    wanted = f"{said.path}?{said.query}" if said.query else said.path
    told = destination.local(wanted if said.netloc == request.host else None, request.path)
    path = urlsplit(told).path
    above = _page_above(path)
    return told if above == path else above


def keep(response: Response, staff_id: int, meanwhile: Meanwhile | None = None) -> None:
    """Keep the form of this request for its person; `response` sends them off. A form that is not ours is not kept."""
    plain = msgspec.json.encode(Kept(request.path, _typed(is_told=meanwhile is not None), meanwhile))
    if not _is_ours() or len(plain) > MOST:
        return
    path, secret, nonce = urlsplit(page()).path, secrets.token_bytes(32), secrets.token_bytes(_NONCE)
    sealed = base64.b64encode(nonce + AESGCM(_key(secret)).encrypt(nonce, plain, None)).decode()
    row = {"digest": _digest(secret, path), "staff_id": staff_id, "sealed": sealed}
    row |= {"expires_at": moments.now() + KEPT}
    with db.database().writing() as session:
        session.execute(delete(kept_form).where(kept_form.c.expires_at <= moments.now()))
        session.execute(insert(kept_form), row)
    response.set_cookie(COOKIE, secret.hex(), max_age=KEPT // 1000, path=path, **_COOKIE_KIND, secure=_is_secure())


def _typed(*, is_told: bool) -> dict[str, list[str]]:
    """What may be kept of this request's form. What somebody had seen goes with it until they are told what is new."""
    fields = {
        name: [value for value in values if may_be_kept(name, value)]
        for name, values in request.form.lists()
        if not (is_told and name.startswith(SEEN))
    }
    return {name: values for name, values in fields.items() if values}


def _bring_back() -> None:
    looking, secret = visitor(), request.cookies.get(COOKIE, "")
    if looking is not None and request.method == "GET" and re.fullmatch(r"[0-9a-f]{64}", secret):
        g.kept_form = _take(bytes.fromhex(secret), looking.id)


def _fill_in(response: Response) -> Response:
    kept = _kept()
    if kept is None:
        return response
    response.delete_cookie(COOKIE, path=request.path, **_COOKIE_KIND, secure=_is_secure())
    if response.mimetype == "text/html" and not response.is_streamed:
        response.set_data(refilled(response.get_data(as_text=True), request.path, kept.action, kept.fields))
    return response


def _page_above(path: str) -> str:
    adapter = current_app.create_url_adapter(request)
    while path.count("/") > 1 and adapter is not None:
        try:
            adapter.match(path, method="GET")
        except RequestRedirect:
            return path
        except HTTPException:
            path = path.rpartition("/")[0]
        else:
            return path
    return path


def _take(secret: bytes, staff_id: int) -> Kept | None:
    is_this = kept_form.c.digest == _digest(secret, request.path), kept_form.c.staff_id == staff_id
    with db.database().reading() as session:
        if session.execute(select(kept_form.c.digest).where(*is_this)).first() is None:
            return None
    with db.database().writing() as session:
        gone = delete(kept_form).where(*is_this).returning(kept_form.c.sealed, kept_form.c.expires_at)
        row = session.execute(gone).first()
    return None if row is None or row.expires_at <= moments.now() else _opened(base64.b64decode(row.sealed), secret)


def _opened(sealed: bytes, secret: bytes) -> Kept | None:
    try:
        plain = AESGCM(_key(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag:
        return None
    return msgspec.json.decode(plain, type=Kept)


def _kept() -> Kept | None:
    kept: Kept | None = g.get("kept_form")
    return kept


def _is_secure() -> bool:
    return bool(current_app.config["MENLU_KEPT_COOKIE_SECURE"])


def _is_ours() -> bool:
    try:
        current_app.extensions["csrf"].protect()
    except CSRFError:
        return False
    return True


def _digest(secret: bytes, path: str) -> str:
    return hashlib.sha256(b"kept form" + secret + path.encode()).hexdigest()


def _key(secret: bytes) -> bytes:
    return hashlib.sha256(b"key of a kept form" + secret).digest()
