"""What a command and a reply have in common: a code, and a payload of fixed fields."""

from dataclasses import astuple, dataclass
from struct import Struct
from typing import ClassVar, Self

from edge.lock.osdp.errors import ProtocolError


@dataclass(frozen=True)
class Message:
    """A command or reply. The dataclass's fields, in order, are packed by `layout`; others override both methods."""

    code: ClassVar[int]
    layout: ClassVar[Struct] = Struct("<")

    def payload(self) -> bytes:
        return self.layout.pack(*astuple(self))

    @classmethod
    def from_payload(cls, data: bytes) -> Self:
        """Raises ProtocolError when `data` is no payload of this message."""
        if len(data) != cls.layout.size:
            raise ProtocolError(f"{cls.__name__} of {len(data)} bytes instead of {cls.layout.size}")
        return cls(*cls.layout.unpack(data))
