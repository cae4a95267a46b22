"""Proof that a box erased a person: a statement, signed by the box, that holds digests and no data.

Whoever knows the box's thumbprint can check it, without the box and without a network.
"""

import base64
from collections.abc import Callable
from typing import Literal, Protocol

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from wire.signature import thumbprint

What = Literal["face", "all"]
"""Only the references of the face, or everything that was kept of the person."""


class ProofWrong(ValueError):
    """It is no proof, or the signature does not fit it."""


class Stated(Protocol):
    """What a box can sign."""

    def encoded(self) -> bytes:
        """The bytes that are signed."""


class Statement(msgspec.Struct, frozen=True):
    """What was erased of which person (opaque id), and when (Unix ms).

    references: SHA-256, 64 hex digits, of each sealed face reference that was deleted.
    """

    erased: str
    what: What
    at: int
    references: list[str]

    def encoded(self) -> bytes:
        """The bytes that are signed: JSON, the fields in this order, no spaces."""
        return msgspec.json.encode(self)


class Proof(msgspec.Struct, frozen=True):
    """statement: as it was signed. public_key, signature: the box's, Ed25519, base64url without padding."""

    statement: str
    public_key: str
    signature: str

    def encoded(self) -> bytes:
        """The proof as it is kept in a file: one line of JSON."""
        return msgspec.json.encode(self) + b"\n"


def prove(statement: Stated, public_key: bytes, sign: Callable[[bytes], bytes]) -> Proof:
    """The proof of `statement`, signed by `sign`, whose public key (32 bytes) goes with it."""
    content = statement.encoded()
    return Proof(content.decode(), _text(public_key), _text(sign(content)))


def proof_by(public_key: bytes, erased: str, what: str, at: int, references: list[str], signature: str) -> Proof:
    """The proof in a record `erasure` of the box with that key (32 bytes), made whole again; it may not hold."""
    statement = {"erased": erased, "what": what, "at": at, "references": references}
    return Proof(msgspec.json.encode(statement).decode(), _text(public_key), signature)


def proof_of(content: bytes) -> Proof:
    """The proof in a file. Raises ProofWrong."""
    try:
        return msgspec.json.decode(content, type=Proof)
    except msgspec.DecodeError as error:
        raise ProofWrong(f"no proof of erasure: {error}") from error


def verified(proof: Proof) -> tuple[Statement, str]:
    """What the proof states, and the thumbprint of the box that signed it: the reader has to know that box.

    Raises ProofWrong.
    """
    signed_by = signer(proof)
    try:
        return msgspec.json.decode(proof.statement, type=Statement), signed_by
    except msgspec.DecodeError as error:
        raise ProofWrong(f"no proof of erasure: {error}") from error


def signer(proof: Proof) -> str:
    """The thumbprint of the box that signed it, whatever it states. Raises ProofWrong."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_bytes(proof.public_key))
        key.verify(_bytes(proof.signature), proof.statement.encode())
    except InvalidSignature:
        raise ProofWrong("the signature does not fit the statement: it was altered, or another key signed it") from None
    except ValueError as error:
        raise ProofWrong(f"no proof of erasure: {error}") from error
    return thumbprint(key)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
