"""A bell for those who wait for news: rung after a commit, heard by every stream of this process.

Streams of other processes don't hear it; they look again every second anyway.
"""

import threading
from typing import cast

from flask import Flask, current_app


class Bell:
    """Wakes all who wait. A ring between two waits is not missed: each waiter brings the count it has heard."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0
        self.is_closed = False

    def close(self) -> None:
        """The process is about to end: whoever waits goes home."""
        self.is_closed = True
        self.ring()

    @property
    def count(self) -> int:
        """How often it has rung."""
        return self._count

    def ring(self) -> None:
        """Wake everyone."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def wait(self, heard: int, timeout: float) -> int:
        """Wait until it has rung more than `heard` times, at most `timeout` s; the count now."""
        with self._rung:
            self._rung.wait_for(lambda: self._count > heard, timeout)
            return self._count


def bell() -> Bell:
    """The bell of the current app."""
    return bell_of(current_app)


def order_bell() -> Bell:
    """Rung when a box was ordered something: apart from the other, so that each batch of records wakes no box."""
    return cast(Bell, current_app.extensions["menlu-order-bell"])


def bell_of(app: Flask) -> Bell:
    """The bell of `app`."""
    return cast(Bell, app.extensions["menlu-bell"])
