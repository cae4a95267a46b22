"""What is remembered of somebody who looks at what is kept of them: in a signed cookie, for these pages and minutes."""

from typing import Any

import msgspec
from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug import Response

from central.rental.service import own

LIFE = 15 * 60
"""Seconds since the last page."""
PATH = "/i/my"


class OwnVisit(msgspec.Struct, frozen=True):
    """registration, access_at, preparation: what link and code, or the own code, have opened (`own.Own`)."""

    registration: int
    access_at: int
    preparation: str
    language: str

    @property
    def own(self) -> own.Own:
        """Whose data these pages show."""
        return own.Own(self.registration, self.access_at, self.preparation)


def begun(opened: own.Own, language: str) -> OwnVisit:
    """Somebody has come in."""
    return OwnVisit(opened.registration_id, opened.access_at, opened.preparation, language)


def present() -> OwnVisit | None:
    """Who visits; None without a good cookie."""
    try:
        kept: Any = _serializer().loads(request.cookies.get(_name(), ""), max_age=LIFE)
        return msgspec.convert(kept, OwnVisit)
    except (BadSignature, msgspec.ValidationError):
        return None


def remember(response: Response, visit: OwnVisit) -> None:
    """Give the browser the cookie, or a younger one."""
    kept = str(_serializer().dumps(msgspec.to_builtins(visit)))
    response.set_cookie(_name(), kept, max_age=LIFE, path=PATH, httponly=True, samesite="Strict", secure=_is_secure())


def forget(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(_name(), path=PATH, httponly=True, samesite="Strict", secure=_is_secure())


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or b"", salt="menlu-own")


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _name() -> str:
    return "__Secure-menlu-own" if _is_secure() else "menlu-own"
