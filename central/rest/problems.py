"""What a third party is told when it does not get what it asked for: a problem (RFC 9457), whatever happened.

A view raises Trouble. Nothing of what was sent is ever said back but the names of fields.
"""

import logging
from collections.abc import Mapping, Sequence
from enum import StrEnum, unique
from http import HTTPStatus
from typing import Final

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from central.rest.words import mark as _

MEDIA_TYPE: Final = "application/problem+json"
AWAY: Final = 30
"""s until a database that did not answer is asked again."""
log = logging.getLogger(__name__)


@unique
class Kind(StrEnum):
    """Why; a program acts on this, people read title and detail."""

    UNREADABLE = "unreadable"
    KEY_MISSING = "key-missing"
    UNKNOWN = "unknown"
    NOT_ALLOWED = "not-allowed"
    NOT_THERE = "not-there"
    NOT_THAT_WAY = "not-that-way"
    NOT_POSSIBLE = "not-possible"
    CHANGED = "changed"
    TOO_LARGE = "too-large"
    NOT_JSON = "not-json"
    INVALID = "invalid"
    KEY_REUSED = "key-reused"
    NOT_SEEN = "not-seen"
    TOO_MANY = "too-many"
    FAILED = "failed"
    AWAY = "away"


TITLES: Final[Mapping[Kind, tuple[int, str]]] = {
    Kind.UNREADABLE: (400, _("The request can't be read")),
    Kind.KEY_MISSING: (400, _("A change needs an Idempotency-Key")),
    Kind.UNKNOWN: (401, _("A token is needed")),
    Kind.NOT_ALLOWED: (403, _("The token is not good for this")),
    Kind.NOT_THERE: (404, _("There is no such thing")),
    Kind.NOT_THAT_WAY: (405, _("There is nothing to ask in this way")),
    Kind.NOT_POSSIBLE: (409, _("It can't be done as things are now")),
    Kind.CHANGED: (412, _("It was changed meanwhile")),
    Kind.TOO_LARGE: (413, _("That is too much at once")),
    Kind.NOT_JSON: (415, _("The body must be JSON")),
    Kind.INVALID: (422, _("What was sent is not accepted")),
    Kind.KEY_REUSED: (422, _("The Idempotency-Key was used for something else")),
    Kind.NOT_SEEN: (428, _("Say by If-Match what you have seen of it")),
    Kind.TOO_MANY: (429, _("Too many requests")),
    Kind.FAILED: (500, _("Something went wrong at central")),
    Kind.AWAY: (503, _("Central can't answer right now")),
}
"""Kind → status and title."""


class FieldError(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(frozen=True)

    where: str = Field(description=_("The field, as query/limit or body/room_id."))
    problem: str = Field(description=_("What is accepted."))


class Problem(BaseModel):
    """Why a request was not answered as asked (RFC 9457)."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(
        description=_("Names the kind of problem; programs act on this."), json_schema_extra={"format": "uri-reference"}
    )
    title: str
    status: int
    detail: str = ""
    errors: list[FieldError] = []


class Trouble(Exception):
    """The request is answered with a problem."""

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or kind)
        status, title = TITLES[kind]
        self.headers = dict(headers or {})
        self.problem = Problem(
            type=f"/rest/docs#{kind}", title=title, status=status, detail=detail, errors=list(errors)
        )


def answer(trouble: Trouble) -> Response:
    """The problem as a response."""
    words, status = trouble.problem.model_dump_json(), trouble.problem.status
    return Response(words, status, mimetype=MEDIA_TYPE, headers=trouble.headers)


def of_http(error: HTTPException) -> Response:
    """Flask's and Werkzeug's own refusals."""
    kinds = {
        HTTPStatus.NOT_FOUND: Kind.NOT_THERE,
        HTTPStatus.METHOD_NOT_ALLOWED: Kind.NOT_THAT_WAY,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Kind.TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: Kind.NOT_JSON,
        HTTPStatus.UNPROCESSABLE_ENTITY: Kind.INVALID,
    }
    kind = kinds.get(HTTPStatus(error.code or 500), Kind.FAILED if (error.code or 500) >= 500 else Kind.UNREADABLE)
    allowed = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    # Of these only what was refused before it came here says why, and that holds nothing of what was sent.
    detail = error.description or "" if kind is Kind.INVALID else ""
    return answer(Trouble(kind, detail, headers={"Allow": ", ".join(sorted(allowed))} if allowed else {}))


def of_database(error: OperationalError) -> Response:
    """The database does not answer, or not in time."""
    log.error("the database does not answer: %s", error.orig)
    return answer(Trouble(Kind.AWAY, "try again later", headers={"Retry-After": str(AWAY)}))


def of_anything(error: Exception) -> Response:
    """A fault of ours: for the log, never for the answer (privacy-security rule C22)."""
    log.error("a request of the REST API failed", exc_info=error)
    detail = "it has been noted; the request's number is in X-Request-ID"
    return answer(Trouble(Kind.FAILED, detail if request else ""))
