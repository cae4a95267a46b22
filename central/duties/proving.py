"""Proofs of what was deleted, night by night: each says how much went and how much is left, and holds the digest of the
one before, so that none can be changed or left out unseen.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.duties.tables import purge_proof

GENESIS: Final = bytes(32)
"""`prev` of the first."""
PROVED: Final = "purge.prove"
"""The act, as the audit log names it: with the digest of the night's last proof."""


@dataclass(frozen=True)
class Purged:
    """What a night deleted of one kind. before: what is older was to go, Unix ms. left: what should have gone, too;
    of entries some hundreds at most are counted.
    """

    night: str
    what: str
    before: int
    count: int
    left: int


@dataclass(frozen=True)
class Proof:
    """One proof. made_at: Unix ms."""

    id: int
    purged: Purged
    made_at: int
    prev: bytes
    digest: bytes

    @property
    def is_intact(self) -> bool:
        """Whether it says what was written."""
        return self.digest == _digest(self.purged, self.made_at, self.prev)


def prove(session: Session, purged: Purged, now: int) -> str:
    """Write down what a night deleted; the proof's digest, as the log is told it."""
    chosen = select(purge_proof.c.digest).order_by(purge_proof.c.id.desc()).limit(1)
    prev = session.scalar(chosen.with_for_update()) or GENESIS
    digest = _digest(purged, now, prev)
    session.execute(insert(purge_proof), msgspec.to_builtins(purged) | {"made_at": now, "prev": prev, "digest": digest})
    return _told(digest)


def is_proven(session: Session, night: str) -> bool:
    """Whether that night (an ISO day) has its proof."""
    return session.execute(select(purge_proof.c.id).where(purge_proof.c.night == night).limit(1)).first() is not None


def nights_without(last: Proof | None, today: date) -> int:
    """How many nights have gone by since the last proof: 0 where this night or the last has one, or none is yet."""
    return 0 if last is None else max(0, (today - date.fromisoformat(last.purged.night)).days - 1)


def proofs(session: Session, limit: int) -> list[Proof]:
    """The last ones, the newest first."""
    chosen = select(purge_proof).order_by(purge_proof.c.id.desc()).limit(limit)
    return [_proof(row) for row in session.execute(chosen)]


def first_broken(session: Session) -> Proof | None:
    """The first proof that does not say what was written, or does not follow the one before; None where all hold."""
    prev = GENESIS
    for row in session.execute(select(purge_proof).order_by(purge_proof.c.id)).all():
        proof = _proof(row)
        if proof.prev != prev or not proof.is_intact:
            return proof
        prev = proof.digest
    return None


def is_as_logged(session: Session) -> bool:
    """Whether the last proof is the one the audit log names: else later ones are missing, or all were made anew."""
    logged = audit.last_detail(session, PROVED).get("digest")
    return logged is None or any(_told(proof.digest) == logged for proof in proofs(session, 1))


def _told(digest: bytes) -> str:
    # With colons: the log masks what looks like the number of a person.
    return digest.hex(":")


def _proof(row: Any) -> Proof:
    purged = Purged(row.night, row.what, row.before, row.count, row.left)
    return Proof(row.id, purged, row.made_at, bytes(row.prev), bytes(row.digest))


def _digest(purged: Purged, made_at: int, prev: bytes) -> bytes:
    said = ("menlu-purge/1", purged.night, purged.what, purged.before, purged.count, purged.left, made_at, prev.hex())
    return hashlib.sha256(msgspec.json.encode(said)).digest()
