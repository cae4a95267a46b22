"""What somebody had typed when their session ended: kept for minutes, and there again when they have signed in.

The browser holds a secret in a cookie that it sends to the form's own page alone; the database holds the fields sealed
with a key made of it (AES-GCM), so that neither alone tells anything. Only the person whose session it was gets them
back, and only once. Passwords and codes are never kept. Nothing is sent by itself: the person presses the button again.
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

from central import db
from central.web import destination, moments
from central.web.tables import kept_form
from central.web.visitor import visitor

KEPT: Final = 15 * 60_000
"""How long, ms."""
COOKIE: Final = "menlu-kept"
MOST: Final = 100_000
"""Bytes of a form; a longer one is not kept."""
_NEVER: Final = re.compile(r"password|code|token|secret|csrf|once", re.IGNORECASE)
_NONCE: Final = 12
_COOKIE_KIND: Final[Any] = {"httponly": True, "samesite": "Lax"}


Fields = dict[str, list[str]]
"""What was typed, by the names of the fields."""


def init_app(app: Flask, *, secure: bool) -> None:
    """Bring kept forms back to pages; their fields ask by `typed` and `ticked`. The guard must stand before this."""
    app.config["MENLU_KEPT_COOKIE_SECURE"] = secure
    app.jinja_env.globals.update(typed=typed, ticked=ticked, kept_form=lambda: _kept() is not None)
    app.before_request(_bring_back)
    app.after_request(_let_go)


def page() -> str:
    """The page that the form of this request stands on: browsers tell it within one server."""
    told = urlsplit(request.referrer or "")
    wanted = f"{told.path}?{told.query}" if told.query else told.path
    return destination.local(wanted if told.netloc == request.host else None, request.path)


def keep(response: Response, staff_id: int) -> None:
    """Keep the form of this request for its person, who has to show first that it is them; `response` sends them off.

    A form that is not one of ours is not kept.
    """
    plain = msgspec.json.encode({name: values for name, values in request.form.lists() if not _NEVER.search(name)})
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


def typed(name: str, value: Any) -> Any:
    """What had been typed into the field; else `value`."""
    kept = _kept()
    return value if kept is None else kept.get(name, [""])[0]


def ticked(name: str, value: str, is_chosen: bool) -> bool:
    """Whether the box or the choice `value` of the field had been ticked; else `is_chosen`."""
    kept = _kept()
    return is_chosen if kept is None else value in kept.get(name, [])


def _bring_back() -> None:
    looking, secret = visitor(), request.cookies.get(COOKIE, "")
    if looking is not None and request.method == "GET" and re.fullmatch(r"[0-9a-f]{64}", secret):
        g.kept_form = _take(bytes.fromhex(secret), looking.id)


def _let_go(response: Response) -> Response:
    if _kept() is not None:
        response.delete_cookie(COOKIE, path=request.path, **_COOKIE_KIND, secure=_is_secure())
    return response


def _take(secret: bytes, staff_id: int) -> Fields | None:
    is_this = kept_form.c.digest == _digest(secret, request.path), kept_form.c.staff_id == staff_id
    with db.database().reading() as session:
        if session.execute(select(kept_form.c.digest).where(*is_this)).first() is None:
            return None
    with db.database().writing() as session:
        gone = delete(kept_form).where(*is_this).returning(kept_form.c.sealed, kept_form.c.expires_at)
        row = session.execute(gone).first()
    return None if row is None or row.expires_at <= moments.now() else _opened(base64.b64decode(row.sealed), secret)


def _opened(sealed: bytes, secret: bytes) -> Fields | None:
    try:
        plain = AESGCM(_key(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
    except InvalidTag:
        return None
    return msgspec.json.decode(plain, type=Fields)


def _kept() -> Fields | None:
    kept: Fields | None = g.get("kept_form")
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
