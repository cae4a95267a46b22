"""What a person shows at the door. All ways are equals: each leads through the same steps of the portal."""

from dataclasses import dataclass, field
from typing import ClassVar

from edge.lock import Card
from wire.kinds import Method


@dataclass(frozen=True)
class FaceSeen:
    """A face that was looked at: whom it was compared to be, None for nobody, and with what score."""

    method: ClassVar = Method.FACE
    person: str | None
    score: float | None


@dataclass(frozen=True)
class PinTyped:
    """A room, as somebody typed it, and a PIN."""

    method: ClassVar = Method.PIN
    room: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True)
class CodeTyped:
    """A room, as somebody typed it, and the code that a phone shows."""

    method: ClassVar = Method.PHONE
    room: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True)
class CardHeld:
    """A card, held to the door's reader."""

    method: ClassVar = Method.CARD
    card: Card


@dataclass(frozen=True)
class StaffAsked:
    """A member of staff opens, in their name and with a reason that is recorded."""

    method: ClassVar = Method.STAFF
    by: str
    why: str


Presented = FaceSeen | PinTyped | CodeTyped | CardHeld | StaffAsked
