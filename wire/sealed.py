"""Words that only central can read: HPKE (RFC 9180), X25519, HKDF-SHA256, ChaCha20-Poly1305.

A box seals what a card says about a person before it writes it anywhere, so that neither its disk nor central's raw
records hold a name or a number in the clear. Each word is sealed by itself and bound to where it belongs: it does not
open in another field or for another person.
"""

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

LONGEST = 72
"""Bytes (UTF-8) of a word: sealed it has 160 characters, the longest that `wire.faceless` lets pass."""

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class NotSealed(ValueError):
    """It was not sealed for this key and this context, or it was altered."""


def public_key_of(text: str) -> X25519PublicKey:
    """The key that words are sealed for: 32 bytes, base64url. Raises ValueError."""
    return X25519PublicKey.from_public_bytes(_bytes(text))


def text_of(key: X25519PublicKey) -> str:
    """The key as it travels."""
    return _text(key.public_bytes_raw())


def seal(word: str, key: X25519PublicKey, context: str) -> str:
    """`word` (at most LONGEST bytes) for the holder of `key`, in base64url. Raises ValueError when it is longer."""
    plain = word.encode()
    if len(plain) > LONGEST:
        raise ValueError(f"{len(plain)} bytes can't be sealed in one piece; at most {LONGEST}")
    return _text(_SUITE.encrypt(plain, key, context.encode()))


def unseal(sealed: str, key: X25519PrivateKey, context: str) -> str:
    """What was sealed for `key` in the same context. Raises NotSealed."""
    try:
        return _SUITE.decrypt(_bytes(sealed), key, context.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise NotSealed(f"a word does not open as {context!r}") from error


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
