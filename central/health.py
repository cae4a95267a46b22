"""Whether this process is alive, and whether it can do its work: for whoever watches it, and open to anybody.

A process that is alive but not ready is left alone and asked again; one that does not answer is started anew.
"""

from flask import Blueprint, Response
from sqlalchemy.exc import DatabaseError

from central.db import database
from central.schema import is_current

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """200 while requests are answered; nothing else is looked at."""
    return _said("alive", 200)


@blueprint.get("/readyz")
def ready() -> Response:
    """200 when the database answers with tables of this version, else 503 and which of the two is not so."""
    try:
        is_ready = is_current(database())
    except DatabaseError:
        return _said("the database does not answer", 503)
    return _said("ready", 200) if is_ready else _said("the tables are not those of this version", 503)


def _said(words: str, status: int) -> Response:
    return Response(words + "\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
