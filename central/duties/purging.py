"""Each night all that has been kept long enough goes, some at a time beside what boxes send; a proof says how much.

What goes during the day (the edges' own retention looks each hour) is counted to the next night. May end anywhere and
go on later: what a cut left behind goes at the next turn, and a night is proven once all of it is done.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.duties import keeping, proving
from central.duties.keeping import ENTRIES, IDENTITIES
from central.duties.proving import Purged
from central.duties.tables import purge_tally
from central.edges import service as edges
from central.rental import service as rental

AT: Final = 2
"""The hour of the night, in the town's zone, from which on it is done: nobody waits for a page then."""
AT_ONCE: Final = 200
"""People in one transaction: boxes wait to write meanwhile."""

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
    """What is deleted, by day and by night."""

    def __init__(self, database: Database, retention: edges.Retention, terms: Terms) -> None:
        self._database, self._retention, self._terms = database, retention, terms

    def turn(self, now: int) -> None:
        """Do what is due at `now` (Unix ms)."""
        self._retention.turn(now, _add)
        local = datetime.fromtimestamp(now / 1000, self._terms.zone)
        night = local.date().isoformat()
        if local.hour < AT:
            return
        with self._database.reading() as session:
            if proving.is_proven(session, night):
                return
        self._purge(night, now)

    def _purge(self, night: str, now: int) -> None:
        self._retention.forget(now, _add)
        before = {ENTRIES: self._retention.before(now), IDENTITIES: now - keeping.IDENTITY_DAYS * keeping.DAY}
        while self._some_identities(before[IDENTITIES]):
            pass
        with self._database.writing() as session:
            if proving.is_proven(session, night):
                # Another process was quicker.
                return
            left = {
                ENTRIES: edges.count_old_entries(session, before[ENTRIES]),
                IDENTITIES: rental.count_old_identities(session, before[IDENTITIES]),
            }
            for what in keeping.PURGED:
                purged = Purged(night, what, before[what], self._taken(session, what), left[what])
                digest = proving.prove(session, purged, now)
            audit.note(session, act=proving.PROVED, of=f"night:{night}", by="central", detail={"digest": digest})

    def _some_identities(self, before: int) -> int:
        with self._database.writing() as session:
            gone = rental.forget_identities(session, before, AT_ONCE)
            if gone:
                _add(session, gone, what=IDENTITIES)
                audit.note(session, act="identities.forget", of="town", by="central", detail={"people": gone})
        return gone

    def _taken(self, session: Session, what: str) -> int:
        """What was counted since the last proof; the count begins anew."""
        count = session.scalar(select(purge_tally.c.count).where(purge_tally.c.what == what)) or 0
        session.execute(purge_tally.update().where(purge_tally.c.what == what).values(count=0))
        return count


def _add(session: Session, count: int, *, what: str = ENTRIES) -> None:
    """Count what goes, in the transaction in which it goes: a cut loses both or neither."""
    session.execute(_ADD, {"what": what, "count": count})
