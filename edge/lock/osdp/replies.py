"""What a peripheral says (SIA OSDP 2.2)."""

from dataclasses import dataclass, field
from enum import IntEnum, unique
from struct import Struct
from typing import ClassVar, Self

from edge.lock.osdp.errors import ProtocolError
from edge.lock.osdp.message import Message


@dataclass(frozen=True)
class Ack(Message):
    """Done, nothing to report."""

    code: ClassVar[int] = 0x40


@unique
class NakReason(IntEnum):
    """Why a command was not carried out."""

    WRONG_CHECK = 1
    WRONG_LENGTH = 2
    UNKNOWN_COMMAND = 3
    WRONG_SEQUENCE = 4
    NO_SECURE_CHANNEL = 5
    SECURE_CHANNEL_NEEDED = 6
    UNKNOWN_BIOMETRIC_TYPE = 7
    UNKNOWN_BIOMETRIC_FORMAT = 8
    WRONG_RECORD = 9


@dataclass(frozen=True)
class Nak(Message):
    """Not done. `reason` is a NakReason, or a number the standard does not have."""

    code: ClassVar[int] = 0x41
    reason: int
    detail: bytes = b""

    def payload(self) -> bytes:
        return bytes((self.reason,)) + self.detail

    @classmethod
    def from_payload(cls, data: bytes) -> "Nak":
        if not data:
            raise ProtocolError("a refusal without a reason")
        return cls(data[0], data[1:])


@dataclass(frozen=True)
class DeviceId(Message):
    """Who the peripheral is. `vendor` is its IEEE number, 3 bytes as sent."""

    code: ClassVar[int] = 0x45
    layout: ClassVar[Struct] = Struct("<3sBBIBBB")
    vendor: bytes
    model: int
    version: int
    serial: int
    firmware_major: int
    firmware_minor: int
    firmware_build: int


@unique
class Function(IntEnum):
    """What a peripheral may be able to do; those we ask about."""

    INPUTS = 1
    OUTPUTS = 2
    LED = 4
    BUZZER = 5


@dataclass(frozen=True)
class Capability:
    """`count` pieces of `function` (a Function, or one we do not use), at a level of compliance."""

    function: int
    compliance: int
    count: int


@dataclass(frozen=True)
class Capabilities(Message):
    """What the peripheral can do."""

    code: ClassVar[int] = 0x46
    entries: tuple[Capability, ...]

    def count(self, function: Function) -> int:
        """How many of these it has; 0 when it has none or does not drive them."""
        return sum(entry.count for entry in self.entries if entry.function == function and entry.compliance)

    def payload(self) -> bytes:
        return b"".join(bytes((entry.function, entry.compliance, entry.count)) for entry in self.entries)

    @classmethod
    def from_payload(cls, data: bytes) -> "Capabilities":
        if len(data) % 3:
            raise ProtocolError("capabilities are not triples")
        return cls(tuple(Capability(*data[at : at + 3]) for at in range(0, len(data), 3)))


@dataclass(frozen=True)
class LocalStatus(Message):
    """1 where the case is open, or the power is failing."""

    code: ClassVar[int] = 0x48
    layout: ClassVar[Struct] = Struct("<BB")
    tamper: int
    power: int


@dataclass(frozen=True)
class _States(Message):
    """One byte for each, 1 where it is active."""

    states: bytes

    def payload(self) -> bytes:
        return self.states

    @classmethod
    def from_payload(cls, data: bytes) -> "_States":
        return cls(data)

    def is_active(self, number: int) -> bool:
        return number < len(self.states) and bool(self.states[number])


@dataclass(frozen=True)
class InputStatus(_States):
    """How the inputs are."""

    code: ClassVar[int] = 0x49


@dataclass(frozen=True)
class OutputStatus(_States):
    """How the outputs are."""

    code: ClassVar[int] = 0x4A


@dataclass(frozen=True)
class _Read(Message):
    """What the reader reports unasked, as it came: `reading` knows what it means. Never printed."""

    report: bytes = field(repr=False)

    def payload(self) -> bytes:
        return self.report

    @classmethod
    def from_payload(cls, data: bytes) -> Self:
        return cls(data)


@dataclass(frozen=True)
class RawCard(_Read):
    """A card's bits."""

    code: ClassVar[int] = 0x50


@dataclass(frozen=True)
class FormattedCard(_Read):
    """A card's characters."""

    code: ClassVar[int] = 0x51


@dataclass(frozen=True)
class Keypad(_Read):
    """Keys that were pressed."""

    code: ClassVar[int] = 0x53


Read = RawCard | FormattedCard | Keypad


@dataclass(frozen=True)
class ClientCryptogram(Message):
    """The peripheral's nonce and proof."""

    code: ClassVar[int] = 0x76
    layout: ClassVar[Struct] = Struct("<8s8s16s")
    client: bytes
    nonce: bytes
    cryptogram: bytes


@dataclass(frozen=True)
class InitialMac(Message):
    """The panel's proof was good; the chain of MACs starts here."""

    code: ClassVar[int] = 0x78
    layout: ClassVar[Struct] = Struct("<16s")
    mac: bytes


@dataclass(frozen=True)
class Busy(Message):
    """Not yet: send the same again."""

    code: ClassVar[int] = 0x79


@dataclass(frozen=True)
class Other:
    """A reply this panel has no use for (a manufacturer's)."""

    code: int
    data: bytes


_KINDS: tuple[type[Message], ...] = (
    Ack,
    Nak,
    DeviceId,
    Capabilities,
    LocalStatus,
    InputStatus,
    OutputStatus,
    RawCard,
    FormattedCard,
    Keypad,
    ClientCryptogram,
    InitialMac,
    Busy,
)
REPLIES: dict[int, type[Message]] = {kind.code: kind for kind in _KINDS}

Reply = Message | Other


def decode(code: int, data: bytes) -> Reply:
    """The reply with this code. Raises ProtocolError when `data` is not its payload."""
    kind = REPLIES.get(code)
    return kind.from_payload(data) if kind else Other(code, data)
