"""A resident-card reader on a serial port: the thread that owns the line, and the Reader that the kiosk polls."""

import logging
import threading
from contextlib import closing

from edge.document import Mishap, Reading
from edge.document.sdt.conversation import NoAnswer, ReaderFault, greet, look
from edge.document.sdt.desk import Desk
from edge.document.sdt.errors import PortLost, ProtocolError
from edge.document.sdt.port import SerialPort
from edge.words import Words

log = logging.getLogger(__name__)

LOOK = 0.2
"""Rest between two looks for a card, s."""
WATCH = 1.0
"""How often a reader that has nothing to do is asked whether it is there, s."""
REOPEN = 0.5
"""How often a reader that is away is looked for, s."""

NO_PORT = Words("读卡器未连接，请检查连线。", "The card reader is not connected: check its cable.")
NO_ANSWER = Words(
    "读卡器没有应答，请检查电源和波特率。", "The card reader does not answer: check its power and its speed (baud)."
)


class SdtReader:
    """The Reader at a serial port. One that is away is looked for until it is there."""

    def __init__(self, path: str, baud: int) -> None:
        self._path, self._baud = path, baud
        self.online = False
        self.fault: Words | None = NO_PORT
        self.sam_number: str | None = None
        self._desk = Desk()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"card reader {path}", daemon=True)
        self._thread.start()

    def begin(self) -> None:
        self._desk.begin()

    def poll(self) -> Reading | Mishap | None:
        return self._desk.take()

    def end(self) -> None:
        self._desk.end()

    def close(self) -> None:
        self._closing.set()
        self._desk.close()
        self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                with closing(SerialPort(self._path, self._baud, self._closing)) as port:
                    self._serve(port)
            except PortLost as lost:
                if not self._closing.is_set():
                    self._lose(NO_PORT, str(lost))
            self._closing.wait(REOPEN)

    def _serve(self, port: SerialPort) -> None:
        """Greet the reader and look for cards until it falls silent. Raises PortLost."""
        try:
            self._welcome(port.hold(greet()))
            while True:
                self._turn(port)
        except NoAnswer as unheard:
            self._lose(NO_ANSWER, f"no answer to {unheard}")
        except ReaderFault as fault:
            self._lose(fault.mishap.words, str(fault))
        except ProtocolError as error:
            self._lose(NO_ANSWER, str(error))

    def _turn(self, port: SerialPort) -> None:
        wish = self._desk.await_wish(WATCH)
        if wish is None:
            port.hold(greet())
            return
        self._desk.put(wish, port.hold(look(again=wish.again)))
        self._closing.wait(LOOK)

    def _welcome(self, sam_number: str) -> None:
        self.sam_number = sam_number
        self.fault = None
        self.online = True
        log.info("%s: card reader %s", self._path, sam_number)

    def _lose(self, fault: Words, reason: str) -> None:
        if self.online or self.fault is not fault:
            log.warning("%s: no card reader: %s", self._path, reason)
        if self.online:
            self._desk.lose()
        self.fault = fault
        self.online = False
