"""A town to look at: rows a second beside bare inserts of the very same rows, and the memory it takes at most.

The command is run as people run it, in a process of its own: to start, to make tables and passwords, to invent and to
chain belongs to it. The floor is what SQLite needs to take the same rows with the same indexes, from memory, in one
transaction that nobody keeps safe. A fiftieth of the town; MENLU_TOWN=whole measures all of it.
"""

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from central import schema
from central.db import Database
from tests.benchmarks.figure import Figure

WHOLE = os.environ.get("MENLU_TOWN") == "whole"
SECONDS_AT_MOST = 300 if WHOLE else 20
MEMORY_AT_MOST = 2500 if WHOLE else 500
"""MB; of which SQLite's cache of pages is 400."""
AT_LEAST = 0.05
_BATCH = 100_000
_MEMORY_IS_KEPT = ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000")


def measure() -> Iterator[Figure]:
    size = "the whole town" if WHOLE else "a small town"
    with tempfile.TemporaryDirectory() as folder:
        made, bare = Path(folder) / "town.db", Path(folder) / "bare.db"
        took = _make(made)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        rows, seconds = _again(made, bare)
    yield Figure(f"making {size}", took, "s", at_most=SECONDS_AT_MOST, note=f"{rows:,} rows, start and all")
    yield Figure(f"making {size}", rows / took, "rows/s", rows / seconds, "bare INSERTs of the rows", at_least=AT_LEAST)
    yield Figure(f"making {size}: memory of its largest process", memory, "MB", at_most=MEMORY_AT_MOST)


def _make(file: Path) -> float:
    command = [sys.executable, "-m", "central", "demo-town", "--database", f"sqlite:///{file}"]
    began = time.perf_counter()
    subprocess.run(command if WHOLE else [*command, "--small"], check=True, capture_output=True)
    return time.perf_counter() - began


def _again(made: Path, file: Path) -> tuple[int, float]:
    """Put all rows of one file into the tables of another; how many, and the seconds that the inserts took."""
    with closing(Database(f"sqlite:///{file}")) as database:
        schema.migrate(database)
    rows, seconds = 0, 0.0
    with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(file, isolation_level=None)) as target:
        for pragma in _MEMORY_IS_KEPT:
            target.execute(f"PRAGMA {pragma}")
        target.execute("BEGIN")
        for (table,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            reading = source.execute(f"SELECT * FROM {table}")
            places = ", ".join("?" * len(reading.description))
            while some := reading.fetchmany(_BATCH):
                began = time.perf_counter()
                target.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({places})", some)
                seconds += time.perf_counter() - began
                rows += len(some)
        target.execute("COMMIT")
    return rows, seconds
