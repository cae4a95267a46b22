"""One record as it arrived: taken at its word if it can be, marked if not. Pure; nothing here raises for a bad record.

A marked record is kept and acknowledged like any other, so that it never blocks those behind it. Its `digest` is what
it claims for itself, since that is what the box's next record goes on from; where it claims none, SHA-256 of its bytes.
"""

import hashlib
from enum import StrEnum, unique
from typing import Any

import msgspec

from wire.faceless import MAX_WORD, looks_like_face
from wire.kinds import BODIES, DoorState, Entry, Release
from wire.record import Record, digest_of

MAX_INTEGER = 2**53
"""Largest time, place or duration that is taken for one: what every JSON reader holds exactly."""
MAX_KIND = 64
"""Characters in the name of a kind."""


@unique
class Mark(StrEnum):
    """What is wrong with a record that is kept all the same.

    unreadable: not a Record, not at its place, or its body is not what its kind holds. Kept as it came.
    unknown-kind: in order, of a kind this version does not know.
    bad-digest: its digest is not that of its content, or it does not go on from the record before.
    withheld: it looks as if it held a face, or can't be looked into; its body is not kept.
    """

    UNREADABLE = "unreadable"
    UNKNOWN_KIND = "unknown-kind"
    BAD_DIGEST = "bad-digest"
    WITHHELD = "withheld"


class Arrival(msgspec.Struct, frozen=True, gc=False):
    """A record at `seq` of its outbox.

    raw: the body's bytes; the whole record's where `kind` is None; None where they are withheld.
    body: what the page may show of it; None for a kind without a projection, and where the content can't be trusted.
    """

    seq: int
    digest: bytes
    at: int | None = None
    kind: str | None = None
    prev: str | None = None
    raw: bytes | None = None
    mark: Mark | None = None
    body: msgspec.Struct | None = None

    @property
    def is_proven(self) -> bool:
        """Whether its digest says which record it is."""
        return self.mark is None or self.mark is Mark.UNKNOWN_KIND


class _Claim(msgspec.Struct):
    """What can be told of a record that is none."""

    digest: str = ""


_DECODE_RECORD = msgspec.json.Decoder(Record).decode
_DECODE_BODY = {kind: msgspec.json.Decoder(body).decode for kind, body in BODIES.items()}


def arrive(raw: bytes | msgspec.Raw, outbox: str, seq: int) -> Arrival:
    """The record that came at the place `seq` of `outbox`."""
    try:
        record = _DECODE_RECORD(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _unreadable(bytes(raw), seq)
    if record.seq != seq or record.outbox != outbox or not _is_plausible(record):
        return _unreadable(bytes(raw), seq)
    return _judge(record, bytes(record.body))


def _is_plausible(record: Record) -> bool:
    return 0 <= record.at <= MAX_INTEGER and 1 <= len(record.kind) <= MAX_KIND and record.kind.isprintable()


def _judge(record: Record, body: bytes) -> Arrival:
    intact = digest_of(record.outbox, record.seq, record.at, record.kind, body, record.prev) == record.digest
    digest = bytes.fromhex(record.digest) if intact else _claimed(record.digest, body)
    place = (record.seq, digest, record.at, record.kind, record.prev)
    if _could_hold_face(body):
        return Arrival(*place, None, Mark.WITHHELD)
    if not intact:
        return Arrival(*place, body, Mark.BAD_DIGEST)
    decode = _DECODE_BODY.get(record.kind)
    if decode is None:
        return Arrival(*place, body, Mark.UNKNOWN_KIND)
    try:
        content = decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Arrival(*place, body, Mark.UNREADABLE)
    if not _can_be_kept(content):
        return Arrival(*place, body, Mark.UNREADABLE)
    return Arrival(*place, body, None, content)


def _unreadable(raw: bytes, seq: int) -> Arrival:
    try:
        claimed = msgspec.json.decode(raw, type=_Claim).digest
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        claimed = ""
    digest = _claimed(claimed, raw)
    if _could_hold_face(raw):
        return Arrival(seq, digest, mark=Mark.WITHHELD)
    return Arrival(seq, digest, raw=raw, mark=Mark.UNREADABLE)


def _claimed(digest: str, raw: bytes) -> bytes:
    try:
        claimed = bytes.fromhex(digest)
    except ValueError:
        claimed = b""
    return claimed if claimed.hex() == digest and len(claimed) == hashlib.sha256().digest_size else _sha256(raw)


def _sha256(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def _could_hold_face(raw: bytes) -> bool:
    """Whether JSON looks as if it held a face, hides something, or can't be looked into."""
    if len(raw) <= MAX_WORD and b"[" not in raw:
        # Too short for the words and, without an array, for the numbers that `looks_like_face` is about.
        return False
    try:
        value = msgspec.json.decode(raw)
        # A key that stands there twice is decoded once: what falls away in decoding could be the blob.
        hidden = len(raw) - len(msgspec.json.encode(value))
        return hidden > MAX_WORD or looks_like_face(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return True


def _can_be_kept(body: msgspec.Struct) -> bool:
    """Whether the body's projection fits the columns: numbers in range, and no NUL, which PostgreSQL refuses."""
    if not isinstance(body, Entry | Release | DoorState):
        return True
    return all(_fits(getattr(body, field)) for field in body.__struct_fields__)


def _fits(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" not in value
    return not isinstance(value, int | float) or abs(value) <= MAX_INTEGER
