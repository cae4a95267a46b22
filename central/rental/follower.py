"""Follows what boxes tell, outbox by outbox, in order, by a cursor of its own.

Intake only keeps records and rings the bell; this reads them soon after, once, however often it is stopped: a record's
rows and the cursor behind it are one transaction. Several processes may follow: whoever holds the cursor's row writes.
Most records are of other kinds, and looking past them writes nothing; so what was looked past is remembered here, and
in the database only now and then.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic, time_ns

import msgspec
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from central import db
from central.db import Database
from central.edges import service as edges
from central.edges.service import OutboxRow, RecordRow
from central.guarded import guarded
from central.live import Bell, bell_of
from central.rental import records
from central.rental.forgetting import Forgetting
from central.rental.sealed_words import SealingAnew
from central.rental.tables import rental_cursor
from central.rental.upkeep import keep_up
from central.sealed.ring import ring

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Records in one transaction: boxes wait to write meanwhile."""
LOOK_PAST = 20_000
"""Places that are looked past in one question."""
LOOK_AGAIN = 2.0
"""s until it looks by itself: the bell of another process is not heard here, and stays begin and end by the clock."""
REST = 0.3
"""s between two looks, at least: a batch that comes in need not wake it each time."""
YIELD = 20.0
"""It rests so many times as long as it worked, but not beyond LOOK_AGAIN: boxes that wait to be answered come first."""

_UNUSABLE = (msgspec.MsgspecError, ValueError, OverflowError, DataError, IntegrityError)


class Follower:
    """Reads the records of every outbox up to their ends, and goes on from there the next time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._passed: dict[int, int] = {}
        self._kept: dict[int, int] = {}

    def catch_up(self, now: int) -> int:
        """Read whatever has come; how many records were written. `now` is Unix ms."""
        with self._database.reading() as session:
            outboxes = edges.outboxes(session)
        return sum(self._follow(outbox, now) for outbox in outboxes if self._passed.get(outbox.id, -1) < outbox.seq)

    def _follow(self, outbox: OutboxRow, now: int) -> int:
        written = 0
        if outbox.id not in self._passed:
            self._passed[outbox.id] = self._kept[outbox.id] = self._cursor(outbox.id)
        place = self._passed[outbox.id]
        while place < outbox.seq:
            upto = min(outbox.seq, place + LOOK_PAST)
            with self._database.reading() as session:
                found = edges.records_of(session, outbox.id, records.KINDS, after=place, upto=upto, limit=AT_ONCE)
            place = found[-1].seq if len(found) == AT_ONCE else upto
            if found or place - self._kept[outbox.id] >= LOOK_PAST:
                written += self._write(outbox, found, place, now)
            self._passed[outbox.id] = place
        return written

    def _cursor(self, outbox_id: int) -> int:
        with self._database.reading() as session:
            kept = session.scalar(select(rental_cursor.c.seq).where(rental_cursor.c.outbox_id == outbox_id))
        return kept or 0

    def _write(self, outbox: OutboxRow, found: list[RecordRow], place: int, now: int) -> int:
        """Write the records another process has not written meanwhile, and move the cursor."""
        with self._database.writing() as session:
            cursor = _held_cursor(session, outbox.id)
            fresh = [record for record in found if record.seq > cursor]
            written = sum(_apply(session, outbox.box_id, record, now) for record in fresh)
            moved = update(rental_cursor).where(rental_cursor.c.outbox_id == outbox.id, rental_cursor.c.seq < place)
            session.execute(moved.values(seq=place))
        self._kept[outbox.id] = place
        return written


@contextmanager
def following(app: Flask) -> Iterator[None]:
    """Follow the boxes of `app` in a thread of its own until the block ends."""
    stop = threading.Event()
    bell = bell_of(app)
    thread = threading.Thread(target=_run, args=(app, bell, stop), name="rental", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        bell.ring()
        thread.join(timeout=10)


def _run(app: Flask, bell: Bell, stop: threading.Event) -> None:
    # Orders that are sent here wake the boxes that wait: the bell for that is the app's.
    with app.app_context():
        database = db.database_of(app)
        follower, forgetting = Follower(database), Forgetting(database)
        sealing = SealingAnew(database, edges.sealing_key(), ring())
        heard = bell.count
        while not stop.is_set():
            began = monotonic()
            guarded(partial(_look, follower, sealing, forgetting, database), "following the boxes' records", log)
            stop.wait(min(LOOK_AGAIN, max(REST, YIELD * (monotonic() - began))))
            heard = bell.wait(heard, LOOK_AGAIN)


def _look(follower: Follower, sealing: SealingAnew, forgetting: Forgetting, database: Database) -> None:
    now = time_ns() // 1_000_000
    follower.catch_up(now)
    sealing.turn(now)
    keep_up(database, now)
    forgetting.turn(now)


def _held_cursor(session: Session, outbox_id: int) -> int:
    """The cursor, for whoever writes behind it; made when the outbox is new."""
    session.execute(
        text("INSERT INTO rental_cursor (outbox_id, seq) VALUES (:outbox, 0) ON CONFLICT DO NOTHING"),
        {"outbox": outbox_id},
    )
    chosen = select(rental_cursor.c.seq).where(rental_cursor.c.outbox_id == outbox_id).with_for_update()
    return int(session.execute(chosen).scalar_one())


def _apply(session: Session, box_id: int, record: RecordRow, now: int) -> bool:
    """Write one record; False, and a line in the log, for one that can't be used."""
    try:
        with session.begin_nested():
            records.apply(session, box_id, record, now=now)
    except _UNUSABLE as error:
        place = f"outbox {record.outbox_id}, seq {record.seq}"
        # Not what the error says: a database quotes the row it refuses.
        log.warning("%s: a record of kind %s can't be used (%s)", place, record.kind, type(error).__name__)
        return False
    return True
