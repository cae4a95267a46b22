"""One request, one reply, each a JSON object; the end of sending ends it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from edge.access import CAN_FAIL

LARGEST = 4096
"""Bytes of a request; more is not ours."""
Name = Annotated[str, Meta(min_length=1, max_length=64)]
CanFail = Annotated[str, Meta(pattern=f"^({'|'.join(CAN_FAIL)})$")]
Sentence = Annotated[str, Meta(min_length=1, max_length=150)]


class Open(msgspec.Struct, frozen=True, tag="open"):
    """Release the door once, in the name of `by`, for the reason `why`."""

    by: Name
    why: Sentence


class Show(msgspec.Struct, frozen=True, tag="show"):
    """Which ways of opening are on."""


class Allow(msgspec.Struct, frozen=True, tag="allow"):
    """Turn a way of opening on again, or the capture of faces at the screen (`capture`), in the name of `by`."""

    method: CanFail
    by: Name


class EnrolCard(msgspec.Struct, frozen=True, tag="enrol-card"):
    """Let the next card that is held to the door's reader open for `person`."""

    person: str


class RotateKey(msgspec.Struct, frozen=True, tag="rotate-key"):
    """Give the lock another key, in the name of `by`."""

    by: Name


Request = Open | Show | Allow | EnrolCard | RotateKey


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


class CardAdded(msgspec.Struct, frozen=True, tag="card-added"):
    """held: whether a card was held to the reader in time; it opens for the person then."""

    held: bool


class KeyRotated(msgspec.Struct, frozen=True, tag="key-rotated"):
    """The lock has proved that it has its new key."""


class Declined(msgspec.Struct, frozen=True, tag="declined"):
    """The request was none, not within its limits, or can't be done; `detail` says why."""

    detail: str


Reply = Opened | Shown | CardAdded | KeyRotated | Declined
