"""The thread that owns one serial line and polls the peripherals on it."""

import logging
import os
import select
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from edge.lock import LockListener, LockNews
from edge.lock.osdp.errors import PortLost
from edge.lock.osdp.port import SerialPort
from edge.lock.osdp.session import Session

log = logging.getLogger(__name__)

REOPEN = 0.5
"""How often a port that went away is looked for, s."""


class Line:
    """One line, with one or more peripherals. The port is open when it is made (else PortLost), and opened again
    whenever it went away and came back."""

    def __init__(self, path: str, baud: int) -> None:
        self.path = path
        self.baud = baud
        self._port: SerialPort | None = SerialPort(path, baud)
        self._members: dict[Session, LockListener] = {}
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._bell, self._ring = os.pipe()
        self._closing = False
        self._closed = False
        self._closed_guard = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"osdp {path}", daemon=True)
        self._thread.start()

    def call(self, action: Callable[[], None]) -> None:
        """Do `action` in the line's thread, at once or after the exchange under way. Any thread may ask; a line that is
        closed does nothing any more."""
        with self._closed_guard:
            if not self._closed:
                self._calls.put(action)
                os.write(self._ring, b"\0")

    def join(self, session: Session, listener: LockListener) -> None:
        """Poll `session`'s peripheral from now on; its events go to `listener`."""
        self.call(lambda: self._members.update({session: listener}))

    def leave(self, session: Session) -> None:
        """Poll it no longer; what it was to do is given up."""
        self.call(lambda: self._dismiss(session))

    def close(self) -> None:
        """Stop the thread and close the port."""
        self.call(self._stop)
        self._thread.join()
        with self._closed_guard:
            self._closed = True
            os.close(self._bell)
            os.close(self._ring)

    def _dismiss(self, session: Session) -> None:
        self._members.pop(session, None)
        session.give_up()

    def _stop(self) -> None:
        self._closing = True

    def _run(self) -> None:
        while not self._closing:
            self._obey()
            self._tell()
            try:
                self._turn()
            except PortLost as lost:
                self._lose_port(str(lost))
        if self._port is not None:
            self._port.close()

    def _turn(self) -> None:
        """One exchange, or a rest until there is something to do."""
        now = time.monotonic()
        session = min(self._members, key=lambda member: member.due, default=None)
        if self._port is None:
            self._reopen(now)
        elif session is None or session.due > now:
            self._rest(min((member.wakes for member in self._members), default=now + REOPEN) - now)
        elif not self._port.exchange(session.request(now), lambda frame: session.answer(frame, time.monotonic())):
            session.silence(time.monotonic())

    def _rest(self, seconds: float) -> None:
        if select.select([self._bell], [], [], max(seconds, 0))[0]:
            os.read(self._bell, 4096)

    def _obey(self) -> None:
        while not self._calls.empty():
            self._calls.get()()

    def _tell(self) -> None:
        now = time.monotonic()
        for session, listener in self._members.items():
            for event in session.tick(now):
                _tell(listener, event)

    def _lose_port(self, reason: str) -> None:
        log.warning("%s: the serial port is lost: %s", self.path, reason)
        if self._port is not None:
            self._port.close()
            self._port = None
        for session in self._members:
            session.lose(time.monotonic(), f"is cut off: the serial port {self.path} went away")

    def _reopen(self, now: float) -> None:
        try:
            self._port = SerialPort(self.path, self.baud)
        except PortLost:
            wakes = min((member.wakes for member in self._members if member.wakes > now), default=now + REOPEN)
            self._rest(min(wakes - now, REOPEN))
            return
        log.warning("%s: the serial port is back", self.path)
        for session in self._members:
            session.due = now


def _tell(listener: LockListener, event: LockNews) -> None:
    try:
        listener(event)
    except Exception:  # A listener's fault must not stop the line: then no door on it would open.
        log.exception("the listener of the lock failed on %s", event)
