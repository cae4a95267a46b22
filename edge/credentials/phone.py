"""A one-time code that a person's own phone shows, also without a network: TOTP (RFC 6238).

HMAC-SHA-256, eight digits, steps of 30 s. The secret is made on the box and shown once, as a picture: it stands behind
the # of an address, which no browser sends to a server.
"""

import base64
import secrets
from dataclasses import dataclass, field
from hmac import compare_digest
from urllib.parse import urlencode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

DIGITS = 8
STEP = 30_000
"""ms; RFC 6238, 5.2."""
SECRET = 32
"""Bytes: as long as the hash (RFC 6238, 5.1)."""
DRIFT = 1
"""Steps that the phone's clock may be ahead or behind (RFC 6238, 5.2 and 6: one step at most is recommended)."""


@dataclass(frozen=True)
class PhoneSecret:
    """What a person's phone makes its codes of. Show it once, to that person; it is never printed."""

    secret: bytes = field(repr=False)

    @property
    def fragment(self) -> str:
        """What to put behind the # of the address: the parameters as in an otpauth: address, the secret in base32."""
        secret = base64.b32encode(self.secret).rstrip(b"=").decode()
        return urlencode({"secret": secret, "algorithm": "SHA256", "digits": DIGITS, "period": STEP // 1000})

    def address(self, central: str, door: str, room: str) -> str:
        """What the phone opens to show codes, and which door and room it shows them for ("": not known)."""
        return f"{central.rstrip('/')}/door-code#{self.fragment}&{urlencode({'door': door, 'room': room})}"


def make_secret() -> PhoneSecret:
    """A new secret, by chance."""
    return PhoneSecret(secrets.token_bytes(SECRET))


def code_at(secret: bytes, step: int) -> str:
    """The code of one step of 30 s since 1970."""
    return HOTP(secret, DIGITS, SHA256(), enforce_key_length=False).generate(step).decode()


def step_of(code: str, secret: bytes, now: int, last: int) -> int | None:
    """Which step `code` is of, when it may open at `now` (Unix ms); None when it may not.

    last: the step of the last code that opened: neither it nor an older one opens again (RFC 6238, 5.2). One far in
    the future was of a clock that has since been set right, and counts no more.
    """
    present = now // STEP
    for step in range(max(present - DRIFT, 0), present + DRIFT + 1):
        spent = step <= last <= present + 2 * DRIFT
        if not spent and compare_digest(code.encode(errors="replace"), code_at(secret, step).encode()):
            return step
    return None
