"""What boxes ask of central over HTTP: to be claimed, to hand over records, and how far central has come.

Every request is signed by the box's key (`wire.signature`). An answer of 2xx is given only after the commit.
"""

from typing import cast

import msgspec
from flask import Blueprint, Response, current_app, request
from flask.sansio.blueprints import BlueprintSetupState

from central.db import database
from central.edges import claims, greeting
from central.edges.arrival import arrive_all
from central.edges.inbound import (
    MAX_CLAIM,
    body_of,
    checked_outbox,
    forget_boxes,
    now,
    public_key,
    read_batch,
    read_claim,
    remember_boxes,
    sender_of,
    signed_by,
)
from central.edges.intake import Batch, Intake, cursor_of, take_in
from central.edges.requests import BoxUnknown, Replayed, admit
from central.edges.rules import Fork
from central.edges.throttle import Throttle
from central.edges.turnstile import Turnstile
from central.live import bell
from central.problems import answer, refusal, speak_problems
from wire import batch as batches
from wire.problem import Problem, ProblemType
from wire.signature import ClockWrong, SignatureError, UnknownKey, thumbprint

blueprint = Blueprint("edges_api", __name__, url_prefix="/api/v1")
speak_problems(blueprint)

_THROTTLE = Throttle("claim")


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["menlu-turnstile"] = Turnstile()
    remember_boxes(state.app)


@blueprint.post("/claim")
def claim() -> Response:
    """Make a box known: 201 with Claimed, or `claim-refused` whatever was wrong with the code."""
    body = body_of(MAX_CLAIM, encoding=None)
    presented = read_claim(body)
    key = public_key(presented.public_key)
    signed = signed_by(body, lambda name: key if name == thumbprint(key) else None)
    at, address = now(), request.remote_addr or ""
    with database().reading() as session:
        must_wait = _THROTTLE.must_wait(session, address, at)
    if must_wait:
        raise refusal(ProblemType.CLAIM_REFUSED, "Too many wrong codes", 429, "wait a minute, then try again")
    try:
        with database().writing() as session:
            claimed = claims.claim(session, presented, key, signed, now=at)
            greeting.greet(session, int(claimed.box), at)
    except claims.ClaimRefused as error:
        with database().writing() as session:
            _THROTTLE.failed(session, address, at)
        detail = "the code is not one that can be used; have a new one made at central"
        raise refusal(ProblemType.CLAIM_REFUSED, "Claim refused", 403, detail) from error
    return _json(claimed, 201)


@blueprint.post("/records")
def records() -> Response:
    """Take in a batch: 200 with the Cursor once it is committed."""
    body = body_of(batches.MAX_BYTES, encoding=batches.ENCODING)
    sender = sender_of(body)
    batch = read_batch(body)
    turnstile = cast(Turnstile, current_app.extensions["menlu-turnstile"])
    last = batch.first + len(batch.records) - 1
    with turnstile.queue((sender.box_id, batch.outbox), batch.first, last) as wait:
        arrived = Batch.of(arrive_all(batch.records, batch.outbox, batch.first))
        wait()
        with database().writing() as session:
            intake = take_in(session, sender, batch.outbox, arrived, now=now())
    if intake.obstacle:
        return _obstacle(intake)
    bell().ring()
    return _json(intake.cursor)


@blueprint.get("/cursor")
def cursor() -> Response:
    """How far central has come with one outbox of the box."""
    sender = sender_of(b"")
    outbox = checked_outbox(request.args.get("outbox", ""))
    with database().writing() as session:
        admit(session, sender, now=now())
        return _json(cursor_of(session, sender.box_id, outbox))


@blueprint.errorhandler(Replayed)
def _replayed(_: Replayed) -> Response:
    return answer(Problem(ProblemType.REPLAY, "Seen before", 401, "sign a repeated request anew"))


@blueprint.errorhandler(BoxUnknown)
@blueprint.errorhandler(UnknownKey)
def _unknown(_: Exception) -> Response:
    # Revoked, or the database was put back to an older copy: what is remembered of boxes may no longer be so.
    forget_boxes()
    return answer(Problem(ProblemType.UNKNOWN_BOX, "Unknown box", 401, "claim the box with a code made at central"))


@blueprint.errorhandler(ClockWrong)
def _clock_wrong(error: ClockWrong) -> Response:
    return answer(Problem(ProblemType.CLOCK, "Clock", 401, str(error), time=now()))


@blueprint.errorhandler(SignatureError)
def _signature_wrong(error: SignatureError) -> Response:
    return answer(Problem(ProblemType.SIGNATURE, "Signature", 401, str(error)))


@blueprint.errorhandler(batches.BatchTooLarge)
def _too_large(error: batches.BatchTooLarge) -> Response:
    return answer(Problem(ProblemType.TOO_LARGE, "Too large", 413, str(error)))


@blueprint.errorhandler(batches.BatchError)
def _no_batch(error: batches.BatchError) -> Response:
    return answer(Problem(ProblemType.BAD_REQUEST, "Not a batch", 400, str(error)))


def _obstacle(intake: Intake) -> Response:
    come = f"central has come to seq {intake.cursor.seq}"
    if isinstance(intake.obstacle, Fork):
        detail = f"{come} and holds another record at seq {intake.obstacle.seq}"
        return answer(Problem(ProblemType.FORK, "Fork", 409, detail, cursor=intake.cursor, seq=intake.obstacle.seq))
    return answer(Problem(ProblemType.GAP, "Gap", 409, f"{come}; send what follows", cursor=intake.cursor))


def _json(value: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, mimetype="application/json")
