"""Bytes in, whole frames out, however the line cuts them and whatever noise stands between."""

from edge.lock.osdp.errors import ProtocolError
from edge.lock.osdp.frame import HEADER_LENGTH, START, Frame, announced_length


class FrameReader:
    """Keeps what is not yet a frame. What begins like a frame and is none costs one byte, never the frame behind it."""

    def __init__(self) -> None:
        self._held = bytearray()

    def clear(self) -> None:
        """Forget a frame that began and will not be finished."""
        self._held.clear()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that are whole now."""
        self._held += data
        frames = []
        while self._seek_start():
            try:
                length = announced_length(self._held)
                if len(self._held) < length:
                    break
                frames.append(Frame.from_bytes(bytes(self._held[:length])))
                del self._held[:length]
            except ProtocolError:
                del self._held[0]
        return frames

    def _seek_start(self) -> bool:
        """Drop what stands before the next start byte; whether a whole header follows it."""
        start = self._held.find(START)
        del self._held[: len(self._held) if start < 0 else start]
        return len(self._held) >= HEADER_LENGTH
