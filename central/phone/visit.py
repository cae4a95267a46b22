"""What is remembered of a visitor between two pages: in a signed cookie of its own, for these pages alone.

It holds no name and no number. A code stands in no address and no log.
"""

import secrets
from typing import Any

import msgspec
from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug import Response

from central.rental.service import Opened
from wire.claim import ALPHABET, LENGTH

LIFE = 2 * 60 * 60
"""Seconds since the last page; afterwards the own code opens it again."""
PATH = "/i"


class Visit(msgspec.Struct, frozen=True):
    """stay, invitation, preparation: what the code has opened (`Opened`). code: the person's own.

    language: chosen, "" before. version: of the notices that are answered. told_at: when they took note of the
    registration; face, face_at: their answer about the face, and when. Times are Unix ms, 0 before.
    """

    stay: str
    invitation: str
    preparation: str
    code: str
    language: str = ""
    version: str = ""
    told_at: int = 0
    face: bool | None = None
    face_at: int = 0

    @property
    def opened(self) -> Opened:
        """What the pages may see and change."""
        return Opened(self.stay, self.invitation, self.preparation)

    @property
    def shown_code(self) -> str:
        """ABCD-EFGH-JK."""
        return "-".join((self.code[:4], self.code[4:8], self.code[8:]))

    @property
    def next_question(self) -> str:
        """The first page whose question is not answered."""
        if not self.language:
            return "language"
        if not self.told_at:
            return "notice"
        return "face" if self.face is None else "contact"


def begun(opened: Opened, code: str, language: str = "") -> Visit:
    """Somebody comes in by a code: with a preparation by their own, else to make one with a fresh code."""
    if opened.preparation is not None:
        return Visit(opened.stay, "", opened.preparation, code, language)
    fresh = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return Visit(opened.stay, opened.invitation, secrets.token_hex(16), fresh, language)


def present() -> Visit | None:
    """Who visits; None without a good cookie."""
    try:
        kept: Any = _serializer().loads(request.cookies.get(_name(), ""), max_age=LIFE)
        return msgspec.convert(kept, Visit)
    except (BadSignature, msgspec.ValidationError):
        return None


def remember(response: Response, visit: Visit) -> None:
    """Give the browser the cookie, or a younger one."""
    kept = str(_serializer().dumps(msgspec.to_builtins(visit)))
    response.set_cookie(_name(), kept, max_age=LIFE, path=PATH, httponly=True, samesite="Lax", secure=_is_secure())


def forget(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(_name(), path=PATH, httponly=True, samesite="Lax", secure=_is_secure())


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or b"", salt="menlu-phone")


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _name() -> str:
    # A path of its own rules out __Host-; over plain HTTP browsers refuse both.
    return "__Secure-menlu-phone" if _is_secure() else "menlu-phone"
