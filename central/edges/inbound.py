"""A box's request, read and checked before anything is done: its body, its signature, what it carries."""

import base64
import re
import time
from collections.abc import Callable
from typing import cast

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import current_app, request
from flask.sansio.app import App

from central.db import database
from central.edges.requests import KnownBox, Sender, known_box
from central.problems import refusal
from central.web import likeness
from wire.batch import Batch, BatchError, unpack
from wire.claim import Claim
from wire.kinds import MAX_INTEGER
from wire.problem import ProblemType
from wire.signature import Signed, verify

MAX_CLAIM = 4096
"""Bytes of a claim."""
MAX_WORDS = 64
"""Characters of a claim's code and version."""

_BOXES = "menlu-known-boxes"
_OUTBOX = re.compile(r"[0-9a-f]{32}", re.ASCII)


def sender_of(body: bytes) -> Sender:
    """The claimed box that signed the request. Raises SignatureError."""
    found: KnownBox | None = None

    def key_of(name: str) -> Ed25519PublicKey | None:
        nonlocal found
        found = _known_box(name)
        return found.key if found else None

    signed = signed_by(body, key_of)
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


def remember_boxes(app: App) -> None:
    """Let `app` remember boxes by thumbprint, which names one key for ever.

    Whether a box is still in force is asked in each transaction.
    """
    app.extensions[_BOXES] = {}


def forget_boxes() -> None:
    """One was revoked, or the database was put back to an older copy: what is remembered may no longer be so."""
    _known_boxes().clear()


def _known_boxes() -> dict[str, KnownBox]:
    return cast(dict[str, KnownBox], current_app.extensions[_BOXES])


def signed_by(body: bytes, key_of: Callable[[str], Ed25519PublicKey | None]) -> Signed:
    """Who signed the request, by a key that `key_of` its thumbprint gives. Raises SignatureError."""
    query = request.query_string.decode("latin-1")
    return verify(request.method, request.path, query, dict(request.headers), body, key_of, now=now() // 1000)


def body_of(limit: int, encoding: str | None) -> bytes:
    """The request's body as it came, after a look at its headers. Raises Refusal, or HTTPException when too large.

    One without encoding is searched for a face; the records in others are, one by one.
    """
    request.max_content_length = limit
    given = request.headers.get("Content-Encoding")
    if request.mimetype != "application/json" or given != encoding:
        accepted = "application/json" + (f" with Content-Encoding {encoding}" if encoding else " without encoding")
        raise refusal(ProblemType.BAD_REQUEST, "Unsupported media type", 415, f"send {accepted}")
    body = request.get_data(cache=False)
    found = None if encoding else likeness.of_bytes(body)
    if found:
        detail = f"this looks like {found}; no face leaves a box"
        raise refusal(ProblemType.BAD_REQUEST, "Looks like a face", 422, detail)
    return body


def read_claim(body: bytes) -> Claim:
    """The claim in a body. Raises Refusal."""
    try:
        presented = msgspec.json.decode(body, type=Claim)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise refusal(ProblemType.BAD_REQUEST, "Not a claim", 400, str(error)) from error
    for name, words in (("code", presented.code), ("version", presented.version)):
        if len(words) > MAX_WORDS or not words.isprintable():
            detail = f"{name} has at most {MAX_WORDS} printable characters"
            raise refusal(ProblemType.BAD_REQUEST, "Not a claim", 400, detail)
    return presented


def public_key(text: str) -> Ed25519PublicKey:
    """The key a claim presents. Raises Refusal."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, UnsupportedAlgorithm) as error:
        detail = "public_key is an Ed25519 key, its 32 bytes in base64url"
        raise refusal(ProblemType.BAD_REQUEST, "Not a claim", 400, detail) from error


def read_batch(body: bytes) -> Batch:
    """The batch in a body, its records still raw. Raises BatchError, Refusal."""
    batch = unpack(body)
    checked_outbox(batch.outbox)
    if batch.first > MAX_INTEGER:
        raise BatchError(f"a batch begins at seq {MAX_INTEGER} at most")
    return batch


def checked_outbox(name: str) -> str:
    """The name of an outbox, if it is one. Raises Refusal."""
    if not _OUTBOX.fullmatch(name):
        detail = f"an outbox is named by 32 hex digits, not {name[:64]!r}"
        raise refusal(ProblemType.BAD_REQUEST, "Not an outbox", 400, detail)
    return name


def now() -> int:
    """Central's time, Unix ms."""
    return time.time_ns() // 1_000_000
