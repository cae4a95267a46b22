"""Asks central for orders: one thread. Central holds its answer while there is nothing to say, so that an order is
heard as soon as it is made.
"""

import logging
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Protocol

import msgspec

from edge.errors import CentralUnreachable, EdgeError
from edge.sync.backoff import Backoff
from edge.sync.link import Link
from edge.sync.rest import rest_after
from wire.orders import MAX_WAIT, Orders

log = logging.getLogger(__name__)

PAUSE = 2.0
"""s until central is asked again that could not hold its answer: it holds only so many at once."""
LOOK = 0.25
"""s between looks whether the daemon is to end while central holds its answer."""


class Taker(Protocol):
    """Who does what central orders. May raise StorageError or VaultError: the orders then come again."""

    @property
    def after(self) -> int:
        """The id of the last order that was settled."""

    def take(self, orders: Sequence[msgspec.Raw]) -> None:
        """Settle these, in order."""

    def tell(self) -> None:
        """Have told what is not told yet."""


class Asker:
    """Has orders taken as they come, in one thread's `run`."""

    def __init__(self, link: Link, taker: Taker) -> None:
        self._link, self._taker = link, taker
        self._backoff = Backoff()
        self._error: str | None = None

    def run(self, over: threading.Event) -> None:
        """Ask until `over`, which does not wait for central's answer."""
        while not over.is_set():
            over.wait(self.turn(over))

    def turn(self, over: threading.Event) -> float:
        """Ask once and have the orders taken; seconds to rest then."""
        asked = time.monotonic()
        try:
            self._taker.tell()
            orders = self._ask(over)
        except EdgeError as error:
            return self._failed(error)
        self._backoff.succeeded()
        self._error = None
        was_held = time.monotonic() - asked >= PAUSE
        return 0 if orders or was_held else PAUSE

    def _ask(self, over: threading.Event) -> int:
        """Have the orders taken that central has; how many there were."""
        after = self._taker.after
        answer = self._answer(f"/api/v1/orders?after={after}&wait={MAX_WAIT}", over)
        if not answer.orders:
            return 0
        self._taker.take(answer.orders)
        if self._taker.after <= after:
            raise CentralUnreachable("central sends only orders that were settled or have no number: look at its log")
        return len(answer.orders)

    def _answer(self, path: str, over: threading.Event) -> Orders:
        """Central's answer; none of it when it is over first.

        Asked in a thread that is left alone then: nothing ends a read from a connection, and it touches no file.
        """
        answer: Future[Orders] = Future()
        threading.Thread(target=self._exchange, args=(path, answer), name="orders-answer", daemon=True).start()
        while not over.is_set():
            with suppress(TimeoutError):
                return answer.result(LOOK)
        return Orders([])

    def _exchange(self, path: str, answer: "Future[Orders]") -> None:
        try:
            answer.set_result(self._link.ask("GET", path, Orders, patience=MAX_WAIT))
        except BaseException as error:
            answer.set_exception(error)

    def _failed(self, error: EdgeError) -> float:
        """Note the failure; seconds to rest."""
        if str(error) != self._error:
            self._error = str(error)
            log.warning("no orders: %s", error)
        return rest_after(error, self._link, self._backoff)
