"""Server-sent events (WHATWG HTML, 9.2): the form of an event, and how many streams may be open.

A stream holds a thread of the server for as long as it is open, so their number has a bound; who finds no seat asks
every few seconds instead, which the page does by itself.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Protocol, cast

from flask import Response, current_app

HEARTBEAT = 5.0
"""Seconds of silence after which something is sent: proxies close what is silent, and only a write shows who left."""
RETRY = 2000
"""Milliseconds after which a browser that lost the stream opens it again."""
PER_SESSION = 4
"""Browsers open at most six connections to a server over HTTP/1.1; two are left for the pages themselves."""


GATHER = 0.2
"""Seconds from one look of a stream to the next: what happens at many doors meanwhile is told at once."""
LOOK_AGAIN = 1.0
"""Seconds until a stream looks by itself: a ring of another process may be lost, and a sign-out rings nowhere else."""


class Rung(Protocol):
    """What is rung when there may be news (`central.live.Bell`)."""

    @property
    def count(self) -> int:
        """How often it has rung."""

    @property
    def is_closed(self) -> bool:
        """Whether the process is about to end."""

    def wait(self, heard: int, timeout: float) -> int:
        """Wait until it has rung more than `heard` times, at most `timeout` s; the count now."""

    def rest(self, seconds: float) -> None:
        """Hear nothing for so long, or until it is closed."""


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


def follow(bell: Rung, look: Callable[[bool], str | None], is_still_here: Callable[[], bool]) -> Iterator[str]:
    """Events for as long as the visitor is signed in; the last one says that they no longer are.

    They also end, without a word, when central does: the browser comes back when it is there again.
    `look` is told whether silence has lasted long enough, and gives the next event, if there is one.
    """
    spoke, seen = -HEARTBEAT, -LOOK_AGAIN
    yield f"retry: {RETRY}\n\n"
    while not bell.is_closed:
        if time.monotonic() - seen >= LOOK_AGAIN:
            if not is_still_here():
                yield event("ended", {})
                return
            seen = time.monotonic()
        heard, looked = bell.count, time.monotonic()
        news = look(looked - spoke >= HEARTBEAT)
        if news is not None:
            yield news
            spoke = time.monotonic()
        bell.wait(heard, LOOK_AGAIN)
        bell.rest(looked + GATHER - time.monotonic())


def seats() -> Seats:
    """The seats of the current app."""
    return cast(Seats, current_app.extensions["menlu-seats"])
