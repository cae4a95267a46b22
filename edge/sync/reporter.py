"""Tells central how an enrolment stands that a phone steers: one thread, the newest only, and only while one does.

What could not be told is out of date a moment later. So nothing is kept or sent twice: after a failure the thread rests
a little, and then tells how it stands by then.
"""

import logging
import threading
from typing import Protocol

import msgspec

from edge.errors import CentralRefused, EdgeError
from edge.sync.backoff import Backoff
from edge.sync.link import Link
from edge.sync.rest import rest_after
from wire.problem import ProblemType
from wire.steering import Progress

log = logging.getLogger(__name__)

PATH = "/api/v1/progress"
LOOK = 0.1
"""s between looks whether there is something to tell."""
MOST = 3.0
"""s: bound of every rest. Somebody stands at the door, and there are few of them at once."""


class Source(Protocol):
    """Who knows how the enrolment stands."""

    def news(self) -> Progress | None:
        """What is to be told now; None while there is nothing new."""

    def told(self, progress: Progress) -> None:
        """Central has it, or does not want it."""


class Reporter:
    """Tells what there is to tell, in one thread's `run`."""

    def __init__(self, link: Link, source: Source) -> None:
        self._link, self._source = link, source
        self._backoff = Backoff()

    def run(self, over: threading.Event) -> None:
        """Tell until `over`."""
        while not over.wait(self.turn()):
            pass

    def turn(self) -> float:
        """Tell the newest; seconds to rest then."""
        progress = self._source.news()
        if progress is None:
            return LOOK
        try:
            self._link.tell(PATH, msgspec.json.encode(progress))
        except EdgeError as error:
            return self._failed(progress, error)
        self._backoff.succeeded()
        self._source.told(progress)
        return 0

    def _failed(self, progress: Progress, error: EdgeError) -> float:
        """Note the failure; seconds to rest. What central refuses for what it is would be refused again."""
        log.info("how an enrolment stands is not at central: %s", error)
        if isinstance(error, CentralRefused) and error.problem.type != ProblemType.CLOCK:
            self._source.told(progress)
        return min(rest_after(error, self._link, self._backoff), MOST)
