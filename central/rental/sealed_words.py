"""What boxes have sealed of people, sealed anew by central's own keys, a few at a time while central runs.

Then a number can be found, and the box's words need the key that boxes seal for no more. Rows may be read before and
after; what does not open with the key that is here stays as it came, and is tried again at the next start.
"""

from enum import StrEnum, unique
from time import time_ns
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import asdict
from sqlalchemy import Row, select, update

from central.db import Database
from central.edges import service as edges
from central.rental.guests import registered
from central.rental.tables import identity, registration
from central.sealed.columns import sealed_columns
from central.sealed.ring import Ring
from wire.kinds import Identity
from wire.sealed import NotSealed

AT_ONCE = 50
"""Rows in one transaction: boxes wait to write meanwhile."""
FIELDS = tuple(column.name for column in sealed_columns(identity))


@unique
class By(StrEnum):
    """By whom a person's words are sealed."""

    BOX = "box"
    CENTRAL = "central"
    OTHER_KEY = "other-key"
    """By the box, for a key that is not here, or damaged."""


class SealingAnew:
    """Seals what has come since the last time."""

    def __init__(self, database: Database, boxes_key: X25519PrivateKey, ring: Ring) -> None:
        self._database, self._boxes_key, self._ring = database, boxes_key, ring
        self._has_begun = False

    def turn(self, now: int | None = None) -> int:
        """Seal all that waits; of how many people. now: Unix ms; by this machine's clock where nobody says."""
        if not self._has_begun:
            self._try_again()
            self._has_begun = True
        sealed = 0
        while rows := self._waiting():
            sealed += self._seal(rows, time_ns() // 1_000_000 if now is None else now)
        return sealed

    def _try_again(self) -> None:
        with self._database.reading() as session:
            others = identity.c.sealed_by == By.OTHER_KEY.value
            if session.execute(select(identity.c.registration_id).where(others).limit(1)).first() is None:
                return
        with self._database.writing() as session:
            session.execute(update(identity).where(others).values(sealed_by=By.BOX.value))

    def _waiting(self) -> list[Row[Any]]:
        chosen = select(identity, registration.c.person).join(registration)
        with self._database.reading() as session:
            waiting = identity.c.sealed_by == By.BOX.value
            return list(session.execute(chosen.where(waiting).order_by(identity.c.registration_id).limit(AT_ONCE)))

    def _seal(self, rows: list[Row[Any]], now: int) -> int:
        """Open them before the transaction, which is the slow part; a row that has changed meanwhile stays as it is."""
        opened = [(row, opened_words(self._boxes_key, row)) for row in rows]
        with self._database.writing() as session:
            sealing = self._ring.sealing(session)
            for row, words in opened:
                unchanged = [identity.c[field] == getattr(row, field) for field in (*FIELDS, "sealed_by")]
                changed = update(identity).where(identity.c.registration_id == row.registration_id, *unchanged)
                values = sealing.row(identity, row.registration_id, words) if words else {}
                by = By.CENTRAL if words else By.OTHER_KEY
                session.execute(changed.values(**values, sealed_by=by.value))
            registered.before_ending(session)
        read = [words for _, words in opened if words is not None]
        registered.follow(self._database, self._ring, [words["number"] for words in read if words["number"]], now=now)
        return len(read)


def opened_words(boxes_key: X25519PrivateKey, row: Any) -> dict[str, str] | None:
    """Field → word of what a box has sealed; None when it does not open with this key."""
    sealed = {field: getattr(row, field) for field in FIELDS}
    whole = Identity(**sealed | {"address": sealed["address"].split(), "phone": ""})
    try:
        opened = edges.unseal_identity(boxes_key, row.person, whole)
        phone = edges.unseal_identity(boxes_key, row.phone_of or row.person, Identity("", "", phone=sealed["phone"]))
    except NotSealed:
        return None
    return asdict(opened) | {"address": "".join(opened.address), "phone": phone.phone}
