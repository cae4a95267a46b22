"""Bytes in, replies out, however the line cuts them and whatever noise stands between."""

from edge.document.sdt.errors import ProtocolError
from edge.document.sdt.frame import HEADER_LENGTH, PREAMBLE, Reply, announced_length


class FrameReader:
    """Keeps what is not yet a reply. `damaged`: replies since the last `clear` that began well and were wrong.

    What begins like a reply and is none costs one byte, never the reply behind it.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self.damaged = 0

    def clear(self) -> None:
        """Forget a reply that began and will not be finished."""
        self._held.clear()
        self.damaged = 0

    @property
    def broken_off(self) -> bool:
        """Whether a reply has begun and is not finished."""
        return len(self._held) >= len(PREAMBLE)

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that are whole now."""
        self._held += data
        replies = []
        while self._seek_start():
            try:
                length = announced_length(self._held)
                if len(self._held) < length:
                    break
                replies.append(Reply.from_bytes(bytes(self._held[:length])))
                del self._held[:length]
            except ProtocolError:
                self.damaged += 1
                del self._held[0]
        return replies

    def _seek_start(self) -> bool:
        """Drop what stands before the next preamble, or the part of one; whether a whole header follows."""
        start = self._held.find(PREAMBLE)
        del self._held[: start if start >= 0 else len(self._held) - _begun(self._held)]
        return len(self._held) >= HEADER_LENGTH


def _begun(data: bytearray) -> int:
    """How many bytes at the end may be the beginning of a preamble."""
    return next(length for length in range(len(PREAMBLE) - 1, -1, -1) if data.endswith(PREAMBLE[:length]))
