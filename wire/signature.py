"""Who sent a request: HTTP Message Signatures (RFC 9421) with Ed25519, and the body's digest (RFC 9530).

One profile, used by both sides. A signature covers method, path, query and, when there is a body, its digest; it says
when it was made, by which key, and carries a nonce. Host and scheme are left out: a proxy may change them. Central
refuses a nonce it has seen; that, and which keys are known, is not decided here.
"""

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519

TAG = "menlu"
"""What the signature is for: one made for another application is not taken for ours."""
WINDOW = 300
"""How far a signature's time may be from the reader's clock, s; a nonce is remembered for twice as long."""
COVERED = ("@method", "@path", "@query")
"""Always; `content-digest` too, when there is a body."""
LONGEST_NONCE = 64

_COVERED = {f'"{name}"' for name in COVERED}
"""As a signature's input names them."""
_PARAMETERS = {"created", "keyid", "alg", "nonce", "tag"}


class SignatureError(Exception):
    """The request can't be taken as its sender's; the message says why."""


class SignatureMissing(SignatureError):
    """It carries no signature for Menlu."""


class SignatureWrong(SignatureError):
    """The signature does not fit the request, or does not cover what it must."""


class UnknownKey(SignatureError):
    """The signature names a key that is not known."""


class ClockWrong(SignatureError):
    """The signature is right, but its time is too far from the reader's."""


@dataclass(frozen=True)
class Signed:
    """Who signed (thumbprint of the key), when (Unix s) and the request's nonce."""

    thumbprint: str
    created: int
    nonce: str


@dataclass(frozen=True)
class _Message:
    """A request as the library wants it."""

    method: str
    url: str
    headers: dict[str, str]


def thumbprint(key: Ed25519PublicKey) -> str:
    """A key's name: SHA-256 of its 32 bytes, base64url without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.public_bytes_raw()).digest()).rstrip(b"=").decode()


def in_fours(name: str) -> str:
    """A key's name as people read and compare it: in groups of four, which may be typed with the spaces or without."""
    return " ".join(name[first : first + 4] for first in range(0, len(name), 4))


def sign(method: str, url: str, body: bytes, key: Ed25519PrivateKey, *, created: int, nonce: str) -> dict[str, str]:
    """The headers to add to a request to `url` (absolute, encoded) with exactly this `body` (empty: none).

    `created` is Unix time in s; `nonce` is new for every request, also for one that is repeated.
    """
    message = _Message(method, url, {})
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=_OneKey(key))
    signer.sign(
        message,
        key_id=thumbprint(key.public_key()),
        created=datetime.fromtimestamp(created, UTC),
        nonce=nonce,
        label=TAG,
        tag=TAG,
        covered_component_ids=COVERED,
        body=body or None,
    )
    return message.headers


def verify(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    key_of: Callable[[str], Ed25519PublicKey | None],
    *,
    now: int,
) -> Signed:
    """Who sent this request.

    `path` as it was sent (encoded), `query` without its question mark, `body` before decompression, `now` Unix s.
    `key_of` gives the key of a thumbprint, None for one that is not known. The time is judged last, so that the answer
    about it goes to the key's holder only. Raises SignatureError.
    """
    message = _Message(method, f"http://menlu{path}" + (f"?{query}" if query else ""), dict(headers.items()))
    if not {"signature", "signature-input"} <= {name.lower() for name in message.headers}:
        raise SignatureMissing("the request is not signed")
    known = _Known(key_of)
    verifier = _Verifier(signature_algorithm=ED25519, key_resolver=known)
    try:
        # A body's digest has to be covered by the library's own rule.
        results = verifier.verify(message, expect_tag=TAG, max_age=None, body=body)
    except HTTPMessageSignaturesException as error:
        if known.failure is not None:
            raise known.failure from None
        raise SignatureWrong(f"the signature does not hold: {error}") from error
    if len(results) != 1:
        raise SignatureWrong("the request is signed more than once")
    if not results[0].covered_components.keys() >= _COVERED:
        raise SignatureWrong(f"the signature has to cover {', '.join(COVERED)}")
    signed = _signed(results[0])
    if abs(signed.created - now) > WINDOW:
        raise ClockWrong(f"the signature is {abs(signed.created - now)} s from now; at most {WINDOW} s is accepted")
    return signed


def _signed(result: VerifyResult) -> Signed:
    given = result.parameters
    if set(given) != _PARAMETERS:
        raise SignatureWrong(f"the signature has to say {', '.join(sorted(_PARAMETERS))}, no more and no less")
    nonce = str(given["nonce"])
    if not 1 <= len(nonce) <= LONGEST_NONCE:
        raise SignatureWrong(f"a nonce has 1 to {LONGEST_NONCE} characters")
    return Signed(str(given["keyid"]), int(given["created"]), nonce)


class _OneKey(HTTPSignatureKeyResolver):
    """Signs with one key, whatever it is called."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002
        return self._key


class _Known(HTTPSignatureKeyResolver):
    """Asks the caller for a key, and keeps what the caller raised: the library would make it "invalid signature"."""

    def __init__(self, key_of: Callable[[str], Ed25519PublicKey | None]) -> None:
        self._key_of = key_of
        self.failure: Exception | None = None

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        try:
            key = self._key_of(key_id)
            if key is None:
                raise UnknownKey(f"no box is known by the key {key_id!r}")  # noqa: TRY301
        except Exception as error:
            self.failure = error
            raise
        return key


class _Verifier(HTTPMessageVerifier):
    """Leaves the time to `verify`, which is told what time it is; the library reads the machine's clock."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Nothing: see the class."""
