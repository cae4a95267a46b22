"""Server-sent events (WHATWG HTML, 9.2): the form of an event, and how many streams may be open.

A stream holds a thread of the server for as long as it is open, so their number has a bound; who finds no seat asks
every few seconds instead, which the page does by itself.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response

HEARTBEAT = 15.0
"""Seconds of silence after which something is sent: proxies close what is silent, and only a write shows who left."""
RETRY = 2000
"""Milliseconds after which a browser that lost the stream opens it again."""
PER_SESSION = 4
"""Browsers open at most six connections to a server over HTTP/1.1; two are left for the pages themselves."""


class Seats:
    """How many streams are open: at most `total`, and at most `each` for one session.

    on_change: told how many are taken, whenever that changes.
    """

    def __init__(self, total: int, each: int = PER_SESSION) -> None:
        self._total, self._each = total, each
        self._taken: Counter[bytes] = Counter()
        self._lock = threading.Lock()
        self.on_change: Callable[[int], object] = lambda _: None

    def take(self, session: bytes) -> bool:
        """Take a seat if one is free; whoever got one gives it back by `leave`."""
        with self._lock:
            if self._taken.total() >= self._total or self._taken[session] >= self._each:
                return False
            self._taken[session] += 1
            self.on_change(self._taken.total())
            return True

    def leave(self, session: bytes) -> None:
        """Give the seat back."""
        with self._lock:
            self._taken[session] -= 1
            self._taken += Counter()
            self.on_change(self._taken.total())

    @property
    def taken(self) -> int:
        """How many are open now."""
        with self._lock:
            return self._taken.total()


def event(name: str, data: Any, id: int | None = None) -> str:  # noqa: A002 - the field's own name
    """One event as it travels. JSON has no line ends in it, so it fits on one line."""
    lines = [f"event: {name}", f"data: {json.dumps(data, ensure_ascii=False)}"]
    if id is not None:
        lines.insert(0, f"id: {id}")
    return "\n".join(lines) + "\n\n"


def response(events: Iterator[str], at_end: Callable[[], None]) -> Response:
    """The answer that goes on for as long as `events` do; `at_end` is called however it ends."""
    answer = Response(events, mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    # Not a `finally` in the generator: that never runs when the browser has left before the first event.
    answer.call_on_close(at_end)
    return answer
