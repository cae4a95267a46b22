"""The daemon's threads and periodic work: they live as long as it does, and none dies unnoticed."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)

STOPPING = 10.0
"""How long a thread may take to end, s."""


class Work:
    """Threads and jobs between `with` and its end. over: set when they have to end, or when one has died.

    Leaving the block ends them all, the last begun first, and raises what killed a thread.
    """

    def __init__(self) -> None:
        self.over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
        self._fatal: BaseException | None = None

    def __enter__(self) -> Self:
        self._scheduler.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._scheduler.shutdown()
        for thread in reversed(self._threads):
            thread.join(STOPPING)
        if self._fatal is not None and error is None:
            raise self._fatal

    def begin(self, name: str, work: Callable[[threading.Event], None]) -> None:
        """Do `work(over)` in a thread of its own."""
        thread = threading.Thread(target=self._watched, args=(name, work), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def every(self, seconds: float, job: Callable[[], None]) -> None:
        """Do `job` every so many seconds; one that fails is logged and done again at the next turn."""
        self._scheduler.add_job(job, "interval", seconds=seconds)

    def _watched(self, name: str, work: Callable[[threading.Event], None]) -> None:
        try:
            work(self.over)
        except BaseException as error:
            log.exception("%s stopped working", name)
            self._fatal = error
            self.over.set()
