"""One OSDP message on the wire: a Frame and its bytes, one undoing the other (SIA OSDP 2.2).

    FF | 53 | address | length | control | [security block] | code | data | [MAC] | CRC
     1    1        1        2         1               2 or 3      1              4     2   bytes

The mark (FF) holds the line before a frame and is not part of it. Length counts from 53 to the CRC, low byte first.
Bit 7 of the address tells a reply from a command. Control: bits 0–1 sequence, bit 2 CRC, bit 3 security block.
"""

from dataclasses import dataclass
from enum import IntEnum, unique

from edge.lock.osdp.crc import crc16
from edge.lock.osdp.errors import ProtocolError

MARK = b"\xff"
START = 0x53
HEADER_LENGTH = 5
SHORTEST = HEADER_LENGTH + 1 + 2
LONGEST = 1440
"""Most bytes of a frame (SIA OSDP 2.2)."""
MAC_LENGTH = 4
"""Bytes of the MAC that are sent; the chain goes on with all 16."""

_REPLY_BIT = 0x80
_SEQUENCE_BITS = 0x03
_CRC_BIT = 0x04
_BLOCK_BIT = 0x08
_CRC_LENGTH = 2


@unique
class Scs(IntEnum):
    """Kinds of security block (SIA OSDP 2.2, annex D). Odd ones go to the peripheral, even ones come from it."""

    CHALLENGE = 0x11
    CLIENT_CRYPTOGRAM = 0x12
    SERVER_CRYPTOGRAM = 0x13
    INITIAL_MAC = 0x14
    COMMAND = 0x15
    REPLY = 0x16
    COMMAND_ENCRYPTED = 0x17
    REPLY_ENCRYPTED = 0x18

    @property
    def has_mac(self) -> bool:
        return self >= Scs.COMMAND


@dataclass(frozen=True)
class SecurityBlock:
    """What the frame has to do with the secure channel; `data`: which base key, or whether it was accepted."""

    kind: Scs
    data: bytes = b""

    def to_bytes(self) -> bytes:
        return bytes((2 + len(self.data), self.kind)) + self.data

    @classmethod
    def from_bytes(cls, data: bytes) -> "SecurityBlock":
        try:
            return cls(Scs(data[1]), data[2:])
        except ValueError as error:
            raise ProtocolError(f"security block of unknown kind {data[1]:#04x}") from error


@dataclass(frozen=True)
class Frame:
    """One message. `code` is the command or the reply; `mac` is empty unless the block asks for one."""

    address: int
    sequence: int
    code: int
    data: bytes = b""
    is_reply: bool = False
    block: SecurityBlock | None = None
    mac: bytes = b""

    @property
    def has_mac(self) -> bool:
        return self.block is not None and self.block.kind.has_mac

    @property
    def signed(self) -> bytes:
        """What the MAC covers: from the start to the last byte of data; the length already counts MAC and CRC."""
        block = self.block.to_bytes() if self.block else b""
        body = block + bytes((self.code,)) + self.data
        length = HEADER_LENGTH + len(body) + (MAC_LENGTH if self.has_mac else 0) + _CRC_LENGTH
        control = self.sequence | _CRC_BIT | (_BLOCK_BIT if self.block else 0)
        address = self.address | (_REPLY_BIT if self.is_reply else 0)
        return bytes((START, address, length & 0xFF, length >> 8, control)) + body

    def to_bytes(self) -> bytes:
        """The frame without its mark."""
        checked = self.signed + self.mac
        return checked + crc16(checked).to_bytes(_CRC_LENGTH, "little")

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frame":
        """The frame that exactly `data` is. Raises ProtocolError when it is none, or its CRC is wrong."""
        if announced_length(data) != len(data):
            raise ProtocolError("not one whole frame")
        if crc16(data[:-_CRC_LENGTH]) != int.from_bytes(data[-_CRC_LENGTH:], "little"):
            raise ProtocolError("wrong CRC")
        block, rest = _split_block(data[4], data[HEADER_LENGTH:-_CRC_LENGTH])
        mac_length = MAC_LENGTH if block and block.kind.has_mac else 0
        if len(rest) < 1 + mac_length:
            raise ProtocolError("no room for a code")
        end = len(rest) - mac_length
        return cls(
            address=data[1] & ~_REPLY_BIT,
            sequence=data[4] & _SEQUENCE_BITS,
            code=rest[0],
            data=rest[1:end],
            is_reply=bool(data[1] & _REPLY_BIT),
            block=block,
            mac=rest[end:],
        )


def announced_length(data: bytes | bytearray) -> int:
    """Bytes of the frame whose header begins `data`. Raises ProtocolError when that is no header we can read."""
    length = int.from_bytes(data[2:4], "little")
    if len(data) < HEADER_LENGTH or data[0] != START or not SHORTEST <= length <= LONGEST:
        raise ProtocolError("not the start of a frame")
    if data[4] & ~(_SEQUENCE_BITS | _BLOCK_BIT) != _CRC_BIT:
        raise ProtocolError("control byte without CRC, or with bits nobody defined")
    return length


def _split_block(control: int, body: bytes) -> tuple[SecurityBlock | None, bytes]:
    if not control & _BLOCK_BIT:
        return None, body
    length = body[0]
    if not 2 <= length < len(body):
        raise ProtocolError("security block of impossible length")
    return SecurityBlock.from_bytes(body[:length]), body[length:]
