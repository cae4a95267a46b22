"""Locks: what the portal needs of one, and what a lock needs of the box.

A driver answers a release with done, refused or unknown. "Unknown" means that the command may have been carried out;
the driver has then already read the lock's state and could not tell. Nobody repeats a release blindly.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from wire.kinds import ReleaseResult


@dataclass(frozen=True)
class LockEvent:
    """The lock reports itself; `detail` for reading.

    `state` is online, offline (detail: why), tamper, power-fail or normal; or output (detail: "0 active"), when the
    strike itself changed.
    """

    state: str
    detail: str = ""


@dataclass(frozen=True)
class Contact:
    """How the contact at one of the lock's inputs is: told whenever the lock has come, and when it changes."""

    number: int
    is_active: bool


@dataclass(frozen=True)
class LockIdentity:
    """Who the lock says it is."""

    vendor: str
    model: str
    serial: str
    firmware: str


@dataclass(frozen=True)
class Card:
    """A card was held to the lock's reader. Never printed.

    format: how the reader encodes cards. length: in bits or characters. data: the bits from the first byte's highest
    on, the rest of the last byte 0; or the characters.
    """

    format: int = field(repr=False)
    length: int = field(repr=False)
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Keys:
    """Keys of the lock's keypad were pressed: digits, "*" and "#". Never printed."""

    keys: str = field(repr=False)


LockNews = LockEvent | Contact | Card | Keys
LockListener = Callable[[LockNews], None]
"""Called from the driver's thread: put the news in a queue and return."""


class Lock(Protocol):
    """One strike. Every method returns within its own time limit; none raises once the lock is open."""

    @property
    def online(self) -> bool: ...

    @property
    def identity(self) -> LockIdentity | None: ...

    def release(self, seconds: float) -> ReleaseResult:
        """Release the strike for `seconds`, then let it fall back by itself."""

    def keep_released(self, on: bool) -> ReleaseResult:
        """Release the strike until told otherwise, or let it fall back now. Doing it twice does no harm: unknown may be
        tried again. A release meanwhile answers done and takes nothing back.
        """

    def rotate_key(self) -> None:
        """Give the lock another key of the box's own; back when it has proved it.

        Raises LockError where it has none, is away, or did not take it; it opens as before then.
        """

    def signal(self, granted: bool) -> None:
        """Show the person at the door the answer: green LED, or red LED and buzzer. Does not wait."""

    def close(self) -> None: ...


class KeyStore(Protocol):
    """Where a lock's keys are kept, sealed. `put` returns when the key is on the disk; both may raise EdgeError."""

    def get(self, name: str) -> bytes | None:
        """The key called `name`, which holds a-z, 0-9 and dashes."""

    def put(self, name: str, key: bytes) -> None:
        """Keep `key` as `name`, in place of any other."""
