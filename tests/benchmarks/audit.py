"""What the log costs: a change that leaves its row, beside the same change that leaves none; and verifying the log.

A change is a place added, in a transaction of its own, with the pragmas and the commit of every other. The sides take
turns, so that whatever else the machine does is shared by both. Verifying is beside the bare SHA-256 of as many bytes.
"""

import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing

import psycopg
from sqlalchemy import insert, select

from central import schema
from central.audit import service as audit
from central.audit.lines import line_of
from central.audit.tables import audit as log
from central.audit.verifying import verify
from central.db import Database
from central.place.tables import place
from tests.benchmarks.figure import Figure
from tests.fakes import postgres

CHANGES = 400
WARM_UP = 20
ROWS = 20_000
AT_LEAST = 0.5


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _figures("SQLite", f"sqlite:///{folder}/central.db")
    programs = postgres.programs()
    if programs is None:
        return
    with postgres.running(programs, durable=True) as server:
        with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
            connection.execute(b"CREATE DATABASE audit")
        yield from _figures("PostgreSQL", server.format("audit"))


def _figures(kind: str, url: str) -> Iterator[Figure]:
    with closing(Database(url)) as database:
        schema.migrate(database)
        noted, bare = _turns(database)
        yield Figure(
            f"audit: changes with their row in the log, {kind}",
            noted,
            "changes/s",
            bare,
            "the same changes without",
            at_least=AT_LEAST,
        )
        verified, hashed = _verifying(database)
        yield Figure(f"audit: rows verified, {kind}", verified, "rows/s", hashed, "bare SHA-256 of as many bytes")


def _turns(database: Database) -> tuple[float, float]:
    """Changes per second: noted, bare."""
    spent = [0.0, 0.0]
    for number in range(WARM_UP + CHANGES):
        for side in (0, 1):
            started = time.perf_counter()
            _change(database, f"{number}-{side}", is_noted=side == 0)
            spent[side] += (time.perf_counter() - started) * (number >= WARM_UP)
    return CHANGES / spent[0], CHANGES / spent[1]


def _change(database: Database, name: str, *, is_noted: bool) -> None:
    row = {"kind": "area", "name": name, "parent_id": 1, "path": f"/1/{name}/", "made_at": 1, "made_by": "bench"}
    with database.writing() as session:
        made = session.execute(insert(place).values(row).returning(place.c.id)).scalar_one()
        if is_noted:
            audit.note(session, act="place.add", of=f"place:{made}", by="staff:1", detail={"kind": "area", "in": 1})


def _verifying(database: Database) -> tuple[float, float]:
    with database.writing() as session:
        for number in range(ROWS):
            audit.note(session, act="place.add", of=f"place:{number}", by="staff:1", detail={"kind": "area", "in": 1})
    with database.reading() as session:
        lines = [line_of(row) for row in session.execute(select(log))]
    started = time.perf_counter()
    assert verify(database, lambda done, of: None) is None
    verified = time.perf_counter()
    for line in lines:
        hashlib.sha256(line).digest()
    hashed = time.perf_counter()
    return len(lines) / (verified - started), len(lines) / (hashed - verified)
