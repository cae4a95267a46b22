"""Draining an outbox of 100,000 records end to end, beside the same rows inserted bare in central's database.

Ours: read, packed, compressed, signed by the edge's own sync; over HTTP to a central process of its own; verified,
judged, inserted, committed; the cursor taken and the next batch sent. Bare: the rows that central then holds, by
executemany into the same tables on the same disk, the same pragmas, one commit for each 500 records. Wall time.
"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from edge.clock import BoxClock
from edge.store.outbox import Outbox
from edge.sync import Link, claim, open_client
from edge.sync.pusher import Pusher
from edge.vault import open_vault
from tests.benchmarks.figure import Figure
from tests.stage.central import Central
from wire.batch import MAX_RECORDS
from wire.kinds import Entry, Release

RECORDS = 100_000
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        central = Central(Path(folder) / "central")
        with central.program, closing(Outbox(Path(folder) / "outbox.sqlite")) as outbox:
            fill(outbox)
            ours = drain(central, outbox, Path(folder) / "keys")
            assert central.ask("SELECT count(*) FROM record") == [(RECORDS,)]
        bare = insert_bare(central, Path(folder) / "bare.sqlite")
    name = f"drain of {RECORDS:,} records, edge to central"
    yield Figure(name, RECORDS / ours, "records/s", RECORDS / bare, "the same rows bare", at_least=0.5)


def fill(outbox: Outbox) -> None:
    """An entry and its release in turn."""
    at = time.time_ns() // 1_000_000
    for first in range(1, RECORDS, 2 * MAX_RECORDS):
        happenings: list[Any] = []
        for seq in range(first, first + 2 * MAX_RECORDS, 2):
            happenings.append((Entry("front", True, "granted", "face", "0123456789abcdef", 0.712), at))
            happenings.append((Release("front", "done", seq, 132, 41), at))
        outbox.extend(happenings)


def drain(central: Central, outbox: Outbox, keys: Path) -> float:
    """Seconds until central has all."""
    vault, clock = open_vault(keys), BoxClock()
    with open_client() as client:
        link = Link(client, central.url, vault, clock)
        claim(link, central.claim_code("Bench"), vault.public_key, "1")
        pusher = Pusher(outbox, link)
        started = time.perf_counter()
        while pusher.step():
            pass
        return time.perf_counter() - started


def insert_bare(central: Central, path: Path) -> float:
    """Seconds to insert what central holds into empty tables like its own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as bare, closing(sqlite3.connect(central.file)) as source:
        for pragma in PRAGMAS:
            bare.execute(f"PRAGMA {pragma}")
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        ):
            bare.execute(statement)
        for parent in ("box", "outbox", "door"):
            rows = source.execute(f"SELECT * FROM {parent}").fetchall()
            bare.executemany(f"INSERT INTO {parent} VALUES ({marks(rows)})", rows)
        batches = list(batches_of(source))
        started = time.perf_counter()
        for batch in batches:
            bare.execute("BEGIN IMMEDIATE")
            for table, rows in batch.items():
                bare.executemany(f"INSERT INTO {table} VALUES ({marks(rows)})", rows)
            bare.execute("UPDATE outbox SET seq = seq + ?", [MAX_RECORDS])
            bare.execute("COMMIT")
        return time.perf_counter() - started


def batches_of(source: sqlite3.Connection) -> Iterator[dict[str, list[Any]]]:
    for first in range(1, RECORDS, MAX_RECORDS):
        between = (first, first + MAX_RECORDS - 1)
        yield {
            table: source.execute(f"SELECT * FROM {table} WHERE seq BETWEEN ? AND ? ORDER BY seq", between).fetchall()
            for table in ("record", "entry")
        }


def marks(rows: list[Any]) -> str:
    return ", ".join("?" * len(rows[0]))
