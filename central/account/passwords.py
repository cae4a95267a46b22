"""Passwords at rest: argon2id, at the price OWASP recommends for small hosts (19 MiB, two passes, one lane).

At most two are computed at a time: a flood of sign-ins then waits in a queue instead of taking the machine's memory.
"""

import functools
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from central.account.rules import normalised

_ARGON2 = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_A_TIME = threading.Semaphore(2)


def hashed(password: str) -> str:
    """The password as it is stored, salt and cost inside."""
    with _AT_A_TIME:
        return _ARGON2.hash(normalised(password))


@functools.cache
def _nobodys() -> str:
    return hashed("a password nobody has")


def is_right(password: str, stored: str | None) -> bool:
    """Whether `password` is the one that was `stored`; None for a name nobody has takes just as long."""
    compared = _nobodys() if stored is None else stored
    with _AT_A_TIME:
        try:
            _ARGON2.verify(compared, normalised(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None
