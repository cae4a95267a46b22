"""One request, from the scope of its token to the response."""

from typing import cast
from urllib.parse import urlencode

from flask import Response, request

from central import db
from central.audit import service as audit
from central.rest import answers, checking, letting_in
from central.rest.answers import Kept, KeyReused, Sent
from central.rest.models import LARGEST, Listing
from central.rest.operations import Asked, Operation, Reading, Writing
from central.rest.problems import Kind, Trouble
from central.rest.tagging import tag_of


def answered(operation: Operation, ids: dict[str, int]) -> Response:
    """The response. Raises Trouble."""
    bearer, now = letting_in.bearer()
    if operation.scope not in bearer.scopes:
        raise Trouble(Kind.NOT_ALLOWED, f"it needs the scope {operation.scope}")
    if any(not 0 < number <= LARGEST for number in ids.values()):
        # No row has such a number, and the database could not be asked.
        raise Trouble(Kind.NOT_THERE)
    seen = checking.if_match() if operation.matched else ""
    with audit.acting_as(bearer.by):
        if operation.method == "GET":
            return _reading(operation, Asked(bearer, now, checking.query(operation), ids=ids))
        key = checking.idempotency_key()
        checking.query(operation)
        sent = Sent(bearer.id, letting_in.secret(), key, request.method, request.path, checking.sent(), seen)
        return _writing(operation, Asked(bearer, now, body=checking.body(operation), ids=ids, if_match=seen), sent)


def _reading(operation: Operation, asked: Asked) -> Response:
    made = cast(Reading, operation.view)(asked)
    response = _response(Kept(200, made.model_dump_json(), tag_of(made) if operation.tagged else ""))
    if isinstance(made, Listing) and made.next:
        where = urlencode({**request.args, "after": made.next})
        response.headers["Link"] = f'<{request.path}?{where}>; rel="next"'
    return response


def _writing(operation: Operation, asked: Asked, sent: Sent) -> Response:
    """The change and its answer are one transaction."""
    try:
        with db.database().writing() as session:
            kept = answers.earlier(session, sent, asked.now)
            if kept is not None:
                return _response(kept, replayed=True)
            made = cast(Writing, operation.view)(session, asked)
            answer = Kept(operation.status, made.model_dump_json(), tag_of(made) if operation.tagged else "")
            answers.keep(session, sent, answer)
    except KeyReused:
        raise Trouble(Kind.KEY_REUSED, "use a new key for each change") from None
    return _response(answer)


def _response(kept: Kept, *, replayed: bool = False) -> Response:
    response = Response(kept.body, kept.status, mimetype="application/json")
    if kept.tag:
        response.set_etag(kept.tag)
    if replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response
