"""The REST API of third parties, under /rest/v1: a route for each operation, and problems for all else.

Nothing is open here without a token but what says nothing of the town.
"""

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from central.accepted import Network
from central.rest import letting_in, openapi, problems, signing, telling
from central.rest.answering import answered
from central.rest.catalogue import OPERATIONS
from central.rest.operations import BEGINS, METHODS, register
from central.rest.problems import Trouble

blueprint = Blueprint("rest", __name__, url_prefix=BEGINS)
OPEN: Final = frozenset({"rest.spec", "rest.keys", "rest.nowhere"})
"""Endpoints that need no token."""


def init_app(app: Flask, networks: Sequence[Network]) -> None:
    """Put the API into `app`. networks: of our own, that webhooks may reach."""
    app.register_blueprint(blueprint)
    telling.init_app(app, networks)


@blueprint.before_request
def _let_in() -> None:
    if request.endpoint not in OPEN:
        letting_in.let_in()


blueprint.after_request(letting_in.tell_limits)


@blueprint.get("/openapi.json", provide_automatic_options=False)
def spec() -> Response:
    """The OpenAPI document."""
    return Response(openapi.document_text(), mimetype="application/json")


@blueprint.get("/keys", provide_automatic_options=False)
def keys() -> Response:
    """What central signs webhooks by."""
    return Response(signing.published().model_dump_json(), mimetype="application/json")


@blueprint.route("/", methods=METHODS, provide_automatic_options=False)
@blueprint.route("/<path:_where>", methods=METHODS, provide_automatic_options=False)
def nowhere(_where: str = "") -> Response:
    """What no operation takes; which methods one would take is said."""
    adapter = current_app.create_url_adapter(request)
    ways = [method for method in METHODS if _endpoint(adapter, method) != "rest.nowhere"]
    raise MethodNotAllowed(ways) if ways else NotFound


def _endpoint(adapter: Any, method: str) -> str:
    return str(adapter.match(method=method)[0])


register(blueprint, OPERATIONS, answered)
blueprint.register_error_handler(Trouble, problems.answer)
blueprint.register_error_handler(HTTPException, problems.of_http)
blueprint.register_error_handler(OperationalError, problems.of_database)
blueprint.register_error_handler(Exception, problems.of_anything)
