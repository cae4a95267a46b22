"""A long list stays flat: the entries page's rows from 10,000 entries and from fifteen million, a town's month.

The newest page, pages in the middle of the list, by door and by day, and the doors with their last entry; server time,
no HTTP. Entries are made by one statement, at 200 doors in turn, as intake would have left them, half a million a day
up to now. Beside them stands the log of who did what, a row for each third entry. SQLite, on the disk. MENLU_ENTRIES
sets how many the long list has.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from statistics import median

from flask import Flask, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from central import schema
from central.accepted import SecondFactor
from central.app import create_app
from central.audit.views import LOG
from central.config import Config
from central.db import Database, database_of
from central.edges import service
from central.edges.lists import ENTRIES
from central.edges.tables import entry
from central.keyset import Spot
from central.web.grants import EVERYWHERE
from central.web.lists import Asked, page_of
from tests.benchmarks.figure import Figure, p95
from tests.fakes.staff import signed_in

SHORT = 10_000
LONG = int(os.environ.get("MENLU_ENTRIES", "15000000"))
DOORS = 200
TURNS = 40
AT_MOST = 1.5
PAGE_AT_MOST = 150
"""ms of server time for the whole entries page, p95."""
BETWEEN = 173
"""ms from one entry to the next: half a million a day."""
LOGGED = 3
"""Entries for each row of the log."""

_PARENTS = (
    "INSERT INTO box (id, name, public_key, thumbprint, version, claimed_at) VALUES (:n, :n, '', :n, '1', 0)",
    "INSERT INTO outbox (id, box_id, outbox, seq, digest) VALUES (:n, :n, :n, 0, '')",
    "INSERT INTO door (id, box_id, name, last_entry_at, last_entry_granted) VALUES (:n, :n, :n, 1, 1)",
)
_FILL = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
INSERT INTO entry (id, outbox_id, seq, door_id, at, received_at, granted, reason, method, person, release)
SELECT n, 1 + n % ?, n, 1 + n % ?, ? + n * ?, ? + n * ?, n % 7 <> 0, 'granted', 'face', '0123456789abcdef', 'done'
FROM number
"""
_FILL_LOG = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
INSERT INTO audit (seq, form, at, by, act, of, why, origin, detail, prev, digest)
SELECT n, 1, ? + n * ?, 'person:' || n % 500, 'stay.end', 'stay:' || n, '', '', '{}', zeroblob(32), zeroblob(32)
FROM number
"""
_END_LOG = "INSERT INTO audit_head SELECT 1, max(seq), zeroblob(32), 0, zeroblob(32) FROM audit"
_COUNT = """
INSERT INTO entry_count SELECT at / 900000, door_id, granted, count(*) FROM entry
GROUP BY at / 900000, door_id, granted
"""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        files = {count: Path(folder) / f"{count}.db" for count in (SHORT, LONG)}
        with closing(_filled(files[SHORT], SHORT)) as short, closing(_filled(files[LONG], LONG)) as long:
            for name, read in _READS.items():
                few, many = _beside(short, long, read)
                label = f"{name}: of {LONG:,} entries"
                yield Figure(label, many * 1000, "ms", few * 1000, f"of {SHORT:,}", at_most=AT_MOST)
        yield _page(files[LONG], Path(folder) / "sealing-key")


def _newest(session: Session, _: int) -> object:
    return _listed(session, {}, Spot())


def _middle(session: Session, count: int) -> object:
    return _listed(session, {}, Spot(after=count // 2))


def _of_door(session: Session, count: int) -> object:
    return _listed(session, {"door": "7"}, Spot(after=count // 2))


def _of_days(session: Session, count: int, after: int | None = None) -> object:
    """From the beginning to the middle of what there is, by the time at the door."""
    middle = session.scalar(select(entry.c.at).where(entry.c.id == count // 2))
    return page_of(session, ENTRIES, EVERYWHERE, Asked("-time", [entry.c.at < middle]), Spot(after))


def _listed(session: Session, query: Mapping[str, str], spot: Spot) -> object:
    return page_of(session, ENTRIES, EVERYWHERE, Asked.read(ENTRIES, query), spot)


def _log(session: Session, after: int | None = None) -> object:
    return page_of(session, LOG, None, Asked.read(LOG, {}), Spot(after))


_READS: dict[str, Callable[[Session, int], object]] = {
    "the newest page of entries": _newest,
    "a page in the middle": _middle,
    "a page of one door": _of_door,
    "the newest page up to a day in the middle": _of_days,
    "a page long before that day": lambda session, count: _of_days(session, count, count // 4),
    "the doors with their last entry": lambda session, _: service.doors(session),
    "the newest page of the log": lambda session, _: _log(session),
    "a page in the middle of the log": lambda session, count: _log(session, count // LOGGED // 2),
}


def _page(file: Path, key: Path) -> Figure:
    """The whole page, with its counts of the day, as staff open it."""
    app = create_app(Config(f"sqlite:///{file}", sealing_key=str(key), second_factor=SecondFactor.OFFERED))
    with closing(database_of(app)):
        staff = signed_in(app)
        took = sorted(_seconds(lambda: staff.get("/entries")) for _ in range(TURNS))
    note = f"server time of {TURNS}, {LONG:,} entries, half a million of them today; median {median(took) * 1000:.0f}"
    return Figure("the entries page, p95", p95(took) * 1000, "ms", at_most=PAGE_AT_MOST, note=note)


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _beside(short: Database, long: Database, read: Callable[[Session, int], object]) -> tuple[float, float]:
    """Seconds for each, in turn; the median."""
    turns = [(_timed(read, short, SHORT), _timed(read, long, LONG)) for _ in range(TURNS)]
    few, many = zip(*turns[TURNS // 4 :], strict=True)
    return median(few), median(many)


def _timed(read: Callable[[Session, int], object], database: Database, count: int) -> float:
    with Flask(__name__).app_context(), database.reading() as session:
        # As in a request, where lists look for the session.
        g.session = session
        started = time.perf_counter()
        read(session, count)
        return time.perf_counter() - started


def _filled(path: Path, count: int) -> Database:
    database = Database(f"sqlite:///{path}")
    schema.migrate(database)
    with closing(sqlite3.connect(path)) as connection:
        for pragma in ("synchronous = OFF", "cache_size = -400000"):
            connection.execute(f"PRAGMA {pragma}")
        for statement in _PARENTS:
            connection.executemany(statement, [{"n": number} for number in range(1, DOORS + 1)])
        first = int(time.time() * 1000) - count * BETWEEN
        connection.execute(_FILL, (count, DOORS, DOORS, first, BETWEEN, first, BETWEEN))
        connection.execute(_COUNT)
        connection.execute(_FILL_LOG, (count // LOGGED, first, BETWEEN * LOGGED))
        connection.execute(_END_LOG)
        connection.commit()
    return database
