"""The night beside intake: p95 of what a box waits for its batch while old rows go and all entries are counted again.

A purge of what is too old and a recount of all the rest have their turns every ten seconds, as in a real night;
meanwhile a box hands over what happened at its door. MENLU_TOWN=whole makes the whole town of 15 million entries,
MENLU_TOWN=FILE or postgresql://… takes one that stands (a copy: what is old is deleted; the keys of the latter lie in
the current folder). Otherwise it is a small one, on PostgreSQL too where that is installed; there whole weeks go, so
more is too old.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

import psycopg
from flask import Flask
from sqlalchemy import func, select

from central.accepted import SecondFactor
from central.app import create_app
from central.clock.ticking import EVERY
from central.config import Config
from central.db import Database, database_of
from central.duties import proving
from central.duties.purging import Purging, Terms
from central.edges import service as edges
from central.edges.nightly import Nightly
from central.edges.tables import entry
from central.town.making import make
from central.town.progress import Progress
from central.town.scale import SMALL
from tests.benchmarks.figure import Figure, p95
from tests.benchmarks.pages import TOWN_OF, town_file
from tests.fakes import postgres
from tests.fakes.signing_box import SigningBox
from wire.kinds import Entry, Release

ALONE: Final = 150
"""Batches that are handed over before the night begins."""
PAUSE: Final = 0.05
"""s between two of them."""
SHARE: Final = {"sqlite": 30, "postgresql": 3}
"""One of so many entries is too old."""
AT_LONGEST: Final = 120.0
"""s of the night that are looked at: of a whole town's some hours by night the first minutes tell."""
DAY: Final = 24 * 3600 * 1000
AT_MOST: Final = 20
"""Times as long as without: a box waits for one short transaction, never for the night."""
PURGE_LONGEST: Final = 6.0
"""s of one turn: five of work (central.duties.purging), and the step that was begun by then."""
LONGEST: Final = 1000.0
"""ms that any batch may wait: boxes give up after ten seconds."""
_NAMES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def measure() -> Iterator[Figure]:
    if TOWN_OF.startswith("postgresql://"):
        yield from _measured(Config(TOWN_OF))
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured(Config(f"sqlite:///{town_file(Path(folder))}"))
        if not TOWN_OF and (programs := postgres.programs()):
            with postgres.running(programs, durable=True) as url:
                yield from _measured(_small_town(url, Path(folder)))


def _small_town(url: str, folder: Path) -> Config:
    """A town on that server, its keys in that folder."""
    with psycopg.connect(url.format("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE town")
    config = Config(url.format("town"), sealing_key=f"{folder}/sealing", column_keys=f"{folder}/columns")
    make(config, SMALL, 1, _now(), Progress())
    return config


def _measured(config: Config) -> Iterator[Figure]:
    app = create_app(replace(config, second_factor=SecondFactor.OFFERED))
    with closing(database_of(app)) as database:
        yield from _figures(app, database)


def _figures(app: Flask, database: Database) -> Iterator[Figure]:
    box, days, rows = _claimed(app, database), _days(database), _rows(database)
    for _ in range(10):
        _hand_over(box)
    alone = [_hand_over(box) for _ in range(ALONE)]
    night = _Night(app, database, days)
    night.start()
    beside = []
    while night.is_alive():
        beside.append(_hand_over(box))
    night.join()
    gone = rows - _rows(database) + 5 * (len(beside) + ALONE + 10)
    done = f"{gone:,} rows went, {night.counted:,} were counted again, in {night.took:.0f} s"
    note = f"of {rows:,} rows {done}; {len(beside)} batches"
    name = f"intake beside the nightly purge and recount, {_NAMES[database.engine.dialect.name]}"
    yield Figure(f"{name}: p95", p95(beside), "ms", p95(alone), "without them", AT_MOST, note=note)
    yield Figure(f"{name}: longest", max(beside), "ms", at_most=LONGEST)
    yield Figure(f"{name}: longest turn of the purge", night.longest, "s", at_most=PURGE_LONGEST)


class _Night(threading.Thread):
    """Turns of the purge and of the recount until both are done. took: s; counted: entries; longest: s of a purge."""

    def __init__(self, app: Flask, database: Database, days: int) -> None:
        super().__init__()
        self._app, self._database, zone = app, database, app.extensions["menlu-zone"]
        self._purging = Purging(database, edges.Retention(database, days), Terms(days, zone))
        self._recount = Nightly(database, zone, days=days)
        self.took, self.counted, self.longest = 0.0, 0, 0.0

    def run(self) -> None:
        began, now = time.perf_counter(), _now()
        # Three at night of the day after, whatever time it is now: neither has been done then.
        now += DAY - (now + 8 * 3600 * 1000) % DAY + 3 * 3600 * 1000
        with self._app.app_context():
            while not self._is_over() and time.perf_counter() - began < AT_LONGEST:
                turn = time.perf_counter()
                self._purging.turn(now)
                self.longest = max(self.longest, time.perf_counter() - turn)
                self._recount.turn(now)
                time.sleep(max(0.0, EVERY - (time.perf_counter() - turn)))
        self.took = time.perf_counter() - began

    def _is_over(self) -> bool:
        with self._database.reading() as session:
            recount, proofs = edges.last_recount(session), proving.proofs(session, 1)
        self.counted = recount.entries if recount else 0
        night = proofs[0].made_at if proofs else 0
        return recount is not None and recount.ended_at is not None and min(recount.begun_at, night) > _now()


def _claimed(app: Flask, database: Database) -> SigningBox:
    with database.writing() as session:
        code = edges.make_code(session, name="bench", made_by="bench", now=_now()).code
    box = SigningBox(app.test_client(), int(time.time()))
    assert box.claim(code).status_code == 201
    return box


def _hand_over(box: SigningBox) -> float:
    """ms until a batch of five entries is acknowledged."""
    first = len(box.records) + 1
    for _ in range(5):
        made = box.append(Entry("north", True, "granted", "face", "p-0123456789ab", 0.712), at=_now())
        box.append(Release("north", "done", made.seq, 132, 41), at=_now())
    box.now = int(time.time())
    began = time.perf_counter()
    assert box.push(first).status_code == 200
    took = (time.perf_counter() - began) * 1000
    time.sleep(PAUSE)
    return took


def _days(database: Database) -> int:
    """How long entries are kept, so that one of SHARE is too old."""
    with database.reading() as session:
        first, last = session.execute(select(func.min(entry.c.received_at), func.max(entry.c.received_at))).one()
    share = SHARE[database.engine.dialect.name]
    return max(1, int((_now() + DAY - first - (last - first) / share) / DAY))


def _rows(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(entry)) or 0


def _now() -> int:
    return time.time_ns() // 1_000_000
