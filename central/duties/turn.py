"""What time brings to the duties, in the one process whose turn it is: the gate, the count of faces, reviews,
and files for an authority that wait for their entry.
"""

from central.clock import service as clocks
from central.clock.service import Calendar
from central.db import Database
from central.duties import assessments, gate, handing
from central.duties.faces import Counting


class Duties:
    """One process's part; what must be done once is held to that by the database."""

    def __init__(self, database: Database) -> None:
        self._database, self._counting = database, Counting(database)
        self._reviewed = ""

    def turn(self, now: int) -> None:
        """Do what is due at `now` (Unix ms), within the app."""
        with self._database.reading() as session:
            calendar = clocks.load(session, clocks.office())
        gate.turn(self._database, calendar, now)
        if self._counting.turn(calendar, now):
            self._begin_entries(calendar, now)
        today = calendar.day_of(now).isoformat()
        if today != self._reviewed:
            with self._database.writing() as session:
                assessments.begin_reviews(session, calendar, now)
            self._reviewed = today

    def _begin_entries(self, calendar: Calendar, now: int) -> None:
        with self._database.reading() as session:
            waits = handing.waiting(session).count
        if waits:
            with self._database.writing() as session:
                handing.begin_entries(session, calendar, now)
