"""The sync loop: one thread that decides what is sent; it rests after a failure."""

import logging
import threading
from dataclasses import dataclass, replace

from edge.errors import EdgeError, StorageError
from edge.store.outbox import Outbox
from edge.sync.backoff import Backoff
from edge.sync.link import Link, Timekeeper
from edge.sync.pusher import Pusher
from edge.sync.rest import rest_after

log = logging.getLogger(__name__)

LOOK = 1.0
"""s between looks into the outbox: another process may have appended."""


@dataclass(frozen=True)
class Status:
    """How sync is doing, for people.

    online: the last exchange with central went well. since: when that changed last (Unix ms), 0 before the first
    exchange. waiting: records central does not have. error: the last failure in a sentence, None while online.
    """

    online: bool = False
    since: int = 0
    waiting: int = 0
    error: str | None = None


class Sync:
    """Pushes the outbox to central, in one thread's `run`."""

    def __init__(self, outbox: Outbox, link: Link, clock: Timekeeper) -> None:
        self._outbox = outbox
        self._link = link
        self._pusher = Pusher(outbox, link)
        self._clock = clock
        self._backoff = Backoff()
        self._status = Status()

    @property
    def status(self) -> Status:
        """How it is doing now."""
        try:
            return replace(self._status, waiting=self._outbox.waiting)
        except StorageError:
            return self._status

    def run(self, over: threading.Event) -> None:
        """Push until `over`; the requests under way are ended first."""
        while not over.is_set():
            over.wait(self.turn())
        self._pusher.rest()

    def turn(self) -> float:
        """Push one batch, or wait a little for one; seconds to rest after a failure, else 0."""
        self._outbox.appended.clear()
        try:
            more = self._pusher.step()
        except EdgeError as error:
            return self._failed(error)
        self._succeeded()
        if not more:
            self._outbox.appended.wait(LOOK)
        return 0

    def _succeeded(self) -> None:
        self._backoff.succeeded()
        if not self._status.online:
            log.info("central has the records again")
            self._status = Status(online=True, since=self._clock.read().now)

    def _failed(self, error: EdgeError) -> float:
        """Note the failure; seconds to rest."""
        sentence = str(error)
        if sentence != self._status.error:
            log.warning("%s", sentence)
        since = self._clock.read().now if self._status.online or not self._status.since else self._status.since
        self._status = Status(online=False, since=since, error=sentence)
        return rest_after(error, self._link, self._backoff)
