"""Passkeys (WebAuthn): a key in a phone, a computer or a stick that signs a challenge of ours for this very site.

A passkey whose owner showed themselves to it (PIN, finger) is both factors at once. Times are Unix milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from central.account import rules
from central.account.refusals import WrongCode
from central.account.tables import passkey_challenge, staff, staff_passkey
from central.audit import service as audit

NAME_LENGTH = 60
CHALLENGE_LIFE = 5 * rules.MINUTE
FOR_EACH = 20
"""How many passkeys somebody may have."""


@dataclass(frozen=True)
class Site:
    """Whom a passkey is for. origin: scheme, host and port, as a browser says it."""

    origin: str

    @property
    def host(self) -> str:
        """The host alone: what a passkey is bound to."""
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True)
class PasskeyRow:
    """A passkey, by the name its owner gave it."""

    id: int
    name: str
    made_at: int
    used_at: int | None


def passkeys_of(session: Session, person: int) -> list[PasskeyRow]:
    """Somebody's passkeys, the oldest first."""
    columns = (staff_passkey.c[field] for field in PasskeyRow.__dataclass_fields__)
    chosen = select(*columns).where(staff_passkey.c.staff_id == person).order_by(staff_passkey.c.id)
    return [PasskeyRow(*row) for row in session.execute(chosen)]


def registration_options(session: Session, site: Site, person: int, name: str, now: int) -> str:
    """What a browser needs to make a passkey for somebody: JSON, with a challenge that is answered once."""
    from central.account import ceremony

    asked = ceremony.creation(site.host, person, name, _credentials(session, person))
    _give_out(session, asked.challenge, now)
    return asked.options


def register(session: Session, site: Site, person: int, name: str, answer: Mapping[str, Any], now: int) -> None:
    """Keep the passkey that a browser made. Raises WrongCode when the answer is not to a challenge of ours."""
    from central.account import ceremony

    if len(passkeys_of(session, person)) >= FOR_EACH:
        raise WrongCode
    try:
        challenge = _spent(session, ceremony.challenge_of(answer), now)
        made = ceremony.created(site.host, site.origin, answer, challenge)
    except ceremony.REFUSED as error:
        raise WrongCode from error
    row = {"staff_id": person, "credential": made.credential, "public_key": made.public_key}
    row |= {"sign_count": made.sign_count, "name": name.strip()[:NAME_LENGTH], "made_at": now}
    session.execute(insert(staff_passkey), row)
    audit.note(session, act="factor.add", of=f"staff:{person}", detail={"kind": "passkey"})


def sign_in_options(session: Session, site: Site, now: int, person: int | None = None) -> str:
    """What a browser needs to sign with a passkey: anybody's, or those of one person. JSON."""
    from central.account import ceremony

    asked = ceremony.request(site.host, None if person is None else _credentials(session, person))
    _give_out(session, asked.challenge, now)
    return asked.options


def verify(session: Session, site: Site, answer: Mapping[str, Any], now: int) -> int:
    """Whose passkey has signed a challenge of ours. Raises WrongCode."""
    from central.account import ceremony

    try:
        known = _known(session, ceremony.credential_of(answer))
        challenge = _spent(session, ceremony.challenge_of(answer), now)
        held = ceremony.Made(known.credential, known.public_key, known.sign_count)
        count = ceremony.signed(site.host, site.origin, answer, challenge, held)
    except ceremony.REFUSED as error:
        raise WrongCode from error
    used = {"sign_count": count, "used_at": now}
    session.execute(update(staff_passkey).where(staff_passkey.c.id == known.id).values(used))
    return int(known.staff_id)


def remove(session: Session, person: int, passkey: int) -> None:
    """Let one of somebody's passkeys open nothing any more."""
    session.execute(delete(staff_passkey).where(staff_passkey.c.id == passkey, staff_passkey.c.staff_id == person))
    audit.note(session, act="factor.remove", of=f"staff:{person}", detail={"kind": "passkey"})


def _known(session: Session, credential: bytes) -> Any:
    """The row of a passkey whose owner may sign in. Raises WrongCode."""
    chosen = select(staff_passkey).join(staff, staff.c.id == staff_passkey.c.staff_id)
    known = session.execute(
        chosen.where(staff_passkey.c.credential == credential, staff.c.disabled_at.is_(None))
    ).one_or_none()
    if known is None:
        raise WrongCode
    return known


def _credentials(session: Session, person: int) -> list[bytes]:
    chosen = select(staff_passkey.c.credential).where(staff_passkey.c.staff_id == person)
    return [bytes(credential) for credential in session.scalars(chosen)]


def _give_out(session: Session, challenge: bytes, now: int) -> None:
    session.execute(delete(passkey_challenge).where(passkey_challenge.c.expires_at <= now))
    session.execute(insert(passkey_challenge), {"challenge": challenge, "expires_at": now + CHALLENGE_LIFE})


def _spent(session: Session, challenge: bytes, now: int) -> bytes:
    """The challenge, which nobody can answer again. Raises WrongCode where it is none of ours."""
    ours = passkey_challenge.c.challenge == challenge, passkey_challenge.c.expires_at > now
    if session.execute(delete(passkey_challenge).where(*ours).returning(passkey_challenge.c.challenge)).first() is None:
        raise WrongCode
    return challenge
