"""The bytes of one serial line: a request goes out, the frames that follow come in."""

import select
import termios
import time
from collections.abc import Callable

import serial

from edge.lock.osdp.errors import PortLost
from edge.lock.osdp.frame import Frame
from edge.lock.osdp.frame_reader import FrameReader

REPLY_DELAY = 0.2
"""A peripheral begins its reply within this time, s (SIA OSDP 2.2)."""
SILENCE = 0.05
"""A frame that stops for so long is broken off, s: 20 ms by the standard, and what USB adapters hold back."""
LONGEST_REPLY = 256
"""Bytes of the longest reply we wait out when a line never falls silent."""
_BITS_PER_BYTE = 10
_TROUBLE = (OSError, termios.error)
"""What a port that is pulled out raises; pyserial's own error is an OSError."""


class SerialPort:
    """An open port, 8N1, for this process alone. Every method but `close` raises PortLost when the port is gone."""

    def __init__(self, path: str, baud: int) -> None:
        self._byte_time = _BITS_PER_BYTE / baud
        self._reader = FrameReader()
        try:
            self._serial = serial.Serial(path, baud, timeout=0, write_timeout=1, exclusive=True)
        except (*_TROUBLE, ValueError) as error:
            raise PortLost(str(error)) from error

    def exchange(self, request: bytes, take: Callable[[Frame], bool]) -> bool:
        """Send `request`; give each frame that comes to `take` until it is the reply. False: none came in time."""
        try:
            return self._exchange(request, take)
        except _TROUBLE as error:
            raise PortLost(str(error)) from error

    def _exchange(self, request: bytes, take: Callable[[Frame], bool]) -> bool:
        self._reader.clear()
        self._serial.reset_input_buffer()
        self._serial.write(request)
        deadline = time.monotonic() + len(request) * self._byte_time + REPLY_DELAY
        latest = deadline + LONGEST_REPLY * self._byte_time
        while self._readable_until(deadline):
            received = self._serial.read(LONGEST_REPLY)
            if any(take(frame) for frame in self._reader.feed(received)):
                return True
            deadline = min(max(deadline, time.monotonic() + SILENCE), latest)
        return False

    def _readable_until(self, deadline: float) -> bool:
        wait = max(deadline - time.monotonic(), 0)
        return bool(select.select([self._serial.fileno()], [], [], wait)[0])

    def close(self) -> None:
        self._serial.close()
