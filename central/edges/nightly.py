"""Counts all entries again every night (recounting.py), a little at each look, and keeps how far it has come.

It begins in the small hours, goes on where another process or a restart left it, and says what it found in the log and
on the page of who is in.
"""

import logging
import math
import time
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
from central.edges.tables import entry, recount

log = logging.getLogger(__name__)

BEGINS: Final = 2
"""The hour of the town's day."""
WORK: Final = 1.0
"""s of each look (ticking.EVERY): the rest of the time is the boxes'."""
PIECE: Final = HOUR
"""Of entries that are counted in one view, ms; a day is some of them."""
AHEAD: Final = 1 << 62
"""Behind every moment, ms."""
ONE: Final = 1


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
        found = self._under_way(now)
        if found is not None:
            self._go_on(found, now, WORK)

    def run(self, now: int) -> Recount:
        """Count all of it now, without rests."""
        return self._go_on(self._begin(now), now, math.inf)

    def _go_on(self, found: Recount, now: int, seconds: float) -> Recount:
        until = time.monotonic() + seconds
        found = self._step(found, now)
        while found.ended_at is None and time.monotonic() < until:
            found = self._step(found, now)
        self._keep(found)
        return found

    def _under_way(self, now: int) -> Recount | None:
        found = self._kept_row()
        # Of one that was left for days what it would go on with may be forgotten by now.
        if found is not None and found.ended_at is None and found.upto >= _whole_day(now - self._kept):
            return found
        due = self._tonight(now)
        if now < due or (found is not None and found.begun_at >= due):
            return None
        return self._begin(now)

    def _tonight(self, now: int) -> int:
        today = datetime.fromtimestamp(now / 1000, self._zone)
        return int(today.replace(hour=BEGINS, minute=0, second=0, microsecond=0).timestamp() * 1000)

    def _kept_row(self) -> Recount | None:
        with self._database.reading() as session:
            return last(session)

    def _begin(self, now: int) -> Recount:
        with self._database.writing() as session:
            begun = Recount(now, _first(session, now - self._kept, now), 0, 0, None)
            session.execute(delete(recount))
            session.execute(insert(recount), {"id": ONE, **asdict(begun)})
        return begun

    def _step(self, at: Recount, now: int) -> Recount:
        """A piece; at the end of a day that day, at the end of all what is left: also what boxes' clocks have ahead."""
        day, upto = counting.day_of(at.upto // QUARTER), at.upto + PIECE
        is_end = upto > now
        entries, mended = recounting.count_span(self._database, (at.upto, AHEAD if is_end else upto))
        if is_end or upto == counting.begin_of_day(day + 1):
            mended += recounting.count_day(self._database, day)
        if is_end:
            ahead = recounting.days_ahead(self._database, day)
            mended += sum(recounting.count_day(self._database, each) for each in ahead)
            mended += recounting.look_for_later(self._database, _whole_day(now - self._kept))
        return Recount(at.begun_at, upto, at.entries + entries, at.mended + mended, now if is_end else None)

    def _keep(self, found: Recount) -> None:
        with self._database.writing() as session:
            session.execute(update(recount).values(asdict(found)))
            if found.ended_at is not None:
                detail = {"entries": found.entries, "mended": found.mended}
                audit.note(session, act="entries.recount", of="town", by="central", detail=detail, at=found.ended_at)
        if found.ended_at is not None and found.mended:
            log.warning("of %d entries that were counted again, %d rows were mended", found.entries, found.mended)


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


def _first(session: Session, forgotten: int, now: int) -> int:
    """The first whole day of which all entries are kept, and there are any; else today."""
    kept = _whole_day(forgotten)
    first = session.scalar(select(func.min(entry.c.at)).where(entry.c.at >= kept))
    return counting.begin_of_day(counting.day_of((now if first is None else int(first)) // QUARTER))


def _whole_day(after: int) -> int:
    """When the first day of China's began that lies behind a moment with all its hours, and those that come late."""
    return counting.begin_of_day(counting.day_of(after // QUARTER) + 1)
