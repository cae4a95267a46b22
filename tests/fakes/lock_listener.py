"""A listener that remembers what the lock told, and when."""

import threading
import time

from edge.lock import LockEvent

PATIENCE = 20.0


class Heard:
    """Pass it as a lock's listener. `events`: (time.monotonic, event), oldest first. `fails`: it raises besides."""

    def __init__(self) -> None:
        self.events: list[tuple[float, LockEvent]] = []
        self.fails = False
        self._news = threading.Condition()

    def __call__(self, event: LockEvent) -> None:
        with self._news:
            self.events.append((time.monotonic(), event))
            self._news.notify_all()
        if self.fails:
            raise RuntimeError("the listener is broken")

    def states(self) -> list[str]:
        return [event.state for _, event in self.events]

    def wait_for(self, state: str, count: int = 1) -> float:
        """When this was told for the `count`th time."""
        with self._news:
            came = self._news.wait_for(lambda: self.states().count(state) >= count, PATIENCE)
        assert came, f"the lock did not tell {state}"
        return [at for at, event in self.events if event.state == state][count - 1]
