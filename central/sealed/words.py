"""One word, sealed by AES-256-GCM; and the fingerprint it is found by, HMAC-SHA-256. Pure: keys come in.

Both are text that begins with the number of its key: `k3.…`. A sealed word is bound to its place (table.column:row), so
that it opens in no other; a fingerprint to its column, so that those of two columns can't be compared.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from central.sealed.keyfile import Key
from wire.sealed import NotSealed

NONCE = 12
"""Bytes; at random, which is safe for 2^32 words by one key (NIST SP 800-38D, 8.3)."""
_WORD = re.compile(r"k([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{38,})", re.ASCII)
_FINGERPRINT = re.compile(r"k([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{43})", re.ASCII)


def seal(key: Key, place: str, word: str) -> str:
    """The word, sealed by `key` for one place."""
    nonce = secrets.token_bytes(NONCE)
    return f"k{key.id}.{_text(nonce + _cipher(key.sealing).encrypt(nonce, word.encode(), place.encode()))}"


def unseal(key_of: Callable[[int], Key], place: str, sealed: str) -> str:
    """The word, by the key it names. Raises NotSealed, and what `key_of` raises for a key it does not know."""
    matched = _WORD.fullmatch(sealed)
    if matched is None:
        raise NotSealed(f"what stands at {place} was not sealed here")
    data = _bytes(matched[2])
    try:
        return _cipher(key_of(int(matched[1])).sealing).decrypt(data[:NONCE], data[NONCE:], place.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise NotSealed(f"what stands at {place} does not open there") from error


def fingerprint(key: Key, column: str, word: str) -> str:
    """What the same word gives again in the same column under the same key, and says nothing of the word."""
    message = f"{column}\0{word}".encode()
    return f"k{key.id}.{_text(hmac.digest(key.index, message, sha256))}"


def is_sealed(text: str) -> bool:
    """Whether `text` has the form of a sealed word."""
    return _WORD.fullmatch(text) is not None


def is_fingerprint(text: str) -> bool:
    """Whether `text` has the form of a fingerprint."""
    return _FINGERPRINT.fullmatch(text) is not None


@lru_cache(maxsize=16)
def _cipher(secret: bytes) -> AESGCM:
    """To make one takes as long as to seal some words with it."""
    return AESGCM(secret)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
