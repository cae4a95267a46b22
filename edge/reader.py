"""The reader at the door's lock: cards that are held to it and keys that are pressed are presented at the portal.

A card may also be awaited: then the next one is not presented but given to who enrols it. So may digits that are typed
without a room: those of a PIN that somebody chooses. Who lives here goes on opening with room and PIN meanwhile.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence

from edge.errors import EdgeError
from edge.keypad import DigitsTyped, Keypad
from edge.lock import Card, Keys
from edge.presented import CardHeld, Presented

WAIT = 0.5
"""How long the reader's thread waits for news before it looks whether to stop, s."""
STALE = 5.0
"""What has waited for so long is not presented any more, s: who held a card there has gone."""

Present = Callable[[Presented, float], object]
"""Presents something at the door, with the moment (monotonic s) when it was shown."""


class Reader:
    """Takes the news of the lock's reader (`put`, from any thread) and presents them on a thread of its own (`run`)."""

    def __init__(self) -> None:
        self._news: queue.SimpleQueue[tuple[Card | Keys, float]] = queue.SimpleQueue()
        self._keypad = Keypad()
        self._awaited: queue.SimpleQueue[Card] | None = None
        self._awaiting = threading.Lock()
        self._take_digits: Callable[[str], None] | None = None

    def put(self, news: Card | Keys) -> None:
        """A card was held to the reader, or keys were pressed. Returns at once."""
        with self._awaiting:
            if self._awaited is None or not isinstance(news, Card):
                self._news.put((news, time.monotonic()))
            else:
                self._awaited.put(news)
                self._awaited = None

    def next_card(self, timeout: float) -> Card | None:
        """The next card that is held to the reader within `timeout` s, which then is not presented; None if none is.

        Raises EdgeError when somebody else waits for a card.
        """
        coming: queue.SimpleQueue[Card] = queue.SimpleQueue()
        with self._awaiting:
            if self._awaited is not None:
                raise EdgeError("another card is being enrolled at this door: try again in a moment")
            self._awaited = coming
        try:
            return coming.get(timeout=timeout)
        except queue.Empty:
            return self._given_up(coming)

    def type_to(self, taker: Callable[[str], None] | None) -> None:
        """Give digits that are typed without a room to `taker` from now on; None: they mean nothing, as before."""
        self._take_digits = taker

    def run(self, present: Present, stop: threading.Event) -> None:
        """Present what comes until `stop`."""
        while not stop.is_set():
            try:
                news, at = self._news.get(timeout=WAIT)
            except queue.Empty:
                continue
            for presented in self._presented(news, at):
                if time.monotonic() - at < STALE:
                    present(presented, at)

    def _presented(self, news: Card | Keys, at: float) -> Sequence[Presented]:
        if isinstance(news, Card):
            return [CardHeld(news)]
        typed = self._keypad.press(news.keys, at)
        for each in typed:
            if isinstance(each, DigitsTyped) and self._take_digits is not None:
                self._take_digits(each.digits)
        return [each for each in typed if not isinstance(each, DigitsTyped)]

    def _given_up(self, coming: queue.SimpleQueue[Card]) -> Card | None:
        """Nobody waits any more; a card that came at the last moment is still theirs."""
        with self._awaiting:
            if self._awaited is coming:
                self._awaited = None
        return None if coming.empty() else coming.get()
