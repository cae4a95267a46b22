"""One thing that happened at a door, chained to the one before.

Records of one outbox have `seq` 1, 2, 3 … without gaps. Each carries the digest of the record before
it, so that a missing or altered one shows. The body is encoded once, on the box, and travels as it is:
the digest covers exactly those bytes.
"""

import hashlib

import msgspec

GENESIS = "0" * 64
"""`prev` of the first record of an outbox: there is none before it."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """A record as it lies in the outbox, on the wire and at central.

    outbox: id made with the outbox (32 hex digits); new storage means a new id.
    seq: position in the outbox, from 1, without gaps.
    at: when it happened, Unix time in milliseconds by the box's clock.
    kind: one of `wire.kinds.BODIES`, or a kind this version does not know.
    body: JSON object, its bytes as the box encoded them.
    prev, digest: 64 hex digits (SHA-256).
    """

    outbox: str
    seq: int
    at: int
    kind: str
    body: msgspec.Raw
    prev: str
    digest: str


def digest_of(outbox: str, seq: int, at: int, kind: str, body: bytes, prev: str) -> str:
    """Digest that binds a record to its place: SHA-256 over the header lines, then the body's bytes."""
    header = f"{outbox}\n{seq}\n{at}\n{kind}\n{prev}\n"
    return hashlib.sha256(header.encode() + body).hexdigest()


def chained(outbox: str, seq: int, at: int, kind: str, body: bytes, prev: str) -> Record:
    """The record at `seq`, made complete with its digest."""
    digest = digest_of(outbox, seq, at, kind, body, prev)
    return Record(outbox, seq, at, kind, msgspec.Raw(body), prev, digest)


def is_intact(record: Record) -> bool:
    """Whether the record's digest is that of its content."""
    content = (record.outbox, record.seq, record.at, record.kind, bytes(record.body), record.prev)
    return digest_of(*content) == record.digest
