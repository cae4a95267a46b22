"""A bell for those who wait for news: rung after a commit, heard by every stream of this process.

Other processes on the same database are told by `central.ringing`; whoever waits looks again by itself anyway, so that
a ring that gets lost costs a moment and nothing else.
"""

import threading
from collections.abc import Callable
from typing import cast

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

_RINGS = "menlu-rings"


class Bell:
    """Wakes all who wait. A ring between two waits is not missed: each waiter brings the count it has heard."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0
        self._pass_on: Callable[[], None] | None = None
        self._closed = threading.Event()

    @property
    def is_closed(self) -> bool:
        """Whether the process is about to end."""
        return self._closed.is_set()

    def close(self) -> None:
        """The process is about to end: whoever waits goes home."""
        self._closed.set()
        self.echo()

    def rest(self, seconds: float) -> None:
        """Hear nothing for so long, or until it is closed."""
        self._closed.wait(seconds)

    @property
    def count(self) -> int:
        """How often it has rung."""
        return self._count

    def ring(self) -> None:
        """Wake everyone, here and, if somebody carries it there, in other processes."""
        self.echo()
        if self._pass_on is not None:
            self._pass_on()

    def echo(self) -> None:
        """Wake everyone here: it was rung elsewhere."""
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def carry(self, pass_on: Callable[[], None] | None) -> None:
        """Let `pass_on` be called at each ring of this process, soon and by any thread; None: no more."""
        self._pass_on = pass_on

    def wait(self, heard: int, timeout: float) -> int:
        """Wait until it has rung more than `heard` times, at most `timeout` s; the count now."""
        with self._rung:
            self._rung.wait_for(lambda: self._count > heard, timeout)
            return self._count


def bell() -> Bell:
    """The bell of the current app."""
    return bell_of(current_app)


def order_bell() -> Bell:
    """Rung when a box was ordered something: apart from the other, so that each batch of records wakes no box."""
    return order_bell_of(current_app)


def event_bell() -> Bell:
    """Rung when something has happened that webhooks may be told of."""
    return event_bell_of(current_app)


def ring_after_commit(session: Session, bell: Bell) -> None:
    """Ring when what `session` does is kept; once, however often it is asked for."""
    bells: set[Bell] = session.info.setdefault(_RINGS, set())
    if bell not in bells:
        bells.add(bell)
        # Also called when a savepoint is let go, before the commit itself; the bell then rings once too often.
        event.listen(session, "after_commit", lambda _: bell.ring())


def bell_of(app: Flask) -> Bell:
    """The bell of `app`."""
    return cast(Bell, app.extensions["menlu-bell"])


def order_bell_of(app: Flask) -> Bell:
    """The bell for orders of `app`."""
    return cast(Bell, app.extensions["menlu-order-bell"])


def event_bell_of(app: Flask) -> Bell:
    """The bell for events of `app`."""
    return cast(Bell, app.extensions["menlu-event-bell"])
