"""Slows down who guesses claim codes: after some failures from one address, the next try has to wait.

In memory, per process: a code has 50 bits and lives 30 minutes, so this is about noise more than about the odds.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

FREE_FAILURES = 10
"""Wrong codes from one address before it has to wait."""
WAIT = 60_000
"""How long, ms, since the last wrong one."""
MAX_ADDRESSES = 10_000
"""How many addresses are kept in mind; the oldest falls out."""


@dataclass(frozen=True)
class _Failures:
    count: int
    last: int


class Throttle:
    """Failures by address. Times are Unix ms."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, _Failures] = OrderedDict()

    def must_wait(self, address: str, now: int) -> bool:
        """Whether `address` failed too often, the last time just now."""
        with self._lock:
            failures = self._recent(address, now)
        return failures.count >= FREE_FAILURES

    def failed(self, address: str, now: int) -> None:
        """Note one more failure."""
        with self._lock:
            count = self._recent(address, now).count + 1
            self._failures[address] = _Failures(count, now)
            self._failures.move_to_end(address)
            if len(self._failures) > MAX_ADDRESSES:
                self._failures.popitem(last=False)

    def _recent(self, address: str, now: int) -> _Failures:
        failures = self._failures.get(address)
        # A clock that was set back does not prolong the wait.
        if failures is None or not 0 <= now - failures.last < WAIT:
            return _Failures(0, now)
        return failures
