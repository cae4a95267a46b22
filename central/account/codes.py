"""Codes that let one person in once: shown to whoever makes them, kept as a digest."""

import hashlib
import secrets

from wire.claim import ALPHABET, normalised

LENGTH = 12
"""Random characters: 60 bits."""


def new() -> str:
    """A fresh code, as it is compared."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code as people read it: ABCD-EFGH-JKLM."""
    return "-".join(code[i : i + 4] for i in range(0, LENGTH, 4))


def digest(code: str) -> bytes:
    """What is kept of a code that somebody typed; it is random throughout, so no salt or slowness is needed."""
    return hashlib.sha256(normalised(code).encode()).digest()
