"""Batches of one outbox that are in hand here at once are let through in the order of their places.

A box sends the next batch before the last one is answered, so that it is read and judged while the last one is being
stored. Only the order of two in one process is kept here; the cursor decides, and refuses what comes too early.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""s a batch waits for the one before it, when that one is in hand."""
OVERTAKEN = 0.05
"""s it waits for the one before it to come, when that one ought to have been here already."""

Outbox = tuple[int, str]
"""A box's number and the name of its outbox."""


class Turnstile:
    """Shared by the threads of one process."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._in_hand: dict[Outbox, list[int]] = {}
        self._last: dict[Outbox, int] = {}

    @contextmanager
    def queue(self, outbox: Outbox, first: int, last: int) -> Iterator[Callable[[], None]]:
        """Take the batch of records `first` … `last` in hand; it is through when the block ends.

        Gives a function that waits until the batch before it is through.
        """
        with self._moved:
            ends = self._in_hand.setdefault(outbox, [])
            ends.append(last)
            self._moved.notify_all()
        try:
            yield lambda: self._wait_behind(outbox, ends, first - 1)
        finally:
            with self._moved:
                ends.remove(last)
                if not ends:
                    del self._in_hand[outbox]
                self._last[outbox] = last
                self._moved.notify_all()

    def _wait_behind(self, outbox: Outbox, ends: list[int], before: int) -> None:
        with self._moved:
            # An outbox that was not heard of since the start may go on from anywhere.
            self._moved.wait_for(lambda: before in ends or self._last.get(outbox, before) >= before, OVERTAKEN)
            self._moved.wait_for(lambda: before not in ends, PATIENCE)
