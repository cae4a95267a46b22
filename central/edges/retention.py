"""Forgets what has been kept long enough: entries, and the records they were made from; privacy-security rule C8.

A door's last entry and a box's matters stay: they name nobody. On SQLite, and of what lies with the rest, some rows
go at a time; on PostgreSQL a week at once. Each step is a transaction of its own: it may end anywhere and go on later.
"""

import math
import time
from collections.abc import Callable
from functools import partial
from itertools import takewhile
from typing import cast

from flask import Flask
from sqlalchemy import FromClause, Table, and_, bindparam, column, delete, func, select, table, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.edges import counting, parts, seen
from central.edges.tables import entry, outbox, projected, stretch

EVERY = 60 * 60 * 1000
"""ms between two looks."""
DAY = 24 * 3600 * 1000
Tell = Callable[[Session, int], None]
"""Hears how many rows went, in the very transaction."""
AT_ONCE = 500
"""Rows in one transaction: boxes wait to write meanwhile."""
COUNTS_AT_ONCE = 6 * 60 * 60 * 1000
"""ms of counts in one transaction."""
REST = 4
"""Times as long as a transaction took, the others have their turn."""
LEAST_REST = 0.01
"""s; SQLite looks again for its turn after so long, about."""

_REST = table("entry_rest", column("id"), column("received_at"))
_GONE = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_outbox"))
    .values(forgotten=bindparam("last"), forgotten_digest=bindparam("with"))
)


def _to_nobody(_session: Session, _count: int) -> None:
    pass


class Retention:
    """One process's part; what must be done once is held to that by the database."""

    def __init__(self, database: Database, days: int) -> None:
        self._database, self._kept = database, days * DAY
        self._looked: int | None = None
        self._tally = parts.Tally()

    def turn(self, now: int, tell: Tell = _to_nobody, until: float = math.inf) -> None:
        """Make and forget what is due at `now` (Unix ms), if the last look that saw all is long enough ago."""
        if self._looked is None or not 0 <= now - self._looked < EVERY:
            self.forget(now, tell, until)

    def forget(self, now: int, tell: Tell = _to_nobody, until: float = math.inf) -> bool:
        """The same, whenever the last look was; whether all of it is gone. until: on time.monotonic, when it is enough
        for now: what is left goes at the next look.
        """
        if parts.are_kept(self._database):
            parts.make(self._database, now)
        forget(self._database, self.before(now), tell, until, self._tally)
        is_all = time.monotonic() < until
        if is_all:
            self._looked = now
        return is_all

    def before(self, now: int) -> int:
        """What came in before that moment goes."""
        return now - self._kept


def init_app(app: Flask, database: Database, *, days: int) -> None:
    """Keep what `app` gets for so many days."""
    app.extensions["menlu-retention"] = Retention(database, days)


def retention_of(app: Flask) -> Retention:
    """What forgets for `app`."""
    return cast(Retention, app.extensions["menlu-retention"])


def forget(
    database: Database,
    before: int,
    tell: Tell = _to_nobody,
    until: float = math.inf,
    tally: parts.Tally | None = None,
) -> int:
    """Forget what came in before that moment (Unix ms); how many weeks, entries and stretches of records.

    until: on time.monotonic, when it is enough for now. tally: what was counted of weeks at an earlier look. Counts go
    last, so that none is missing of an entry that is there still.
    """
    in_parts = parts.are_kept(database)
    forgotten = len(parts.drop(database, before, tell, tally or parts.Tally(), until)) if in_parts else 0
    old_entries = partial(_forget_entries, kept=_REST if in_parts else entry, before=before)
    forgotten += _steps(database, old_entries, tell, until)
    with database.reading() as session:
        outboxes = list(session.scalars(select(outbox.c.id)))
    for outbox_id in outboxes:
        forgotten += _steps(database, partial(_forget_records, outbox_id=outbox_id, before=before), tell, until)
    _forget_counts(database, before, until)
    if forgotten:
        audit.note_once(database, act="entries.forget", of="town", by="central", detail={"before": before})
    return forgotten


def count_old(session: Session, before: int) -> int:
    """How many entries, and stretches of records, that came in before that moment are still there; AT_ONCE at most of
    either. The oldest of each come first, so no more of them is looked at.
    """
    entries = session.scalars(select(entry.c.received_at).order_by(entry.c.id).limit(AT_ONCE))
    first = select(stretch.c.outbox_id, func.min(stretch.c.last).label("last")).group_by(stretch.c.outbox_id).subquery()
    is_first = and_(stretch.c.outbox_id == first.c.outbox_id, stretch.c.last == first.c.last)
    behind = select(stretch.c.outbox_id).join(first, is_first).where(stretch.c.received_at < before)
    with_old = list(session.scalars(behind))
    old = select(stretch.c.last).where(stretch.c.outbox_id.in_(with_old[:AT_ONCE]), stretch.c.received_at < before)
    records = session.scalar(select(func.count()).select_from(old.limit(AT_ONCE).subquery())) or 0
    return sum(1 for _ in takewhile(lambda received_at: received_at < before, entries)) + records


def _forget_counts(database: Database, before: int, until: float) -> None:
    """Some hours of counts in one transaction: of a town that was off for a month they are a million rows."""
    with database.reading() as session:
        first = counting.first(session)
    while first is not None and first < before and (began := time.monotonic()) < until:
        with database.writing() as session:
            counting.forget(session, min(first + COUNTS_AT_ONCE, before))
            first = counting.first(session)
        rest(began)
    if time.monotonic() < until:
        with database.writing() as session:
            counting.forget(session, before)
            seen.forget(session, before)


def _steps(database: Database, step: Callable[[Session], int], tell: Tell, until: float) -> int:
    """Do a step until there is nothing left to do, or it is enough for now; how many rows went."""
    gone = 0
    while (began := time.monotonic()) < until:
        with database.writing() as session:
            count = step(session)
            if count:
                tell(session, count)
        gone += count
        if count < AT_ONCE:
            break
        rest(began)
    return gone


def rest(began: float) -> None:
    """Let others write, after a transaction that began then (time.monotonic).

    SQLite keeps no queue of who wants to write: who asks again at once, again and again, is nearly always first, and
    a box would wait for seconds although each transaction is short.
    """
    time.sleep(max(LEAST_REST, REST * (time.monotonic() - began)))


def _forget_entries(session: Session, kept: FromClause, before: int) -> int:
    """Those at the front: they lie in the order in which they came in, so nothing else is looked at."""
    oldest = session.execute(select(kept.c.id, kept.c.received_at).order_by(kept.c.id).limit(AT_ONCE))
    old = [row.id for row in takewhile(lambda row: row.received_at < before, oldest)]
    if old:
        session.execute(delete(cast(Table, kept)).where(kept.c.id <= old[-1]))
    return len(old)


def _forget_records(session: Session, outbox_id: int, before: int) -> int:
    """Those at the front that the pages show; the outbox remembers where what is kept begins."""
    shown = select(projected.c.seq).where(projected.c.outbox_id == outbox_id).scalar_subquery()
    chosen = select(stretch.c.last, stretch.c.received_at, stretch.c.digest, stretch.c.is_proven)
    oldest = session.execute(
        chosen.where(stretch.c.outbox_id == outbox_id, stretch.c.last <= shown).order_by(stretch.c.last).limit(AT_ONCE)
    )
    old = list(takewhile(lambda row: row.received_at < before, oldest))
    if old:
        end = old[-1]
        session.execute(delete(stretch).where(stretch.c.outbox_id == outbox_id, stretch.c.last <= end.last))
        digest = end.digest if end.is_proven else None
        session.connection().execute(_GONE, {"of_outbox": outbox_id, "last": end.last, "with": digest})
    return len(old)
