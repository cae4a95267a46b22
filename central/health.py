"""Whether this process is alive, and whether it can do its work: for whoever watches it, and open to anybody.

A process that is alive but not ready is left alone and asked again; one that does not answer is started anew.
"""

import time

from flask import Blueprint, Response
from sqlalchemy.exc import DatabaseError

from central.audit.shipping import present_targets, shipments
from central.db import database
from central.schema import is_current

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """200 while requests are answered; nothing else is looked at."""
    return _said("alive", 200)


@blueprint.get("/readyz")
def ready() -> Response:
    """200 when the database answers with tables of this version, else 503 and which of the two is not so.

    A copy of the audit log that is late is told, and no reason to send nobody here: its rows wait in the log, and every
    other process would say the same.
    """
    try:
        if not is_current(database()):
            return _said("the tables are not those of this version", 503)
        return _said("ready, but the copy of the audit log is late" if _is_copy_late() else "ready", 200)
    except DatabaseError:
        return _said("the database does not answer", 503)


def _is_copy_late() -> bool:
    targets = present_targets()
    if not targets:
        return False
    with database().reading() as session:
        found = shipments(session, targets)
    return any(each.is_late(time.time_ns() // 1_000_000) for each in found)


def _said(words: str, status: int) -> Response:
    return Response(words + "\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
