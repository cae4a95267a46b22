"""How a box becomes known: it presents a code made on central, and the public half of its own key.

`POST /api/v1/claim` carries a Claim, signed with the very key it presents (proof of possession).
Answer 201 with Claimed, or Problem `claim-refused`.
"""

import re

import msgspec

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What a code is written in: no letter that is taken for a digit (I, O, 0, 1)."""
LENGTH = 10
"""Random characters in a code: 50 bits, for a code that lives 30 minutes (EN 303 645 5.1 asks for ≥ 8)."""


class Claim(msgspec.Struct, frozen=True):
    """What a box sends: the code, its Ed25519 public key (32 bytes, base64url) and its software version."""

    code: str
    public_key: str
    version: str


class Claimed(msgspec.Struct, frozen=True):
    """What it gets: its id at central, the name staff gave it, and central's time (Unix ms)."""

    box: str
    name: str
    time: int


def normalised(code: str) -> str:
    """The code as it is compared: spaces and dashes that make it readable fall away, case does not count."""
    return re.sub(r"[\s-]", "", code).upper()
