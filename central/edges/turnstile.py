"""Batches of one outbox that are in hand here at once are let through in the order of their places.

A box sends the next batch before the last one is answered, so that it is read and judged while the last one is being
stored. Only the order of two in one process is kept here; the cursor decides, and refuses what comes too early.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""s a batch waits for the one before it."""

Outbox = tuple[int, str]
"""A box's number and the name of its outbox."""


class Turnstile:
    """Shared by the threads of one process."""

    def __init__(self) -> None:
        self._through = threading.Condition()
        self._ends: dict[Outbox, list[int]] = {}

    @contextmanager
    def queue(self, outbox: Outbox, first: int, last: int) -> Iterator[Callable[[], None]]:
        """Take the batch of records `first` … `last` in hand; it is through when the block ends.

        Gives a function that waits until the batch before it is through, if that one is in hand.
        """
        with self._through:
            ends = self._ends.setdefault(outbox, [])
            ends.append(last)
        try:
            yield lambda: self._wait_behind(ends, first - 1)
        finally:
            with self._through:
                ends.remove(last)
                if not ends:
                    self._ends.pop(outbox, None)
                self._through.notify_all()

    def _wait_behind(self, ends: list[int], end: int) -> None:
        with self._through:
            self._through.wait_for(lambda: end not in ends, PATIENCE)
