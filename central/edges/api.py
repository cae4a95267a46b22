"""What boxes ask of central over HTTP: to be claimed, to hand over records, and how far central has come.

Every request is signed by the box's key (`wire.signature`). An answer of 2xx is given only after the commit.
"""

import base64
import re
import time
from collections.abc import Callable
from typing import cast

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Blueprint, Response, current_app, request
from flask.sansio.blueprints import BlueprintSetupState

from central.db import database
from central.edges import claims
from central.edges.arrival import MAX_INTEGER, arrive
from central.edges.intake import Intake, cursor_of, take_in
from central.edges.requests import BoxUnknown, KnownBox, Replayed, Sender, admit, known_box
from central.edges.rules import Fork
from central.edges.throttle import Throttle
from central.live import bell
from central.problems import answer, refusal, speak_problems
from wire import batch as batches
from wire.claim import Claim
from wire.problem import Problem, ProblemType
from wire.signature import ClockWrong, SignatureError, Signed, UnknownKey, thumbprint, verify

MAX_CLAIM = 4096
"""Bytes of a claim."""
MAX_WORDS = 64
"""Characters of a claim's code and version."""

blueprint = Blueprint("edges_api", __name__, url_prefix="/api/v1")
speak_problems(blueprint)

_OUTBOX = re.compile(r"[0-9a-f]{32}", re.ASCII)


@blueprint.record
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions["menlu-claim-throttle"] = Throttle()
    # By thumbprint, which names one key for ever. Whether the box is still in force is asked in each transaction.
    state.app.extensions["menlu-known-boxes"] = {}


@blueprint.post("/claim")
def claim() -> Response:
    """Make a box known: 201 with Claimed, or `claim-refused` whatever was wrong with the code."""
    body = _body(MAX_CLAIM, encoding=None)
    presented = _read_claim(body)
    key = _public_key(presented.public_key)
    signed = _signed(body, lambda name: key if name == thumbprint(key) else None)
    throttle = cast(Throttle, current_app.extensions["menlu-claim-throttle"])
    now, address = _now(), request.remote_addr or ""
    if throttle.must_wait(address, now):
        raise refusal(ProblemType.CLAIM_REFUSED, "Too many wrong codes", 429, "wait a minute, then try again")
    try:
        with database().writing() as session:
            claimed = claims.claim(session, presented, key, signed, now=now)
    except claims.ClaimRefused as error:
        throttle.failed(address, now)
        detail = "the code is not one that can be used; have a new one made at central"
        raise refusal(ProblemType.CLAIM_REFUSED, "Claim refused", 403, detail) from error
    return _json(claimed, 201)


@blueprint.post("/records")
def records() -> Response:
    """Take in a batch: 200 with the Cursor once it is committed."""
    body = _body(batches.MAX_BYTES, encoding=batches.ENCODING)
    sender = _sender(body)
    batch = _read_batch(body)
    arrivals = [arrive(raw, batch.outbox, batch.first + place) for place, raw in enumerate(batch.records)]
    with database().writing() as session:
        intake = take_in(session, sender, batch.outbox, arrivals, now=_now())
    if intake.obstacle:
        return _obstacle(intake)
    bell().ring()
    return _json(intake.cursor)


@blueprint.get("/cursor")
def cursor() -> Response:
    """How far central has come with one outbox of the box."""
    sender = _sender(b"")
    outbox = _checked_outbox(request.args.get("outbox", ""))
    with database().writing() as session:
        admit(session, sender, now=_now())
        return _json(cursor_of(session, sender.box_id, outbox))


@blueprint.errorhandler(Replayed)
def _replayed(_: Replayed) -> Response:
    return answer(Problem(ProblemType.REPLAY, "Seen before", 401, "sign a repeated request anew"))


@blueprint.errorhandler(BoxUnknown)
@blueprint.errorhandler(UnknownKey)
def _unknown(_: Exception) -> Response:
    # Revoked, or the database was put back to an older copy: what is remembered of boxes may no longer be so.
    _known_boxes().clear()
    return answer(Problem(ProblemType.UNKNOWN_BOX, "Unknown box", 401, "claim the box with a code made at central"))


@blueprint.errorhandler(ClockWrong)
def _clock_wrong(error: ClockWrong) -> Response:
    return answer(Problem(ProblemType.CLOCK, "Clock", 401, str(error), time=_now()))


@blueprint.errorhandler(SignatureError)
def _signature_wrong(error: SignatureError) -> Response:
    return answer(Problem(ProblemType.SIGNATURE, "Signature", 401, str(error)))


@blueprint.errorhandler(batches.BatchTooLarge)
def _too_large(error: batches.BatchTooLarge) -> Response:
    return answer(Problem(ProblemType.TOO_LARGE, "Too large", 413, str(error)))


@blueprint.errorhandler(batches.BatchError)
def _no_batch(error: batches.BatchError) -> Response:
    return answer(Problem(ProblemType.BAD_REQUEST, "Not a batch", 400, str(error)))


def _sender(body: bytes) -> Sender:
    """The claimed box that signed the request. Raises SignatureError."""
    found: KnownBox | None = None

    def key_of(name: str) -> Ed25519PublicKey | None:
        nonlocal found
        found = _known_box(name)
        return found.key if found else None

    signed = _signed(body, key_of)
    assert found is not None
    return Sender(found.id, signed.thumbprint, signed.created, signed.nonce)


def _known_box(name: str) -> KnownBox | None:
    remembered = _known_boxes()
    box = remembered.get(name)
    if box is None:
        with database().reading() as session:
            box = known_box(session, name)
        if box is not None:
            remembered[name] = box
    return box


def _known_boxes() -> dict[str, KnownBox]:
    return cast(dict[str, KnownBox], current_app.extensions["menlu-known-boxes"])


def _signed(body: bytes, key_of: Callable[[str], Ed25519PublicKey | None]) -> Signed:
    query = request.query_string.decode("latin-1")
    return verify(request.method, request.path, query, dict(request.headers), body, key_of, now=_now() // 1000)


def _body(limit: int, encoding: str | None) -> bytes:
    """The request's body as it came, after a look at its headers. Raises Refusal, or HTTPException when too large."""
    request.max_content_length = limit
    given = request.headers.get("Content-Encoding")
    if request.mimetype != "application/json" or given != encoding:
        accepted = "application/json" + (f" with Content-Encoding {encoding}" if encoding else " without encoding")
        raise refusal(ProblemType.BAD_REQUEST, "Unsupported media type", 415, f"send {accepted}")
    return request.get_data(cache=False)


def _read_claim(body: bytes) -> Claim:
    try:
        presented = msgspec.json.decode(body, type=Claim)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise refusal(ProblemType.BAD_REQUEST, "Not a claim", 400, str(error)) from error
    for name, words in (("code", presented.code), ("version", presented.version)):
        if len(words) > MAX_WORDS or not words.isprintable():
            detail = f"{name} has at most {MAX_WORDS} printable characters"
            raise refusal(ProblemType.BAD_REQUEST, "Not a claim", 400, detail)
    return presented


def _public_key(text: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, UnsupportedAlgorithm) as error:
        detail = "public_key is an Ed25519 key, its 32 bytes in base64url"
        raise refusal(ProblemType.BAD_REQUEST, "Not a claim", 400, detail) from error


def _read_batch(body: bytes) -> batches.Batch:
    batch = batches.unpack(body)
    _checked_outbox(batch.outbox)
    if batch.first > MAX_INTEGER:
        raise batches.BatchError(f"a batch begins at seq {MAX_INTEGER} at most")
    return batch


def _checked_outbox(name: str) -> str:
    if not _OUTBOX.fullmatch(name):
        detail = f"an outbox is named by 32 hex digits, not {name[:64]!r}"
        raise refusal(ProblemType.BAD_REQUEST, "Not an outbox", 400, detail)
    return name


def _obstacle(intake: Intake) -> Response:
    come = f"central has come to seq {intake.cursor.seq}"
    if isinstance(intake.obstacle, Fork):
        detail = f"{come} and holds another record at seq {intake.obstacle.seq}"
        return answer(Problem(ProblemType.FORK, "Fork", 409, detail, cursor=intake.cursor, seq=intake.obstacle.seq))
    return answer(Problem(ProblemType.GAP, "Gap", 409, f"{come}; send what follows", cursor=intake.cursor))


def _json(value: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, mimetype="application/json")


def _now() -> int:
    return time.time_ns() // 1_000_000
