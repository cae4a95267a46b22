"""One request, one reply, each a JSON object; the end of sending ends it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from wire.kinds import Method

LARGEST = 4096
"""Bytes of a request; more is not ours."""
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Sentence = Annotated[str, Meta(min_length=1, max_length=150)]


class Open(msgspec.Struct, frozen=True, tag="open"):
    """Release the door once, in the name of `by`, for the reason `why`."""

    by: Name
    why: Sentence


class Show(msgspec.Struct, frozen=True, tag="show"):
    """Which ways of opening are on."""


class Allow(msgspec.Struct, frozen=True, tag="allow"):
    """Turn a way of opening on again, in the name of `by`."""

    method: Method
    by: Name


Request = Open | Show | Allow


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """reason: why it was, or was not, to be released. result: what the lock did; None where it was not asked."""

    reason: str
    result: str | None


class Way(msgspec.Struct, frozen=True):
    """state: on, waiting (after failures) or off. failures: in a row."""

    method: str
    state: str
    failures: int


class Shown(msgspec.Struct, frozen=True, tag="shown"):
    """All ways; after Allow, as they are now."""

    ways: list[Way]


class Misunderstood(msgspec.Struct, frozen=True, tag="misunderstood"):
    """The request was none, or not within its limits; `detail` says what."""

    detail: str


Reply = Opened | Shown | Misunderstood
