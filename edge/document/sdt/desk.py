"""What passes between the kiosk's thread and the reader's: the wish for a card, and what came of it."""

import threading
from dataclasses import dataclass

from edge.document import Mishap, Reading
from edge.document.sdt.status import LOST


@dataclass(frozen=True, eq=False)
class Wish:
    """Look for a card; each is another. again: one that lies there since an earlier look is meant too."""

    again: bool


class Desk:
    """Holds one wish and one outcome. The same mishap is told once for as long as the card lies there."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._closed = False
        self._wish: Wish | None = None
        self._outcome: Reading | Mishap | None = None
        self._told: Mishap | None = None
        self._tried = False

    def begin(self) -> None:
        """Wish for a card. Until `end` it is the same person's, who need not lift it to have it read again."""
        with self._changed:
            self._renew(Wish(again=self._tried))

    def end(self) -> None:
        """Wish for none. What is left lying will not be read: it may not be the next person's."""
        with self._changed:
            self._tried = False
            self._renew(None)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self.end()

    def take(self) -> Reading | Mishap | None:
        """The outcome, once."""
        with self._changed:
            outcome, self._outcome = self._outcome, None
            return outcome

    def await_wish(self, seconds: float) -> Wish | None:
        """The wish there is, or comes within `seconds`."""
        with self._changed:
            self._changed.wait_for(lambda: self._wish is not None or self._closed, seconds)
            return self._wish

    def put(self, wish: Wish, outcome: Reading | Mishap | None) -> None:
        """What came of `wish`; passed over when it is no longer wished. None: no card is there."""
        with self._changed:
            if self._wish is not wish:
                return
            if isinstance(outcome, Reading):
                self._tried = True
                self._outcome, self._wish = outcome, None
            elif outcome != self._told:
                self._tell(outcome)

    def lose(self) -> None:
        """The reader is gone; who waits for a card is told."""
        with self._changed:
            if self._wish is not None:
                self._outcome = LOST

    def _tell(self, mishap: Mishap | None) -> None:
        self._told = mishap
        if mishap is not None:
            self._outcome = mishap
            self._tried = True
            self._wish = Wish(again=True)

    def _renew(self, wish: Wish | None) -> None:
        self._wish = wish
        self._outcome = self._told = None
        self._changed.notify_all()
