"""A box's door as rental housing sees it: records that were taken in, and orders that were sent."""

from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update

from central.db import Database
from central.edges import orders, stretches
from central.edges.arrival import Arrival, Mark
from central.edges.tables import box_order, outbox
from central.rental.follower import Follower
from wire.erasure import Statement, What, prove
from wire.kinds import KIND_OF, Comparison, Erasure, Registration
from wire.orders import AnyOrder
from wire.record import GENESIS

PERSON = "3f9c2e71a0b4d586"
LIKE = Comparison("chip", "live", 0.71, 0.42)


def registered(person: str = PERSON, outcome: str = "granted", **values: Any) -> Registration:
    """Somebody who has registered with everything in order."""
    made = Registration(person, "resident", "chip", ["face", "pin"], outcome, comparison=LIKE)
    return msgspec.structs.replace(made, **values)


def erased(key: Ed25519PrivateKey, person: str = PERSON, what: What = "face", *, at: int) -> Erasure:
    """What a box tells when it has erased somebody: signed by its key."""
    statement = Statement(person, what, at, ["a" * 64] if what == "face" else [])
    proof = prove(statement, key.public_key().public_bytes_raw(), key.sign)
    return Erasure(person, what, statement.references, proof.signature)


class Door:
    """Keeps records as intake does, lets the follower read them, and reads orders as the box does."""

    def __init__(self, database: Database, box_id: int, outbox_id: int, follower: Follower, now: int) -> None:
        self._database, self._box, self._outbox = database, box_id, outbox_id
        self._follower, self._now, self._seq, self._heard = follower, now, 0, 0

    def tell(self, *bodies: msgspec.Struct) -> int:
        """Send records, and have them read; how many were written."""
        for body in bodies:
            self.keep(KIND_OF[type(body)], msgspec.json.encode(body))
        return self._follower.catch_up(self._now)

    def keep(self, kind: str, body: bytes, mark: str | None = None) -> None:
        """What intake does with a record; nobody reads it yet."""
        self._seq += 1
        arrivals = [Arrival(self._seq, GENESIS, self._now, kind, raw=body, mark=mark and Mark(mark))]
        with self._database.writing() as session:
            stretches.keep(session, self._outbox, arrivals, stretches.fold(arrivals), now=self._now)
            session.execute(update(outbox).where(outbox.c.id == self._outbox).values(seq=self._seq))

    def hears(self) -> list[AnyOrder]:
        """The orders since the last time, their ids and expiry left out."""
        with self._database.reading() as session:
            raw = orders.orders_after(session, self._box, self._heard)
        found = [msgspec.json.decode(each, type=AnyOrder) for each in raw]
        self._heard = max([self._heard, *(order.id for order in found)])
        return [msgspec.structs.replace(order, id=0, expires=None) for order in found]

    def has_settled(self, at: int) -> None:
        """The box has done all its orders, at that time by its clock."""
        waits = box_order.c.box_id == self._box, box_order.c.outcome.is_(None)
        with self._database.writing() as session:
            session.execute(update(box_order).where(*waits).values(outcome="done", settled_at=at))
