"""What the box notices beside presentations: the lock, the camera and storage come and go.

Drivers report on threads of their own, which must not wait for the disk: what they say goes into a queue, and one
thread writes it to the journal and tends the journal in between.
"""

import logging
import queue
import threading

import msgspec

from edge.camera.live import CameraState, CameraStatus
from edge.clock import BoxClock
from edge.lock import LockEvent
from edge.store.journal import Journal
from wire.kinds import Alarm, DoorState, Level

log = logging.getLogger(__name__)

TEND = 1.0
"""How often the journal is tended, s."""

OUTPUT = "output"
"""The strike falling back after each release is no news for central."""
_LOCK_ALARMS = {"offline": Level.CRITICAL, "tamper": Level.CRITICAL, "power-fail": Level.WARNING}
"""States of a lock that a person should see at once."""


class Notices:
    """Listeners for the drivers of one door, and the thread's work that writes down what they heard."""

    def __init__(self, door: str, clock: BoxClock) -> None:
        self._door, self._clock = door, clock
        self._queue: queue.SimpleQueue[tuple[msgspec.Struct, int]] = queue.SimpleQueue()

    def lock(self, event: LockEvent) -> None:
        """The lock reported itself."""
        if event.state == OUTPUT:
            log.debug("%s: %s %s", self._door, event.state, event.detail)
            return
        self.put(DoorState(self._door, event.state, event.detail))
        level = _LOCK_ALARMS.get(event.state)
        if level is not None:
            self.put(Alarm(f"lock-{event.state}", level, self._door, event.detail))

    def camera(self, status: CameraStatus) -> None:
        """The camera came or went."""
        gone = status.state is not CameraState.LIVE
        level = Level.CRITICAL if gone else Level.INFO
        self.put(Alarm(f"camera-{status.state}", level, self._door, status.detail))

    def storage(self, trouble: str | None) -> None:
        """Storage failed; that it is back, and how many records memory kept, the journal writes itself."""
        if trouble is not None:
            self.put(Alarm("storage-trouble", Level.CRITICAL, detail=trouble))

    def put(self, body: msgspec.Struct) -> None:
        """Have `body` written down as of now."""
        self._queue.put((body, self._clock.read().now))

    def run(self, journal: Journal, stop: threading.Event) -> None:
        """Write down what is noticed until `stop`, then what is left."""
        while not stop.is_set():
            journal.tend(self._clock.read().now)
            self._write(journal, TEND)
        while not self._queue.empty():
            self._write(journal, 0)

    def _write(self, journal: Journal, wait: float) -> None:
        try:
            body, at = self._queue.get(timeout=wait) if wait else self._queue.get_nowait()
        except queue.Empty:
            return
        journal.append(body, at)
