"""What a reader can be asked, and what its data means."""

import struct
from collections.abc import Container
from dataclasses import dataclass, field

from edge.document.sdt.errors import ProtocolError
from edge.document.sdt.frame import LONGEST_REPLY, Reply, framed
from edge.document.sdt.status import DONE, FOUND

TEXT_LENGTH = 256
"""Bytes of a card's text, whichever layout it has."""
ADDRESS_LENGTH = 70
SAM_NUMBER_LENGTH = 16
_BASE_HEADER = struct.Struct(">HH")
_SAM_NUMBER = struct.Struct("<HHIII")
_FEW = range(SAM_NUMBER_LENGTH)


@dataclass(frozen=True)
class Request:
    """What the box asks. good: the status that grants it. lengths: how much data a grant brings.

    patience: how long the reader may think before it answers, s; no sheet says, these are several times what readers
    take.
    """

    name: str
    command: int
    parameter: int
    lengths: Container[int] = _FEW
    good: int = DONE
    patience: float = 1.0

    def to_bytes(self) -> bytes:
        return framed(bytes((self.command, self.parameter)))

    def is_granted_by(self, reply: Reply) -> bool:
        return reply.status == self.good

    def is_answered_by(self, reply: Reply) -> bool:
        """Whether `reply` can be the answer: replies carry no number, so a late one is told by what it brings."""
        if reply.status in (DONE, FOUND):
            return self.is_granted_by(reply) and len(reply.data) in self.lengths
        return not reply.data


RESET = Request("reset", 0x10, 0xFF)
STATUS = Request("status", 0x11, 0xFF)
SAM_NUMBER = Request("SAM number", 0x12, 0xFF, lengths=(SAM_NUMBER_LENGTH,))
FIND = Request("find", 0x20, 0x01, good=FOUND)
SELECT = Request("select", 0x20, 0x02)
BASE = Request("base information", 0x30, 0x01, lengths=range(TEXT_LENGTH, LONGEST_REPLY), patience=3.0)
NEWEST_ADDRESS = Request("newest address", 0x30, 0x03, lengths=(ADDRESS_LENGTH,))


@dataclass(frozen=True)
class Base:
    """A card's text and its photograph, as the chip has them."""

    text: bytes = field(repr=False)
    photo: bytes = field(repr=False)


def sam_number(data: bytes) -> str:
    """The number of the security module as its makers write it. Raises ProtocolError."""
    if len(data) != SAM_NUMBER_LENGTH:
        raise ProtocolError(f"a SAM number of {len(data)} bytes")
    kind, maker, batch, serial, check = _SAM_NUMBER.unpack(data)
    return f"{kind:02}.{maker:02}-{batch}-{serial:010}-{check:010}"


def base(data: bytes) -> Base:
    """The text and photograph in the answer to BASE. Raises ProtocolError."""
    if len(data) < _BASE_HEADER.size:
        raise ProtocolError("base information without its lengths")
    text, photo = _BASE_HEADER.unpack_from(data)
    if text != TEXT_LENGTH or len(data) != _BASE_HEADER.size + text + photo:
        raise ProtocolError("base information of a length that is not the one it states")
    body = data[_BASE_HEADER.size :]
    return Base(body[:text], body[text:])
