"""The box's clock, and whether it may be believed.

A box has no battery behind its clock: after a power cut it may start years back, and a wrong time server may throw it
forward. Stays are judged by time, so a wrong clock must neither lock a resident out nor bring an ended stay back.

What is known: no earlier than the latest record (time does not run backwards), and, while the box runs, as much later
as has passed since by the kernel's count, which no one sets. A clock that disagrees is not trusted; validity is then
judged by what is known. Central's time, when it answers, settles the question.
"""

import threading
import time
from collections.abc import Callable

from edge.access import Clock

TOLERANCE = 5 * 60_000
"""Disagreement that is still an honest clock, ms: what a request's signature allows too."""


def wall_ms() -> int:
    """Unix time by the system's clock, ms."""
    return time.time_ns() // 1_000_000


def boot_ms() -> int:
    """Milliseconds since the kernel started, time asleep included; never set."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


class BoxClock:
    """Read by the portal and the journal, corrected by sync; safe to share between threads.

    known: the latest time known to have passed when the box starts (Unix ms), 0 if none.
    settle: told the time when central's differs much from what was known, so that it is not believed again.
    """

    def __init__(
        self,
        known: int = 0,
        settle: Callable[[int], None] = lambda _: None,
        wall: Callable[[], int] = wall_ms,
        since_boot: Callable[[], int] = boot_ms,
    ) -> None:
        self._wall, self._since_boot, self._settle = wall, since_boot, settle
        self._known, self._known_at = known, since_boot()
        self._correction = 0
        self._trusted_before = False
        self._lock = threading.Lock()

    def read(self) -> Clock:
        """The time now, and whether to trust it."""
        with self._lock:
            now = self._wall() + self._correction
            present = self._present()
            set_back = now < present - TOLERANCE
            jumped = self._trusted_before and now > present + TOLERANCE
            if set_back or jumped:
                return Clock(now, trusted=False, known=present)
            self._anchor(max(now, present))
            return Clock(now, trusted=True, known=self._known)

    def compare(self, central: int) -> None:
        """Central says it is `central` (Unix ms): a clock far from that is corrected by the difference."""
        with self._lock:
            difference = central - self._wall()
            self._correction = difference if abs(difference) > TOLERANCE else 0
            was_wrong = self._present() > central + TOLERANCE
            self._anchor(self._wall() + self._correction)
        if was_wrong:
            self._settle(central)

    def _present(self) -> int:
        """The earliest the present can be, by what is known."""
        return self._known + self._since_boot() - self._known_at

    def _anchor(self, now: int) -> None:
        self._known, self._known_at = now, self._since_boot()
        self._trusted_before = True
