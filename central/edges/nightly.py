"""Counts all entries again every night (recounting.py), a little at each look, and keeps how far it has come.

It begins in the small hours, goes on where another process or a restart left it, and says what it found in the log and
on the page of who is in. At its end SQLite looks at what the tables hold by now.
"""

import logging
import math
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, cast
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.edges import counting, recounting
from central.edges.counting import DAY, HOUR, QUARTER
from central.edges.in_turn import take_turn
from central.edges.recounting import Wrong
from central.edges.tables import entry, recount

log = logging.getLogger(__name__)

BEGINS: Final = 2
"""The hour of the town's day."""
WORK: Final = 1.0
"""s of each look (ticking.EVERY): the rest of the time is the boxes'."""
PIECE: Final = HOUR
"""Of entries that are counted in one view, ms; a day is some of them."""
ALL: Final = 1 << 62
"""Behind every moment, ms, also those of boxes whose clocks are ahead: all entries are counted, and days are left."""
ONE: Final = 1


class Lost(Exception):
    """Another process has counted that piece meanwhile, or has begun anew: what was found in it is of no use."""


@dataclass(frozen=True)
class Recount:
    """The last recount, or the one under way. upto: the entries before that are counted. All times are Unix ms.

    entries: how many were counted; mended: how many rows of counts were wrong. ended_at: None while it goes on.
    """

    begun_at: int
    upto: int
    entries: int
    mended: int
    ended_at: int | None


class Nightly:
    """One process's part. days: how long entries are kept."""

    def __init__(self, database: Database, zone: ZoneInfo, *, days: int) -> None:
        self._database, self._zone, self._kept = database, zone, days * DAY

    def turn(self, now: int) -> None:
        """Go on with tonight's recount, or begin it, when its time has come; for WORK seconds. now: Unix ms."""
        with suppress(Lost):
            found = self._under_way(now)
            if found is not None:
                self._go_on(found, now, WORK)

    def run(self, now: int) -> Recount:
        """Count all of it now, without rests. Raises Lost."""
        return self._go_on(self._begin(now, self._kept_row()), now, math.inf)

    def _go_on(self, found: Recount, now: int, seconds: float) -> Recount:
        until = time.monotonic() + seconds
        found = self._step(found, now)
        while found.ended_at is None and time.monotonic() < until:
            found = self._step(found, now)
        if found.ended_at is not None:
            self._database.analyse()
        return found

    def _under_way(self, now: int) -> Recount | None:
        found = self._kept_row()
        # Of one that was left for days what it would go on with may be forgotten by now.
        if found is not None and found.ended_at is None and found.upto >= _whole_day(now - self._kept):
            return found
        due = self._tonight(now)
        if now < due or (found is not None and found.begun_at >= due):
            return None
        return self._begin(now, found)

    def _tonight(self, now: int) -> int:
        today = datetime.fromtimestamp(now / 1000, self._zone)
        return int(today.replace(hour=BEGINS, minute=0, second=0, microsecond=0).timestamp() * 1000)

    def _kept_row(self) -> Recount | None:
        with self._database.reading() as session:
            return last(session)

    def _begin(self, now: int, before: Recount | None) -> Recount:
        """Begin anew where `before` is still the last. Raises Lost."""
        with self._database.writing() as session:
            take_turn(session)
            if last(session) != before:
                raise Lost
            begun = Recount(now, _first(session, now - self._kept, now), 0, 0, None)
            session.execute(delete(recount))
            session.execute(insert(recount), {"id": ONE, **asdict(begun)})
        return begun

    def _step(self, at: Recount, now: int) -> Recount:
        """A piece, mended in the transaction that says it is done: another process's turn drops it. Raises Lost."""
        with self._database.reading() as session:
            wrong = self._look(session, at, now)
        mended = at.mended + wrong.rows
        if at.upto == ALL:
            mended += recounting.look_for_later(self._database, _whole_day(now - self._kept))
        upto, ended_at = _until(at, now), now if at.upto == ALL else None
        done = Recount(at.begun_at, upto, at.entries + wrong.entries, mended, ended_at)
        with self._database.writing() as session:
            take_turn(session)
            _move(session, at, done)
            recounting.mend(session, wrong)
            if done.ended_at is not None:
                detail = {"entries": done.entries, "mended": done.mended}
                audit.note(session, act="entries.recount", of="town", by="central", detail=detail, at=done.ended_at)
        if done.ended_at is not None and done.mended:
            log.warning("of %d entries that were counted again, %d rows were mended", done.entries, done.mended)
        return done

    def _look(self, session: Session, at: Recount, now: int) -> Wrong:
        """What is wrong in the next piece, and in the day before where one begins; at the end in what days are left."""
        kept, day = _whole_day(now - self._kept), counting.day_of(at.upto // QUARTER)
        if at.upto == ALL:
            first = counting.day_of(max(kept, at.begun_at) // QUARTER)
            return recounting.look(session, None, recounting.days_from(session, first))
        begins = at.upto == counting.begin_of_day(day) and kept <= counting.begin_of_day(day - 1)
        return recounting.look(session, (at.upto, _until(at, now)), [day - 1] if begins else [])


def init_app(app: Flask, database: Database, zone: ZoneInfo, *, days: int) -> None:
    """Count again what `app` keeps for so many days."""
    app.extensions["menlu-nightly"] = Nightly(database, zone, days=days)


def nightly_of(app: Flask) -> Nightly:
    """What counts again for `app`."""
    return cast(Nightly, app.extensions["menlu-nightly"])


def last(session: Session) -> Recount | None:
    """The last recount, or the one under way; None before the first night."""
    columns = (recount.c[name] for name in Recount.__dataclass_fields__)
    row = session.execute(select(*columns)).first()
    return Recount(*row) if row else None


def _until(at: Recount, now: int) -> int:
    """Where the next piece ends."""
    return at.upto + PIECE if at.upto + PIECE <= now else ALL


def _move(session: Session, at: Recount, done: Recount) -> None:
    """Say how far it has come. Raises Lost where it is not there any more."""
    was_there = recount.c.begun_at == at.begun_at, recount.c.upto == at.upto, recount.c.ended_at.is_(None)
    moved = session.connection().execute(update(recount).where(*was_there).values(asdict(done)))
    if moved.rowcount != 1:
        raise Lost


def _first(session: Session, forgotten: int, now: int) -> int:
    """The first whole day of which all entries are kept, and there are any; else today."""
    kept = _whole_day(forgotten)
    first = session.scalar(select(func.min(entry.c.at)).where(entry.c.at >= kept))
    return counting.begin_of_day(counting.day_of((now if first is None else int(first)) // QUARTER))


def _whole_day(after: int) -> int:
    """When the first day of China's began that lies behind a moment with all its hours, and those that come late."""
    return counting.begin_of_day(counting.day_of(after // QUARTER) + 1)
