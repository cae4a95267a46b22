"""Records as they arrived: taken at their word if they can be, marked if not. Pure; nothing here raises for a bad one.

A marked record is kept and acknowledged like any other, so that it never blocks those behind it. Its `digest` is what
it claims for itself, since that is what the box's next record goes on from; where it claims none, SHA-256 of its bytes.
"""

import hashlib
from collections.abc import Sequence
from enum import StrEnum, unique

import msgspec

from wire.faceless import MAX_WORD, looks_like_face
from wire.kinds import BODIES, MAX_INTEGER
from wire.record import Record, digest_of

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

    digest: 64 hex digits. raw: the body's bytes; the whole record's where `kind` is None; None where they are withheld.
    body: what the page may show of it; None for a kind without a projection, and where the content can't be trusted.
    """

    seq: int
    digest: str
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


_UNDECODABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_DECODE_RECORD = msgspec.json.Decoder(Record).decode
_DECODE_RECORDS = msgspec.json.Decoder(list[Record]).decode
_SHOWN = {"entry", "release", "door"}
"""Kinds whose words stand in columns of their own."""
_DECODE_BODY = {kind: msgspec.json.Decoder(body).decode for kind, body in BODIES.items()}


def arrive_all(raws: Sequence[bytes], outbox: str, first: int) -> list[Arrival]:
    """The records that came at the places of `outbox` from `first` on."""
    try:
        # All at once is quicker, and there is hardly ever one among them that is none.
        records = _DECODE_RECORDS(b"[" + b",".join(raws) + b"]")
    except _UNDECODABLE:
        return [arrive(raw, outbox, seq) for seq, raw in enumerate(raws, first)]
    together = zip(records, raws, strict=True)
    return [_judged(record, raw, outbox, seq) for seq, (record, raw) in enumerate(together, first)]


def arrive(raw: bytes, outbox: str, seq: int) -> Arrival:
    """The record that came at the place `seq` of `outbox`."""
    try:
        record = _DECODE_RECORD(raw)
    except _UNDECODABLE:
        return _unreadable(bytes(raw), seq)
    return _judged(record, raw, outbox, seq)


def _judged(record: Record, raw: bytes, outbox: str, seq: int) -> Arrival:
    kind, at, prev = record.kind, record.at, record.prev
    if record.seq != seq or record.outbox != outbox or not 0 <= at <= MAX_INTEGER or not _is_name(kind):
        return _unreadable(bytes(raw), seq)
    body = bytes(record.body)
    is_intact = digest_of(outbox, seq, at, kind, body, prev) == record.digest
    digest = record.digest if is_intact else _claimed(record.digest, body)
    if _could_hold_face(body):
        return Arrival(seq, digest, at, kind, prev, None, Mark.WITHHELD)
    if not is_intact:
        return Arrival(seq, digest, at, kind, prev, body, Mark.BAD_DIGEST)
    decode = _DECODE_BODY.get(kind)
    if decode is None:
        return Arrival(seq, digest, at, kind, prev, body, Mark.UNKNOWN_KIND)
    try:
        content = decode(body)
    except _UNDECODABLE:
        return Arrival(seq, digest, at, kind, prev, body, Mark.UNREADABLE)
    # PostgreSQL refuses a NUL in text.
    if b"\\u0000" in body and kind in _SHOWN:
        return Arrival(seq, digest, at, kind, prev, body, Mark.UNREADABLE)
    return Arrival(seq, digest, at, kind, prev, body, None, content)


def recall(seq: int, digest: str, at: int | None, kind: str | None, raw: bytes, mark: str | None) -> Arrival:
    """A record that was judged before, when it came; its content is read again unless it was marked."""
    if mark is not None or kind is None:
        return Arrival(seq, digest, at, kind, raw=raw or None, mark=Mark(mark) if mark else None)
    return Arrival(seq, digest, at, kind, raw=raw, body=_DECODE_BODY[kind](raw))


def _is_name(kind: str) -> bool:
    return kind in BODIES or (1 <= len(kind) <= MAX_KIND and kind.isprintable())


def _unreadable(raw: bytes, seq: int) -> Arrival:
    try:
        claimed = msgspec.json.decode(raw, type=_Claim).digest
    except _UNDECODABLE:
        claimed = ""
    digest = _claimed(claimed, raw)
    if _could_hold_face(raw):
        return Arrival(seq, digest, mark=Mark.WITHHELD)
    return Arrival(seq, digest, raw=raw, mark=Mark.UNREADABLE)


def _claimed(digest: str, raw: bytes) -> str:
    try:
        claimed = bytes.fromhex(digest)
    except ValueError:
        claimed = b""
    is_one = claimed.hex() == digest and len(claimed) == hashlib.sha256().digest_size
    return digest if is_one else hashlib.sha256(raw).hexdigest()


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
    except _UNDECODABLE:
        return True
