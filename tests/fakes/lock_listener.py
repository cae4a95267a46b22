"""A listener that remembers what the lock told, and when."""

import threading
import time

from edge.lock import Card, Contact, Keys, LockEvent, LockNews

PATIENCE = 20.0


class Heard:
    """Pass it as a lock's listener. `events`: (time.monotonic, event), oldest first. `read`: cards and keys likewise.
    `contacts`: how each was told last.

    `fails`: it raises besides.
    """

    def __init__(self) -> None:
        self.events: list[tuple[float, LockEvent]] = []
        self.read: list[tuple[float, Card | Keys]] = []
        self.contacts: dict[int, bool] = {}
        self.fails = False
        self._news = threading.Condition()

    def __call__(self, news: LockNews) -> None:
        with self._news:
            if isinstance(news, LockEvent):
                self.events.append((time.monotonic(), news))
            elif isinstance(news, Contact):
                self.contacts[news.number] = news.is_active
            else:
                self.read.append((time.monotonic(), news))
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

    def wait_for_contact(self, number: int, *, is_active: bool) -> None:
        """Until that is how the contact was told last."""
        with self._news:
            came = self._news.wait_for(lambda: self.contacts.get(number) is is_active, PATIENCE)
        assert came, f"the lock did not tell that input {number} is {is_active}: {self.contacts}"

    def wait_for_read(self, count: int = 1) -> Card | Keys:
        """The `count`th card or keys that the reader told."""
        with self._news:
            came = self._news.wait_for(lambda: len(self.read) >= count, PATIENCE)
        assert came, "the reader told nothing"
        return self.read[count - 1][1]
