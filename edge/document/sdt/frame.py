"""One message on the wire and its bytes, one undoing the other.

    request   AA AA AA 96 69 | length | command | parameter | data | check
    reply     AA AA AA 96 69 | length | SW1 | SW2 | SW3 | data | check

Length, high byte first, counts from what follows it to the check, which is the exclusive or of length and all between.
"""

from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Self

from edge.document.sdt.errors import ProtocolError

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
HEADER_LENGTH = len(PREAMBLE) + 2
_STATUS_LENGTH = 3
SHORTEST_REPLY = _STATUS_LENGTH + 1
LONGEST_REPLY = 4096
"""Bytes after the length; the longest there is has 2,314: text, photograph and two fingerprints."""


@dataclass(frozen=True)
class Reply:
    """What the reader answers: `card_status` comes from the card, `status` from the reader."""

    card_status: int
    status: int
    data: bytes = field(default=b"", repr=False)

    def to_bytes(self) -> bytes:
        return framed(self.card_status.to_bytes(2, "big") + bytes((self.status,)) + self.data)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The reply that exactly `data` is. Raises ProtocolError when it is none, or its check is wrong."""
        if announced_length(data) != len(data):
            raise ProtocolError("not one whole reply")
        checked = data[len(PREAMBLE) : -1]
        if check(checked) != data[-1]:
            raise ProtocolError("wrong check")
        body = checked[2:]
        return cls(int.from_bytes(body[:2], "big"), body[2], body[_STATUS_LENGTH:])


def announced_length(data: bytes | bytearray) -> int:
    """Bytes of the reply whose header begins `data`. Raises ProtocolError when that is no header we can read."""
    length = int.from_bytes(data[len(PREAMBLE) : HEADER_LENGTH], "big")
    if len(data) < HEADER_LENGTH or not data.startswith(PREAMBLE) or not SHORTEST_REPLY <= length <= LONGEST_REPLY:
        raise ProtocolError("not the start of a reply")
    return HEADER_LENGTH + length


def framed(body: bytes) -> bytes:
    """`body` with preamble, length and check."""
    checked = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + checked + bytes((check(checked),))


def check(data: bytes) -> int:
    """Exclusive or of all bytes."""
    return reduce(xor, data, 0)
