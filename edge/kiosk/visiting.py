"""The visit of who sees, answers or takes back what the box keeps of them, held by their browser."""

from typing import cast

from flask import current_app, request
from werkzeug import Response

from edge.own_data import OwnData

COOKIE = "menlu-own-data"


def own_data() -> OwnData:
    """Who knows how far they are."""
    return cast(OwnData, current_app.extensions["menlu-own-data"])


def token() -> str | None:
    """What this browser was given."""
    return request.cookies.get(COOKIE)


def keep(response: Response, given: str) -> Response:
    """Give the browser the token of a visit that has begun."""
    response.set_cookie(COOKIE, given, httponly=True, samesite="Strict", path="/mine")
    return response
