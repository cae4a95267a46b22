"""Who sends a request: a box that was claimed, whose request was not seen before (privacy-security rule C24)."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import bindparam, delete, insert, select, update
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
    """A box that was claimed, and its key."""

    id: int
    key: Ed25519PublicKey


_KNOWN = select(box.c.id, box.c.public_key).where(
    box.c.thumbprint == bindparam("thumbprint"), box.c.revoked_at.is_(None)
)
_SEEN = (
    update(box)
    .where(box.c.id == bindparam("box_id"), box.c.thumbprint == bindparam("key"), box.c.revoked_at.is_(None))
    .values(last_seen=bindparam("now"), clock_offset=bindparam("offset"))
)
_FORGET = delete(nonce).where(nonce.c.thumbprint == bindparam("key"), nonce.c.seen_at < bindparam("before"))


def known_box(session: Session, thumbprint: str) -> KnownBox | None:
    """The box whose key has this thumbprint, unless it is revoked."""
    found = session.connection().execute(_KNOWN, {"thumbprint": thumbprint}).one_or_none()
    return KnownBox(found.id, Ed25519PublicKey.from_public_bytes(found.public_key)) if found else None


def admit(session: Session, sender: Sender, *, now: int) -> None:
    """Let the request in, once. Until the transaction ends, other requests of the box wait here.

    Raises BoxUnknown when the box was revoked meanwhile, Replayed.
    """
    # A request says its time in whole seconds: half a second is what it is off by on average.
    seen = {"box_id": sender.box_id, "key": sender.thumbprint, "now": now, "offset": sender.created * 1000 + 500 - now}
    if session.connection().execute(_SEEN, seen).rowcount != 1:
        raise BoxUnknown
    remember(session, sender.thumbprint, sender.nonce, now=now)


def remember(session: Session, thumbprint: str, value: str, *, now: int) -> None:
    """Note a nonce, and forget those of the same key that are too old to be accepted. Raises Replayed."""
    connection = session.connection()
    connection.execute(_FORGET, {"key": thumbprint, "before": now - NONCE_LIFE})
    try:
        connection.execute(insert(nonce), {"thumbprint": thumbprint, "nonce": value, "seen_at": now})
    except IntegrityError as error:
        raise Replayed from error
