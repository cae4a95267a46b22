"""Who asks: a token says so, and every use of it counts. No cookie counts here, and no token in an address."""

import re
import time
from typing import Final

from flask import Response, g, request

from central import db
from central.rest import rules, tokens
from central.rest.problems import Kind, Trouble
from central.rest.tokens import Bearer

_BEARER: Final = re.compile(r"Bearer +([A-Za-z0-9_-]{20,100})", re.ASCII)


def let_in() -> None:
    """Know who asks, or raise Trouble."""
    now = time.time_ns() // 1_000_000
    bearer = _bearer(now)
    if bearer is None:
        detail = "send `Authorization: Bearer TOKEN` with a token that is neither over nor ended"
        raise Trouble(Kind.UNKNOWN, detail, headers={"WWW-Authenticate": 'Bearer realm="menlu"'})
    g.rest_bearer, g.rest_now = bearer, now
    if bearer.left < 0:
        wait = {"Retry-After": str(rules.until_next_window(now))}
        raise Trouble(Kind.TOO_MANY, f"{rules.PER_MINUTE} in a minute is the most", headers=wait)


def bearer() -> tuple[Bearer, int]:
    """Who asks, and since when (Unix ms)."""
    return g.rest_bearer, g.rest_now


def secret() -> str:
    """The token itself, as it was sent."""
    return request.headers.get("Authorization", "").split(" ")[-1]


def tell_limits(response: Response) -> Response:
    """How many requests are left in this minute (draft-ietf-httpapi-ratelimit-headers)."""
    known: Bearer | None = g.get("rest_bearer")
    if known is not None:
        response.headers["RateLimit-Policy"] = f'"minute";q={rules.PER_MINUTE};w=60'
        response.headers["RateLimit"] = f'"minute";r={max(0, known.left)};t={rules.until_next_window(g.rest_now)}'
    return response


def _bearer(now: int) -> Bearer | None:
    if not _BEARER.fullmatch(request.headers.get("Authorization", "")):
        return None
    with db.database().writing() as session:
        return tokens.let_in(session, secret(), now)
