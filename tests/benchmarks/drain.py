"""Draining an outbox of 100,000 records end to end, beside the same records inserted bare as rows.

Ours: read, packed, compressed, signed by the edge's own sync; over HTTP to a central process of its own; verified,
judged, kept, committed; the cursor taken and the next batch sent. "Acknowledged" is until the box has the last answer,
"on the page" until central shows the last entry.

Bare: a row for each record and one for each entry, by executemany into a file on the same disk, with the same pragmas,
keys and indexes that such rows have, one commit for each 500 records. That is what central would write if it did
nothing but write; it keeps records folded, which is less. Wall time, the sides by turns.
"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from edge.clock import BoxClock
from edge.store.outbox import Outbox
from edge.sync import Link, claim, open_client
from edge.sync.pusher import Pusher
from edge.vault import open_vault
from tests.benchmarks.figure import Figure
from tests.stage.central import Central
from tests.stage.waiting import wait_until
from wire.batch import MAX_RECORDS
from wire.kinds import Entry, Release

RECORDS = 100_000
ROUNDS = 7
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
RECORD = """
CREATE TABLE record (
    outbox_id INTEGER NOT NULL REFERENCES outbox (id), seq BIGINT NOT NULL, at BIGINT, kind TEXT, body BLOB,
    digest BLOB NOT NULL, received_at BIGINT NOT NULL, mark TEXT, PRIMARY KEY (outbox_id, seq)
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Drained:
    """Seconds from the first batch on."""

    acknowledged: float
    on_the_page: float


def measure() -> Iterator[Figure]:
    rounds = [one_round() for _ in range(ROUNDS)]
    bare = RECORDS / median(bare for _, bare in rounds)
    acknowledged = median(ours.acknowledged for ours, _ in rounds)
    shown = median(ours.on_the_page for ours, _ in rounds)
    name, floor = f"drain of {RECORDS:,} records, edge to central", f"the same rows bare; medians of {ROUNDS} turns"
    lag = f"the last entry is on the page {shown - acknowledged:.1f} s after its acknowledgement"
    yield Figure(f"{name}: acknowledged", RECORDS / acknowledged, "records/s", bare, floor, at_least=0.5)
    yield Figure(f"{name}: on the page", RECORDS / shown, "records/s", bare, floor, note=lag)


def one_round() -> tuple[Drained, float]:
    """What ours took, and the seconds of the bare rows right after it."""
    with tempfile.TemporaryDirectory() as folder:
        central = Central(Path(folder) / "central")
        with central.program, closing(Outbox(Path(folder) / "outbox.sqlite")) as outbox:
            fill(outbox)
            ours = drain(central, outbox, Path(folder) / "keys")
        assert len(central.records()) == RECORDS
        return ours, insert_bare(central, Path(folder) / "bare.sqlite")


def fill(outbox: Outbox) -> None:
    """An entry and its release in turn."""
    at = time.time_ns() // 1_000_000
    for first in range(1, RECORDS, 2 * MAX_RECORDS):
        happenings: list[Any] = []
        for seq in range(first, first + 2 * MAX_RECORDS, 2):
            happenings.append((Entry("front", True, "granted", "face", "0123456789abcdef", 0.712), at))
            happenings.append((Release("front", "done", seq, 132, 41), at))
        outbox.extend(happenings)


def drain(central: Central, outbox: Outbox, keys: Path) -> Drained:
    vault, clock = open_vault(keys), BoxClock()
    with open_client() as client:
        link = Link(client, central.url, vault, clock)
        claim(link, central.claim_code("Bench"), vault.public_key, "1")
        pusher = Pusher(outbox, link)
        started = time.perf_counter()
        while pusher.step():
            pass
        acknowledged = time.perf_counter() - started
        wait_until(lambda: central.ask("SELECT max(seq) FROM entry") == [(RECORDS - 1,)], "all on the page")
        return Drained(acknowledged, time.perf_counter() - started)


def insert_bare(central: Central, path: Path) -> float:
    """Seconds to insert the rows of what central holds into empty tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as bare, closing(sqlite3.connect(central.file)) as source:
        for pragma in PRAGMAS:
            bare.execute(f"PRAGMA {pragma}")
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        ):
            bare.execute(statement)
        bare.execute(RECORD)
        for parent in ("place", "box", "outbox", "door"):
            rows = source.execute(f"SELECT * FROM {parent}").fetchall()
            bare.executemany(f"INSERT INTO {parent} VALUES ({marks(rows)})", rows)
        batches = list(batches_of(central, source))
        started = time.perf_counter()
        for batch in batches:
            bare.execute("BEGIN IMMEDIATE")
            for table, rows in batch.items():
                bare.executemany(f"INSERT INTO {table} VALUES ({marks(rows)})", rows)
            bare.execute("UPDATE outbox SET seq = seq + ?", [MAX_RECORDS])
            bare.execute("COMMIT")
        return time.perf_counter() - started


def batches_of(central: Central, source: sqlite3.Connection) -> Iterator[dict[str, list[Any]]]:
    records = [(1, r.seq, r.at, r.kind, r.body, bytes.fromhex(r.digest), r.at, r.mark) for r in central.kept()]
    for first in range(0, RECORDS, MAX_RECORDS):
        between = (first + 1, first + MAX_RECORDS)
        entries = source.execute("SELECT * FROM entry WHERE seq BETWEEN ? AND ? ORDER BY seq", between).fetchall()
        yield {"record": records[first : first + MAX_RECORDS], "entry": entries}


def marks(rows: list[Any]) -> str:
    return ", ".join("?" * len(rows[0]))
