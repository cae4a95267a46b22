"""A row of the log and its digest: SHA-256 over what it says and over the digest of the row before. Pure.

The bytes of form 1 are a JSON array in UTF-8 without spaces: ["menlu-audit/1", seq, at, by, act, of, why, origin,
detail, prev], where detail is the text that is kept (not the object) and prev is 64 hex digits. Texts hold no control
characters, so every JSON writer that leaves letters unescaped makes the same bytes. A row that was written in one form
is verified in that form for ever.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import msgspec

FORM: Final = 1
"""The form that new rows are written in."""
GENESIS: Final = bytes(32)
"""`prev` of the first row: there is none before it."""


@dataclass(frozen=True)
class Told:
    """What a row says, before it has its place. at: Unix ms. detail: JSON."""

    at: int
    by: str
    act: str
    of: str
    why: str
    origin: str
    detail: str


@dataclass(frozen=True)
class Link:
    """A place in the chain: a row and its digest."""

    seq: int = 0
    digest: bytes = GENESIS


def canonical(seq: int, told: Told, prev: bytes) -> bytes:
    """The bytes of form 1."""
    said = (told.at, told.by, told.act, told.of, told.why, told.origin, told.detail)
    return msgspec.json.encode((f"menlu-audit/{FORM}", seq, *said, prev.hex()))


def following(before: Link, told: Told) -> Link:
    """Where a row that says this stands behind `before`."""
    seq = before.seq + 1
    return Link(seq, hashlib.sha256(canonical(seq, told, before.digest)).digest())


def is_intact(form: int, seq: int, told: Told, prev: bytes, digest: bytes) -> bool:
    """Whether a row's digest is that of what it says. False also for what can't be a row at all."""
    if form != FORM:
        return False
    try:
        return hashlib.sha256(canonical(seq, told, prev)).digest() == digest
    except (TypeError, ValueError, AttributeError):
        # Somebody has put something else in the place of a text or a number.
        return False
