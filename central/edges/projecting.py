"""Shows what was acknowledged before it was shown: a backlog, outbox by outbox, in order, by a cursor of its own.

Intake leaves a large batch here, and all that comes behind it, and rings the bell. What is written of some stretches
and the cursor behind them are one transaction: however often this is stopped, each record is shown once. Several
processes may do it: whoever holds the cursor's row writes. The outbox with least to show comes first, and none takes
more than AT_ONCE in its turn, so that a door that empties its backlog holds up no other.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from central.db import Database, database_of
from central.edges import stretches
from central.edges.arrival import Arrival, recall
from central.edges.projection import project
from central.edges.stretches import Stretch
from central.edges.tables import box, outbox, projected
from central.guarded import guarded
from central.live import Bell, bell_of
from central.place.service import within
from central.web.grants import EVERYWHERE, Reach

log = logging.getLogger(__name__)

AT_ONCE = 4
"""Stretches in one transaction: 2,000 records at most; boxes wait to write meanwhile."""
LOOK_AGAIN = 1.0
"""s until it looks by itself: the bell of another process is not heard here."""
REST = 0.2
"""s between two looks that found nothing: a batch that comes in need not wake it each time."""
BACKLOG = 500
"""Records shown in one look from which on a box is catching up."""
YIELD = 20.0
"""While a backlog comes in it rests so many times as long as it worked: a box that waits to be answered comes first."""


@dataclass(frozen=True)
class Waiting:
    """An outbox of which something is not shown yet: records `shown` + 1 … `seq`."""

    outbox_id: int
    box_id: int
    shown: int
    seq: int


class Projector:
    """One process's part."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ends: dict[int, int] = {}
        self.is_coming = False
        """Whether an outbox of which something waited had more when it was looked at last."""

    def look(self) -> int:
        """Give each outbox that waits one turn; how many records were shown."""
        with self._database.reading() as session:
            found = waiting(session)
        ends = {each.outbox_id: each.seq for each in found}
        self.is_coming = any(seq > self._ends.get(outbox_id, seq) for outbox_id, seq in ends.items())
        self._ends = ends
        return sum(self._turn(each) for each in found)

    def catch_up(self) -> int:
        """Show all there is; how many records were shown."""
        shown = 0
        while some := self.look():
            shown += some
        return shown

    def _turn(self, of: Waiting) -> int:
        """Show some stretches, unless another process does so already."""
        with self._database.reading() as session:
            found = stretches.stretches(session, of.outbox_id, after=of.shown, upto=of.seq, limit=AT_ONCE)
        if not found:
            return 0
        pieces = [(each.received_at, _recalled(each, of.shown)) for each in found]
        with self._database.writing() as session:
            if not _take(session, of, found[-1].last):
                return 0
            for received_at, records in pieces:
                project(session, of.box_id, of.outbox_id, records, now=received_at)
        return found[-1].last - of.shown


def waiting(session: Session) -> list[Waiting]:
    """The outboxes of which something is not shown yet, that with least first."""
    columns = (outbox.c.id, outbox.c.box_id, projected.c.seq, outbox.c.seq)
    behind = outbox.c.seq - projected.c.seq
    chosen = select(*columns).join(projected, projected.c.outbox_id == outbox.c.id).where(behind > 0)
    return [Waiting(*row) for row in session.execute(chosen.order_by(behind))]


def unshown(session: Session, reach: Reach = EVERYWHERE) -> int:
    """How many records of boxes within reach are kept that no page shows, or counts, yet."""
    behind = select(func.sum(outbox.c.seq - projected.c.seq)).join(projected, projected.c.outbox_id == outbox.c.id)
    theirs = behind.join(box, box.c.id == outbox.c.box_id).where(within(reach, box.c.place_id))
    return int(session.scalar(theirs) or 0)


@contextmanager
def projecting(app: Flask) -> Iterator[None]:
    """Show what waits at `app` in a thread of its own until the block ends."""
    stop, bell = threading.Event(), bell_of(app)
    thread = threading.Thread(target=_run, args=(app, bell, stop), name="projector", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        bell.ring()
        thread.join(timeout=10)


def _run(app: Flask, bell: Bell, stop: threading.Event) -> None:
    projector, heard = Projector(database_of(app)), bell.count
    # The bell for events is the app's: a record may open a matter.
    with app.app_context():
        while not stop.is_set():
            began = time.monotonic()
            if shown := guarded(projector.look, "showing the boxes' records", log):
                bell.ring()
                heard = bell.count
                took = time.monotonic() - began
                stop.wait(took * (YIELD if shown >= BACKLOG else 1) if projector.is_coming else 0)
            else:
                stop.wait(REST)
                heard = bell.wait(heard, LOOK_AGAIN)


def _take(session: Session, of: Waiting, last: int) -> bool:
    """Move the cursor; False where another process has done so meanwhile."""
    mine = projected.c.outbox_id == of.outbox_id, projected.c.seq == of.shown
    return session.connection().execute(update(projected).where(*mine).values(seq=last)).rowcount == 1


def _recalled(found: Stretch, shown: int) -> list[Arrival]:
    return [
        recall(each.seq, each.digest, each.at, each.kind, bytes(each.body), each.mark)
        for each in stretches.unfolded([found], after=shown)
    ]
