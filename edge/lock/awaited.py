"""A lock that is not there yet: opened again and again until it is. Until then it refuses.

For a door that must come up after a power cut even when its lock's cable hangs loose.
"""

import logging
import threading
from collections.abc import Callable

from edge.errors import LockError
from edge.lock import Lock, LockEvent, LockIdentity, LockListener
from wire.kinds import ReleaseResult

log = logging.getLogger(__name__)

RETRY = 2.0
"""How often the lock is tried, s."""


class AwaitedLock:
    """The Lock that `open_it` will give one day."""

    def __init__(self, open_it: Callable[[], Lock], listener: LockListener) -> None:
        self._open = open_it
        self._lock: Lock | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._wait_for_it, args=(listener,), name="lock awaited", daemon=True)
        self._thread.start()

    @property
    def online(self) -> bool:
        return self._lock is not None and self._lock.online

    @property
    def identity(self) -> LockIdentity | None:
        return self._lock.identity if self._lock else None

    def release(self, seconds: float) -> ReleaseResult:
        return self._lock.release(seconds) if self._lock else ReleaseResult.REFUSED

    def keep_released(self, on: bool) -> ReleaseResult:
        return self._lock.keep_released(on) if self._lock else ReleaseResult.REFUSED

    def rotate_key(self) -> None:
        if self._lock is None:
            raise LockError("the lock is not there yet")
        self._lock.rotate_key()

    def signal(self, granted: bool) -> None:
        if self._lock:
            self._lock.signal(granted)

    def close(self) -> None:
        self._closing.set()
        self._thread.join()
        if self._lock:
            self._lock.close()

    def _wait_for_it(self, listener: LockListener) -> None:
        told = False
        while not self._closing.is_set():
            try:
                self._lock = self._open()
            except LockError as error:
                if not told:
                    listener(LockEvent("offline", str(error)))
                    told = True
                self._closing.wait(RETRY)
            else:
                return
