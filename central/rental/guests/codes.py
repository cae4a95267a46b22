"""The code a guest opens the door with: digits by chance, shown once; the box and the database know its hash alone.

The hash is Argon2id (RFC 9106) without a key, since central has none of the box's: whoever steals the database pays
some 20 ms for each of a hundred million tries, and has until the end of the visit.
"""

import secrets
from typing import Final

from argon2 import PasswordHasher

from wire.orders import CODE_DIGITS, visit_code

_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
"""As the box keeps PINs (edge.credentials.pin): it compares this one in the same time."""


def new_person() -> str:
    """What the box will call a guest."""
    return secrets.token_hex(8)


def new_code() -> str:
    """A code."""
    return "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))


def hashed(code: str, person: str) -> str:
    """What stands for the code of a guest (`wire.orders.Visit.code`)."""
    return _HASHER.hash(visit_code(code, person))


def in_fours(code: str) -> str:
    """As it is read: 4071 8293."""
    return f"{code[:4]} {code[4:]}"
