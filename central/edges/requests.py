"""Who sends a request: a box that was claimed, whose request was not seen before (privacy-security rule C24)."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.edges.tables import box, nonce
from wire.signature import WINDOW

NONCE_LIFE = 3 * WINDOW * 1000
"""How long a nonce is remembered, ms: a request is accepted for twice WINDOW; the rest is for hosts
whose clocks differ."""


class Replayed(Exception):
    """This very request has been seen before."""


class BoxUnknown(Exception):
    """The box was never claimed, or is revoked."""


@dataclass(frozen=True)
class Sender:
    """The box that signed a request, when (Unix s) and with which nonce."""

    box_id: int
    thumbprint: str
    created: int
    nonce: str


@dataclass(frozen=True)
class KnownBox:
    """A box in force, and its public key (32 bytes)."""

    id: int
    public_key: bytes


def known_box(session: Session, thumbprint: str) -> KnownBox | None:
    """The box whose key has this thumbprint, unless it is revoked."""
    chosen = select(box.c.id, box.c.public_key).where(box.c.thumbprint == thumbprint, box.c.revoked_at.is_(None))
    found = session.execute(chosen).one_or_none()
    return KnownBox(found.id, found.public_key) if found else None


def admit(session: Session, sender: Sender, *, now: int) -> None:
    """Let the request in, once. Until the transaction ends, other requests of the box wait here.

    Raises BoxUnknown when the box was revoked meanwhile, Replayed.
    """
    # A request says its time in whole seconds: half a second is what it is off by on average.
    seen = {"last_seen": now, "clock_offset": sender.created * 1000 + 500 - now}
    in_force = update(box).where(box.c.id == sender.box_id, box.c.revoked_at.is_(None))
    if session.connection().execute(in_force.values(seen)).rowcount != 1:
        raise BoxUnknown
    remember(session, sender.thumbprint, sender.nonce, now=now)


def remember(session: Session, thumbprint: str, value: str, *, now: int) -> None:
    """Note a nonce, and forget those of the same key that are too old to be accepted. Raises Replayed."""
    old = delete(nonce).where(nonce.c.thumbprint == thumbprint, nonce.c.seen_at < now - NONCE_LIFE)
    connection = session.connection()
    connection.execute(old)
    try:
        connection.execute(insert(nonce), {"thumbprint": thumbprint, "nonce": value, "seen_at": now})
    except IntegrityError as error:
        raise Replayed from error
