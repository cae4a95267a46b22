"""Looks at the clocks every few seconds, in the one process whose turn it is (turn.py)."""

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from central.clock import calendars, turn
from central.clock.calendars import Office, office_of
from central.clock.days import Calendar, ends_soon
from central.clock.passing import Listener, Listeners, bring_on, recount
from central.db import Database, database_of
from central.guarded import guarded

log = logging.getLogger(__name__)

EVERY = 10
"""s between two looks; so late a breach may be noticed."""
JUMP = 30_000
"""How far the time may be off what has passed until that is said, ms."""
_DAY = 24 * 3600 * 1000

_LISTENERS = "menlu-clock-listeners"
_DOING = "looking at the clocks"


def listen(app: Flask, kind: str, listener: Listener) -> None:
    """Call `listener` for each occurrence of clocks whose subject is of this kind, in the very transaction."""
    app.extensions.setdefault(_LISTENERS, {})[kind] = listener


class Ticker:
    """One process's part. moment: the database's time; passed: ns that have gone by, whatever the time is set to."""

    def __init__(
        self,
        database: Database,
        office: Office,
        listeners: Listeners,
        *,
        moment: Callable[..., int] = turn.moment,
        passed: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self._database, self._office, self._listeners = database, office, listeners
        self._moment, self._passed = moment, passed
        self.holder = secrets.token_hex(8)
        self._seen: tuple[int, int] | None = None
        self._warned = 0

    def tick(self) -> int:
        """One look; how many things occurred. Does nothing while it is another process's turn."""
        with self._database.writing() as session:
            now = self._moment(session)
            last = turn.take(session, self.holder, now)
        if last is None:
            self._seen = None
            return 0
        self._notice_jump(now, last)
        with self._database.reading() as session:
            calendar = calendars.load(session, self._office)
        self._warn(calendar, now)
        recount(self._database, calendar, now)
        return bring_on(self._database, calendar, self._listeners, now)

    @property
    def has_turn(self) -> bool:
        """Whether it was this process's turn at the last look."""
        return self._seen is not None

    def leave(self) -> None:
        """Let another process do it."""
        with self._database.writing() as session:
            turn.leave(session, self.holder)

    def _notice_jump(self, now: int, last: int) -> None:
        """Say so when the time was set. It changes nothing: what time has brought is not brought again."""
        passed = self._passed() // 1_000_000
        jump = min(0, now - last)
        if self._seen is not None:
            then, passed_then = self._seen
            jump = (now - then) - (passed - passed_then)
        self._seen = now, passed
        if abs(jump) > JUMP:
            way = "forward" if jump > 0 else "back"
            log.warning("the time was set %s by %d s; deadlines go by the new time", way, abs(jump) // 1000)

    def _warn(self, calendar: Calendar, now: int) -> None:
        if ends_soon(calendar, calendar.day_of(now)) and now - self._warned > _DAY:
            self._warned = now
            log.warning(
                "the table of holidays ends with %d: update the package chinesecalendar, or add the notice of the "
                "State Council (`menlu-central calendar notice`)",
                calendar.last_year,
            )


@contextmanager
def ticking(app: Flask, also: Mapping[str, Callable[[int], object]] | None = None) -> Iterator[None]:
    """Look at the clocks of `app` until the block ends.

    also: what else has its time, by what the log calls it (as "deleting what is old"); called with it (Unix ms) after
    each look, while it is this process's turn.
    """
    ticker = Ticker(database_of(app), office_of(app), app.extensions.setdefault(_LISTENERS, {}))

    def look() -> None:
        # What a listener does may need the app: orders wake the boxes that wait.
        with app.app_context():
            guarded(ticker.tick, _DOING, log)
            for doing, work in also.items() if also and ticker.has_turn else ():
                guarded(partial(work, time.time_ns() // 1_000_000), doing, log)

    # apscheduler says at each turn that it looks; that is for nobody's log.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})
    scheduler.add_job(look, "interval", seconds=EVERY, next_run_time=datetime.now(UTC), misfire_grace_time=None)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown()
        guarded(ticker.leave, _DOING, log)
