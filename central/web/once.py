"""A form that is sent twice does what it says once: the second click gets the first one's answer.

Each form carries a key of its own (`once`). Who sends it first claims the key; what was answered stands beside it for
some minutes: where it led, or the page that it made (201), such as a code that is shown this once. Such a page is
sealed with the form's key, which the browser has and the database has not. A form with any other answer (something has
to be mended) lets its key go again.
"""

import base64
import hashlib
import json
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, Final, ParamSpec

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug import Response

from central import db
from central.web import destination, moments
from central.web.flashes import not_done
from central.web.tables import sent_form
from central.web.visitor import present_visitor

log = logging.getLogger(__name__)

KEPT: Final = 15 * 60_000
"""How long an answer is kept, ms."""
PATIENCE: Final = 5.0
"""How long the second click waits for the first one's answer, s."""
_LOOK_AGAIN: Final = 0.1
"""s. Whoever waits looks again rather than listens: it is rare and soon over, and a ring for it would wake every open
page (`central.live`)."""
_LONGEST: Final = 64
_FLASHES: Final = "_flashes"
"""Where Flask keeps what the next page says."""

_NONCE: Final = 12
_MARK: Final = "once"

_P = ParamSpec("_P")


def key() -> str:
    """A key for one form."""
    return secrets.token_urlsafe(16)


def once(view: Callable[_P, Response]) -> Callable[_P, Response]:
    """Makes a view do once what a form says. Goes under the decorators of the route."""

    @wraps(view)
    def sent_once(*args: _P.args, **values: _P.kwargs) -> Response:
        given = request.form.get("once", "") if request.method == "POST" else ""
        if not given or len(given) > _LONGEST:
            return view(*args, **values)
        digest = hashlib.sha256(f"{present_visitor().id} {request.path} {given}".encode()).hexdigest()
        if not _claim(digest):
            return _first_answer(digest, given)
        try:
            answer = view(*args, **values)
        except BaseException:
            _let_go(digest)
            raise
        try:
            _settle(digest, given, answer)
        except OperationalError as error:
            # It is done, whatever becomes of this note of it; a second click is told to look first.
            log.warning("what a form was answered could not be kept: %s", error.orig)
        return answer

    vars(sent_once)[_MARK] = True
    return sent_once


def is_once(view: Callable[..., Any]) -> bool:
    """Whether `view` does once what a form says."""
    return _MARK in vars(view)


def _claim(digest: str) -> bool:
    at = moments.now()
    try:
        with db.database().writing() as writing:
            writing.execute(delete(sent_form).where(sent_form.c.sent_at <= at - KEPT))
            writing.execute(insert(sent_form), {"digest": digest, "sent_at": at})
    except IntegrityError:
        return False
    return True


def _settle(digest: str, given: str, answer: Response) -> None:
    if answer.status_code == 303:
        said = json.dumps([list(each) for each in session.get(_FLASHES, [])], ensure_ascii=False)
        _note(digest, answer.location or "", said)
    elif answer.status_code == 201:
        _note(digest, "", _sealed(given, answer.get_data()))
    else:
        _release(digest)


def _note(digest: str, location: str, said: str) -> None:
    with db.database().writing() as writing:
        writing.execute(update(sent_form).where(sent_form.c.digest == digest).values(location=location, said=said))


def _release(digest: str) -> None:
    with db.database().writing() as writing:
        writing.execute(delete(sent_form).where(sent_form.c.digest == digest))


def _let_go(digest: str) -> None:
    """Release the key of a form that failed; a database that is away says so by what failed already."""
    with suppress(OperationalError):
        _release(digest)


def _first_answer(digest: str, given: str) -> Response:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        with db.database().reading() as reading:
            row: Any = reading.execute(select(sent_form).where(sent_form.c.digest == digest)).first()
        if row is None:
            break
        if row.location is not None:
            return _again(row, given)
        time.sleep(_LOOK_AGAIN)
    not_done(_("This was sent already, and how it ended is not known yet. Look before you send it again."))
    return redirect(destination.local(request.path if _can_be_got() else None, url_for("home.home")), 303)


def _again(row: Any, given: str) -> Response:
    if not row.location:
        return make_response(_opened(given, row.said), 201)
    session[_FLASHES] = [*session.get(_FLASHES, []), *(tuple(each) for each in json.loads(row.said))]
    return redirect(row.location, 303)


def _sealed(given: str, page: bytes) -> str:
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(_key_of(given)).encrypt(nonce, page, None)).decode()


def _opened(given: str, sealed: str) -> bytes:
    data = base64.b64decode(sealed)
    return AESGCM(_key_of(given)).decrypt(data[:_NONCE], data[_NONCE:], None)


def _key_of(given: str) -> bytes:
    return hashlib.sha256(b"page of a sent form" + given.encode()).digest()


def _can_be_got() -> bool:
    """Whether this address shows a page, too."""
    return request.url_rule is not None and "GET" in (request.url_rule.methods or set())
