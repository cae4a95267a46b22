"""What the panel says (SIA OSDP 2.2). Times are in units of 100 ms."""

from dataclasses import dataclass
from enum import IntEnum, unique
from struct import Struct
from typing import ClassVar

from edge.lock.osdp.errors import ProtocolError
from edge.lock.osdp.message import Message


@dataclass(frozen=True)
class Poll(Message):
    """Anything to report?"""

    code: ClassVar[int] = 0x60


@dataclass(frozen=True)
class IdRequest(Message):
    """Who are you?"""

    code: ClassVar[int] = 0x61
    layout: ClassVar[Struct] = Struct("<B")
    kind: int = 0


@dataclass(frozen=True)
class CapabilityRequest(Message):
    """What can you do?"""

    code: ClassVar[int] = 0x62
    layout: ClassVar[Struct] = Struct("<B")
    kind: int = 0


@dataclass(frozen=True)
class LocalStatusRequest(Message):
    """Is your case opened, is your power good?"""

    code: ClassVar[int] = 0x64


@dataclass(frozen=True)
class InputStatusRequest(Message):
    """How are your inputs?"""

    code: ClassVar[int] = 0x65


@dataclass(frozen=True)
class OutputStatusRequest(Message):
    """How are your outputs?"""

    code: ClassVar[int] = 0x66


@unique
class OutputControl(IntEnum):
    """What an output shall do."""

    NOTHING = 0
    OFF = 1
    ON = 2
    OFF_AFTER_TIMER = 3
    ON_AFTER_TIMER = 4
    ON_FOR_A_TIME = 5
    OFF_FOR_A_TIME = 6


@dataclass(frozen=True)
class Output(Message):
    """Drive output `number`; `timer` counts for the two kinds that last a time."""

    code: ClassVar[int] = 0x68
    layout: ClassVar[Struct] = Struct("<BBH")
    number: int
    control: int
    timer: int


@unique
class Colour(IntEnum):
    """Colours of a reader's LED."""

    BLACK = 0
    RED = 1
    GREEN = 2
    AMBER = 3
    BLUE = 4


@dataclass(frozen=True)
class Led(Message):
    """Light an LED: for `timer` in the temporary colours, then in the permanent ones. Control 0 leaves either as it is.

    Temporary control 2 sets, 1 cancels; permanent control 1 sets.
    """

    code: ClassVar[int] = 0x69
    layout: ClassVar[Struct] = Struct("<BBBBBBBHBBBBB")
    reader: int = 0
    number: int = 0
    control: int = 0
    on: int = 0
    off: int = 0
    on_colour: int = Colour.BLACK
    off_colour: int = Colour.BLACK
    timer: int = 0
    permanent_control: int = 0
    permanent_on: int = 0
    permanent_off: int = 0
    permanent_on_colour: int = Colour.BLACK
    permanent_off_colour: int = Colour.BLACK


@dataclass(frozen=True)
class Buzzer(Message):
    """Sound `count` times. Tone 1 is silence, 2 the peripheral's own tone."""

    code: ClassVar[int] = 0x6A
    layout: ClassVar[Struct] = Struct("<BBBBB")
    reader: int = 0
    tone: int = 2
    on: int = 1
    off: int = 1
    count: int = 1


_KEY_HEADER = b"\x01\x10"
"""Type 1 (secure channel base key), 16 bytes."""


@dataclass(frozen=True)
class KeySet(Message):
    """From now on your secure channel base key is `key` (16 bytes). Never printed."""

    code: ClassVar[int] = 0x75
    key: bytes

    def __repr__(self) -> str:
        return "KeySet(key=…)"

    def payload(self) -> bytes:
        return _KEY_HEADER + self.key

    @classmethod
    def from_payload(cls, data: bytes) -> "KeySet":
        if len(data) != 18 or not data.startswith(_KEY_HEADER):
            raise ProtocolError("no key of 16 bytes")
        return cls(data[2:])


@dataclass(frozen=True)
class Challenge(Message):
    """Prove that you have the key: here is my nonce."""

    code: ClassVar[int] = 0x76
    layout: ClassVar[Struct] = Struct("<8s")
    nonce: bytes


@dataclass(frozen=True)
class ServerCryptogram(Message):
    """Here is my own proof."""

    code: ClassVar[int] = 0x77
    layout: ClassVar[Struct] = Struct("<16s")
    cryptogram: bytes
