"""Each night all that has been kept long enough goes, some at a time beside what boxes send; a proof says how much.

What goes during the day (the edges' own retention looks each hour) is counted to the next night. Each turn is short,
may end anywhere and goes on later: what is left goes at the next, and a night is proven once all of it is done.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.duties import keeping, proving
from central.duties.keeping import DESK, ENTRIES, IDENTITIES, LISTINGS, REGISTERS, SETTLED
from central.duties.proving import Purged
from central.duties.tables import purge_tally
from central.edges import service as edges
from central.rental import service as rental
from central.work import service as work

AT: Final = 2
"""The hour of the night, in the town's zone, from which on it is done: nobody waits for a page then."""
AT_ONCE: Final = 200
"""Rows in one transaction: boxes wait to write meanwhile."""
WORK: Final = 5.0
"""s of one turn: the clocks are looked at in between."""


@dataclass(frozen=True)
class Forgetting:
    """What forgets a kind (keeping.PURGED) whose time is over. days: that time.

    some: forgets so many rows at most of what is older than a moment (Unix ms), and says how many. left: how many are
    still there.
    """

    what: str
    days: int
    some: Callable[[Session, int, int], int]
    left: Callable[[Session, int], int]

    def before(self, now: int) -> int:
        """What is older than that goes, Unix ms."""
        return now - self.days * keeping.DAY


FORGETTINGS: Final = (
    Forgetting(IDENTITIES, keeping.IDENTITY_DAYS, rental.forget_identities, rental.count_old_identities),
    Forgetting(REGISTERS, keeping.REGISTER_DAYS, rental.forget_register_rows, rental.count_old_register_rows),
    Forgetting(DESK, keeping.DESK_DAYS, rental.forget_desk_acts, rental.count_old_desk_acts),
    Forgetting(LISTINGS, keeping.LISTING_DAYS, rental.forget_listing_words, rental.count_old_listing_words),
    Forgetting(SETTLED, keeping.WORK_DAYS, work.forget, work.count_old),
)
"""All but entries, which the edges forget."""

_ADD = text(
    "INSERT INTO purge_tally (what, count) VALUES (:what, :count)"
    " ON CONFLICT (what) DO UPDATE SET count = purge_tally.count + excluded.count"
)


@dataclass(frozen=True)
class Terms:
    """How long, and where night is."""

    entry_days: int
    zone: ZoneInfo


class Purging:
    """What is deleted, by day and by night. work: s of one turn; what is left goes at the next."""

    def __init__(self, database: Database, retention: edges.Retention, terms: Terms, *, work: float = WORK) -> None:
        self._database, self._retention, self._terms, self._work = database, retention, terms, work

    def turn(self, now: int) -> None:
        """Do what is due at `now` (Unix ms)."""
        until = time.monotonic() + self._work
        self._retention.turn(now, _add, until)
        local = datetime.fromtimestamp(now / 1000, self._terms.zone)
        night = local.date().isoformat()
        if local.hour < AT:
            return
        with self._database.reading() as session:
            if proving.is_proven(session, night):
                return
        if self._retention.forget(now, _add, until) and all(self._forget(each, now, until) for each in FORGETTINGS):
            self._prove(night, now)

    def _forget(self, each: Forgetting, now: int, until: float) -> bool:
        """Whether all of a kind is gone."""
        while (began := time.monotonic()) < until:
            if self._some(each, now) < AT_ONCE:
                return True
            edges.rest(began)
        return False

    def _some(self, each: Forgetting, now: int) -> int:
        with self._database.writing() as session:
            gone = each.some(session, each.before(now), AT_ONCE)
            if gone:
                _add(session, gone, what=each.what)
                audit.note(session, act=f"{each.what}.forget", of="town", by="central", detail={"rows": gone})
        return gone

    def _prove(self, night: str, now: int) -> None:
        with self._database.reading() as session:
            # Counting takes a while; boxes write meanwhile.
            left = {each.what: each.left(session, each.before(now)) for each in FORGETTINGS}
            left[ENTRIES] = edges.count_old_entries(session, self._retention.before(now))
        before = {each.what: each.before(now) for each in FORGETTINGS} | {ENTRIES: self._retention.before(now)}
        with self._database.writing() as session:
            if proving.is_proven(session, night):
                # Another process was quicker.
                return
            for what in keeping.PURGED:
                purged = Purged(night, what, before[what], self._taken(session, what), left[what])
                digest = proving.prove(session, purged, now)
            audit.note(session, act=proving.PROVED, of=f"night:{night}", by="central", detail={"digest": digest})

    def _taken(self, session: Session, what: str) -> int:
        """What was counted since the last proof; the count begins anew."""
        count = session.scalar(select(purge_tally.c.count).where(purge_tally.c.what == what)) or 0
        session.execute(purge_tally.update().where(purge_tally.c.what == what).values(count=0))
        return count


def _add(session: Session, count: int, *, what: str = ENTRIES) -> None:
    """Count what goes, in the transaction in which it goes: a cut loses both or neither."""
    session.execute(_ADD, {"what": what, "count": count})
