"""Refusals of the machine API: every answer under /api that is not what was asked for is a problem (RFC 9457).

A view raises Refusal. Whatever else goes wrong inside is for the log, never for the answer (privacy-security rule C22).
"""

import logging
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, NotFound

from wire.problem import MEDIA_TYPE, Problem, ProblemType

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_log = logging.getLogger(__name__)


class Refusal(Exception):
    """The request is answered with `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem


def refusal(kind: ProblemType, title: str, status: int, detail: str = "") -> Refusal:
    """A Refusal that is said in words alone."""
    return Refusal(Problem(kind, title, status, detail))


def speak_problems(blueprint: Blueprint) -> None:
    """Answer whatever is raised in the views of `blueprint`, and what none of them takes, with a problem."""
    blueprint.add_url_rule("/<path:rest>", view_func=_nowhere, methods=_METHODS)
    blueprint.register_error_handler(Refusal, _refused)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(OperationalError, _away)
    blueprint.register_error_handler(Exception, _failed)


def answer(problem: Problem) -> Response:
    """The problem as a response."""
    return Response(msgspec.json.encode(problem), problem.status, mimetype=MEDIA_TYPE)


def _nowhere(rest: str) -> Response:
    raise NotFound(f"there is nothing to ask at {rest[:100]!r} in this way")


def _refused(raised: Refusal) -> Response:
    return answer(raised.problem)


def _http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    kind = ProblemType.TOO_LARGE if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else ProblemType.BAD_REQUEST
    return answer(Problem(kind, HTTPStatus(status).phrase, status, error.description or ""))


def _away(error: OperationalError) -> Response:
    _log.error("the database does not answer: %s", error.orig)
    return answer(Problem("unavailable", "Central can't answer right now", 503, "try again later"))


def _failed(error: Exception) -> Response:
    _log.error("a request of the API failed", exc_info=error)
    return answer(Problem("internal", "Something went wrong at central", 500, "try again later"))
