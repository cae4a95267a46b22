"""The bytes of the reader's serial line: a request goes out, its answer comes in."""

import select
import termios
import threading
import time

import serial

from edge.document.sdt.commands import Request
from edge.document.sdt.conversation import Answer, Conversation, Fault, Outcome
from edge.document.sdt.errors import PortLost
from edge.document.sdt.frame import LONGEST_REPLY
from edge.document.sdt.frame_reader import FrameReader

SILENCE = 0.3
"""An answer that stops for so long is broken off, s; USB adapters hold bytes back for some hundredths."""
_SLICE = 0.05
"""How long closing may have to wait, s."""
_TROUBLE = (OSError, termios.error)
"""What a port that is pulled out raises; pyserial's own error is an OSError."""


class SerialPort:
    """An open port, 8N1, for this process alone. Raises PortLost when it does not open, or is gone.

    stop: ends what is under way.
    """

    def __init__(self, path: str, baud: int, stop: threading.Event) -> None:
        self._stop = stop
        self._reader = FrameReader()
        try:
            self._serial = serial.Serial(path, baud, timeout=0, write_timeout=1, exclusive=True)
        except (*_TROUBLE, ValueError) as error:
            raise PortLost(str(error)) from error

    def hold(self, conversation: Conversation[Outcome]) -> Outcome:
        """Hold `conversation` to its end. Raises what it raises, and PortLost, also when stopped."""
        request = next(conversation)
        try:
            while True:
                request = conversation.send(self.ask(request))
        except StopIteration as ended:
            outcome: Outcome = ended.value
            return outcome

    def ask(self, request: Request) -> Answer:
        """Send `request`; what came of it."""
        try:
            return self._ask(request)
        except _TROUBLE as error:
            raise PortLost(str(error)) from error

    def _ask(self, request: Request) -> Answer:
        self._reader.clear()
        self._serial.reset_input_buffer()
        self._serial.write(request.to_bytes())
        deadline = time.monotonic() + request.patience
        latest = deadline + LONGEST_REPLY * 10 / self._serial.baudrate
        while self._readable_until(deadline):
            for reply in self._reader.feed(self._serial.read(LONGEST_REPLY)):
                if request.is_answered_by(reply):
                    return reply
            if self._reader.broken_off:
                deadline = min(time.monotonic() + SILENCE, latest)
        return Fault.DAMAGED if self._reader.broken_off or self._reader.damaged else Fault.SILENT

    def _readable_until(self, deadline: float) -> bool:
        while not self._stop.is_set():
            wait = min(deadline - time.monotonic(), _SLICE)
            if select.select([self._serial.fileno()], [], [], max(wait, 0))[0]:
                return True
            if wait < _SLICE:
                return False
        raise PortLost("the reader is being closed")

    def close(self) -> None:
        self._serial.close()
