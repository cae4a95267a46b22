"""Proofs of erasure: made whole again from what a box told and the key it signs with, and checked."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental.tables import erasure, registration
from wire.erasure import Proof, ProofWrong, proof_by, verified


@dataclass(frozen=True)
class ErasureRow:
    """A person's face, or all that was kept of them, was erased at the box. at: by the box's clock, Unix ms.

    holds: the proof was signed by the box, over just this.
    """

    id: int
    registration_id: int
    person: str
    what: str
    at: int
    proof: Proof
    holds: bool


def holds(proof: Proof) -> bool:
    """Whether the signature fits the statement."""
    try:
        verified(proof)
    except ProofWrong:
        return False
    return True


def erasures(session: Session, people: Collection[int]) -> dict[int, list[ErasureRow]]:
    """Person (row) → what was erased of them, the first first."""
    found = _erasures(session, registration.c.id.in_(people))
    return {person: [row for row in found if row.registration_id == person] for person in people}


def erasure_of(session: Session, registration_id: int, erasure_id: int) -> ErasureRow | None:
    """One erasure of a person; None when there is none."""
    this = and_(registration.c.id == registration_id, erasure.c.id == erasure_id)
    return next(iter(_erasures(session, this)), None)


def _erasures(session: Session, chosen: ColumnElement[bool]) -> list[ErasureRow]:
    of_person = and_(erasure.c.box_id == registration.c.box_id, erasure.c.person == registration.c.person)
    columns = (erasure.c[name] for name in ("id", "box_id", "person", "what", "at", "deleted", "signature"))
    query = select(registration.c.id.label("registration_id"), *columns).join(erasure, of_person)
    rows = session.execute(query.where(chosen).order_by(erasure.c.id)).all()
    keys = {box_id: edges.key_of(session, box_id) for box_id in {row.box_id for row in rows}}
    return [_erasure(row, keys[row.box_id]) for row in rows]


def _erasure(row: Any, key: bytes) -> ErasureRow:
    proof = proof_by(key, row.person, row.what, row.at, row.deleted.split(), row.signature)
    return ErasureRow(row.id, row.registration_id, row.person, row.what, row.at, proof, holds(proof))
