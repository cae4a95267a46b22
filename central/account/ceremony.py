"""WebAuthn's two ceremonies, without a database: what a browser is asked, and whether its answer is good.

The library takes 13 MB of memory, so this is imported by the first who uses a passkey.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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

from central.account.refusals import WrongCode

REFUSED = (WebAuthnException, KeyError, ValueError, TypeError, WrongCode)
"""What comes of an answer that is none."""


@dataclass(frozen=True)
class Asked:
    """What a browser is asked: JSON, and the challenge in it."""

    options: str
    challenge: bytes


@dataclass(frozen=True)
class Made:
    """A passkey that was made."""

    credential: bytes
    public_key: bytes
    sign_count: int


def creation(host: str, person: int, name: str, known: Sequence[bytes]) -> Asked:
    """Ask for a new passkey of somebody, none of those known. host: of the site it is bound to."""
    made = generate_registration_options(
        rp_id=host,
        rp_name="Menlu 门录",
        user_id=b"%d" % person,
        user_name=name,
        exclude_credentials=_descriptors(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return Asked(options_to_json(made), made.challenge)


def created(host: str, origin: str, answer: Mapping[str, Any], challenge: bytes) -> Made:
    """The passkey of an answer to `challenge`. Raises one of REFUSED."""
    verified = verify_registration_response(
        credential=dict(answer),
        expected_challenge=challenge,
        expected_rp_id=host,
        expected_origin=origin,
        require_user_verification=True,
    )
    return Made(verified.credential_id, verified.credential_public_key, verified.sign_count)


def request(host: str, allowed: Sequence[bytes] | None) -> Asked:
    """Ask for a signature by one of these passkeys; None: by whichever the browser has for this site."""
    made = generate_authentication_options(
        rp_id=host,
        allow_credentials=None if allowed is None else _descriptors(allowed),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Asked(options_to_json(made), made.challenge)


def signed(host: str, origin: str, answer: Mapping[str, Any], challenge: bytes, known: Made) -> int:
    """The passkey's new count, where it has signed `challenge` for this site. Raises one of REFUSED."""
    verified = verify_authentication_response(
        credential=dict(answer),
        expected_challenge=challenge,
        expected_rp_id=host,
        expected_origin=origin,
        credential_public_key=known.public_key,
        credential_current_sign_count=known.sign_count,
        require_user_verification=True,
    )
    return verified.new_sign_count


def credential_of(answer: Mapping[str, Any]) -> bytes:
    """Which passkey answers. Raises one of REFUSED."""
    return base64url_to_bytes(str(answer["rawId"]))


def challenge_of(answer: Mapping[str, Any]) -> bytes:
    """Which challenge is answered. Raises one of REFUSED."""
    return parse_client_data_json(base64url_to_bytes(str(answer["response"]["clientDataJSON"]))).challenge


def _descriptors(credentials: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=credential) for credential in credentials]
