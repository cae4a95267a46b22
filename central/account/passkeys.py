"""Passkeys (WebAuthn): a key in a phone, a computer or a stick that signs a challenge of ours for this very site.

A passkey whose owner showed themselves to it (PIN, finger) is both factors at once. Times are Unix milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

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
    made = generate_registration_options(
        rp_id=site.host,
        rp_name="Menlu 门录",
        user_id=b"%d" % person,
        user_name=name,
        exclude_credentials=_credentials(session, person),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    _give_out(session, made.challenge, now)
    return options_to_json(made)


def register(session: Session, site: Site, person: int, name: str, answer: Mapping[str, Any], now: int) -> None:
    """Keep the passkey that a browser made. Raises WrongCode when the answer is not to a challenge of ours."""
    if len(passkeys_of(session, person)) >= FOR_EACH:
        raise WrongCode
    try:
        verified = verify_registration_response(
            credential=dict(answer),
            expected_challenge=_spent(session, answer, now),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, ValueError, TypeError) as error:
        raise WrongCode from error
    row = {"staff_id": person, "credential": verified.credential_id, "public_key": verified.credential_public_key}
    row |= {"sign_count": verified.sign_count, "name": name.strip()[:NAME_LENGTH], "made_at": now}
    session.execute(insert(staff_passkey), row)
    audit.note(session, act="factor.add", of=f"staff:{person}", detail={"kind": "passkey"})


def sign_in_options(session: Session, site: Site, now: int, person: int | None = None) -> str:
    """What a browser needs to sign with a passkey: anybody's, or those of one person. JSON."""
    made = generate_authentication_options(
        rp_id=site.host,
        allow_credentials=None if person is None else _credentials(session, person),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _give_out(session, made.challenge, now)
    return options_to_json(made)


def verify(session: Session, site: Site, answer: Mapping[str, Any], now: int) -> int:
    """Whose passkey has signed a challenge of ours. Raises WrongCode."""
    try:
        credential = base64url_to_bytes(str(answer["rawId"]))
        chosen = select(staff_passkey).join(staff, staff.c.id == staff_passkey.c.staff_id)
        chosen = chosen.where(staff_passkey.c.credential == credential, staff.c.disabled_at.is_(None))
        known: Any = session.execute(chosen).one_or_none()
        challenge = _spent(session, answer, now)
        if known is None:
            raise WrongCode
        verified = verify_authentication_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, KeyError, ValueError, TypeError) as error:
        raise WrongCode from error
    used = {"sign_count": verified.new_sign_count, "used_at": now}
    session.execute(update(staff_passkey).where(staff_passkey.c.id == known.id).values(used))
    return int(known.staff_id)


def remove(session: Session, person: int, passkey: int) -> None:
    """Let one of somebody's passkeys open nothing any more."""
    session.execute(delete(staff_passkey).where(staff_passkey.c.id == passkey, staff_passkey.c.staff_id == person))
    audit.note(session, act="factor.remove", of=f"staff:{person}", detail={"kind": "passkey"})


def _credentials(session: Session, person: int) -> list[PublicKeyCredentialDescriptor]:
    chosen = select(staff_passkey.c.credential).where(staff_passkey.c.staff_id == person)
    return [PublicKeyCredentialDescriptor(id=bytes(credential)) for credential in session.scalars(chosen)]


def _give_out(session: Session, challenge: bytes, now: int) -> None:
    session.execute(delete(passkey_challenge).where(passkey_challenge.c.expires_at <= now))
    session.execute(insert(passkey_challenge), {"challenge": challenge, "expires_at": now + CHALLENGE_LIFE})


def _spent(session: Session, answer: Mapping[str, Any], now: int) -> bytes:
    """The challenge that is answered, which nobody can answer again. Raises WrongCode where it is none of ours."""
    challenge = parse_client_data_json(base64url_to_bytes(str(answer["response"]["clientDataJSON"]))).challenge
    ours = passkey_challenge.c.challenge == challenge, passkey_challenge.c.expires_at > now
    if session.execute(delete(passkey_challenge).where(*ours).returning(passkey_challenge.c.challenge)).first() is None:
        raise WrongCode
    return challenge
