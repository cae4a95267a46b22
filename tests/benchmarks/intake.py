"""Intake: records per second through central's whole app beside the same rows inserted bare.

Ours: HTTP request in, signature verified, gzip undone, each record judged, rows, projections and cursor committed,
answer out. Bare: the rows that come of it, executemany into the same tables, the same pragmas and one commit a batch.
Batches of 500, an entry and its release in turn; wall time, for the disk is part of it. The sides take turns.
"""

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from central import schema
from central.app import create_app
from central.config import Config
from central.db import Database, database_of
from central.edges import service
from tests.benchmarks.figure import Figure
from tests.fakes import postgres
from tests.fakes.signing_box import SigningBox
from wire.batch import MAX_RECORDS, pack
from wire.kinds import Entry, Release

BATCHES = 60
WARM_UP = 5
AT_LEAST = 0.3
"""Measured 0.45–0.55; the machine that runs this is seldom quiet."""

RECORD = "INSERT INTO record (outbox_id, seq, at, kind, body, digest, received_at, mark) VALUES"
ENTRY = (
    "INSERT INTO entry (outbox_id, seq, door_id, at, received_at, granted, reason, method, person, score, held_back,"
    " release, frame_to_strike, strike_to_answer) VALUES"
)
CURSOR = "UPDATE outbox SET seq = {0}, digest = {0} WHERE id = 1"


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{folder}/{name}.db" for name in ("ours", "bare")]
        bare = lambda: sqlite3.connect(f"{folder}/bare.db", isolation_level=None)  # noqa: E731
        yield _figure("SQLite", urls, bare, "?", ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"))
    programs = postgres.programs()
    if programs is None:
        return
    with postgres.running(programs, durable=True) as server:
        for name in ("ours", "bare"):
            with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
        urls = [server.format(name) for name in ("ours", "bare")]
        yield _figure("PostgreSQL", urls, lambda: psycopg.connect(urls[1], autocommit=True), "%s", ())


def _figure(kind: str, urls: Sequence[str], connect: Callable[[], Any], mark: str, pragmas: Sequence[str]) -> Figure:
    for url in urls:
        database = Database(url)
        schema.migrate(database)
        database.close()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(database=urls[0], sealing_key=f"{folder}/key"))
    connection = connect()
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    try:
        ours, bare = _turns(app, connection, mark)
    finally:
        connection.close()
        database_of(app).close()
    note = f"batches of {MAX_RECORDS}"
    return Figure(
        f"intake: records through the app into {kind}", ours, "records/s", bare, "the rows bare", None, AT_LEAST, note
    )


def _turns(app: Flask, connection: Any, mark: str) -> tuple[float, float]:
    """Records per second: ours, bare."""
    box = _claimed(app.test_client(), database_of(app))
    bare = _Bare(connection, mark)
    work = [_batch(box, bare) for _ in range(WARM_UP + BATCHES)]
    # What was made beforehand is not central's: its collector has nothing to do with it.
    gc.collect()
    gc.freeze()
    spent = [_turn(app, environ, bare, rows) for environ, rows in work][WARM_UP:]
    gc.unfreeze()
    ours, floor = (sum(side) for side in zip(*spent, strict=True))
    return BATCHES * MAX_RECORDS / ours, BATCHES * MAX_RECORDS / floor


def _batch(box: SigningBox, bare: "_Bare") -> tuple[dict[str, Any], tuple[list[Any], list[Any]]]:
    first = len(box.records) + 1
    _append_batch(box)
    return _request(box, first), bare.rows(box, first)


def _turn(app: Flask, environ: dict[str, Any], bare: "_Bare", rows: tuple[list[Any], list[Any]]) -> tuple[float, float]:
    """Seconds for one batch: ours, bare."""
    started = time.perf_counter()
    _, status, _ = run_wsgi_app(app, environ, buffered=True)
    answered = time.perf_counter()
    bare.insert(*rows)
    ended = time.perf_counter()
    assert status == "200 OK", status
    return answered - started, ended - answered


class _Bare:
    """The rows that come of a batch, and nothing else done to them."""

    def __init__(self, connection: Any, mark: str) -> None:
        self._connection = connection
        self._record = f"{RECORD} ({', '.join([mark] * 8)})"
        self._entry = f"{ENTRY} ({', '.join([mark] * 14)})"
        self._cursor = CURSOR.format(mark)
        box = "INSERT INTO box (id, name, public_key, thumbprint, version, claimed_at) VALUES (1, 'b', '', 't', '1', 0)"
        connection.execute(box)
        connection.execute("INSERT INTO outbox (id, box_id, outbox, seq, digest) VALUES (1, 1, 'o', 0, '')")
        connection.execute("INSERT INTO door (id, box_id, name) VALUES (1, 1, 'north')")

    def rows(self, box: SigningBox, first: int) -> tuple[list[Any], list[Any]]:
        batch = box.records[first - 1 :]
        records = [(1, r.seq, r.at, r.kind, bytes(r.body), bytes.fromhex(r.digest), r.at, None) for r in batch]
        entries = [
            (1, r.seq, 1, r.at, r.at, True, "granted", "face", "p-0123456789ab", 0.712, False, "done", 132, 41)
            for r in batch
            if r.kind == "entry"
        ]
        return records, entries

    def insert(self, records: list[Any], entries: list[Any]) -> None:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        cursor.executemany(self._record, records)
        cursor.executemany(self._entry, entries)
        cursor.execute(self._cursor, (records[-1][1], records[-1][5]))
        cursor.execute("COMMIT")
        cursor.close()


def _claimed(client: FlaskClient, database: Database) -> SigningBox:
    with database.writing() as session:
        code = service.make_code(session, name="bench", made_by="bench", now=time.time_ns() // 1_000_000).code
    box = SigningBox(client, int(time.time()))
    assert box.claim(code).status_code == 201
    return box


def _append_batch(box: SigningBox) -> None:
    for _ in range(MAX_RECORDS // 2):
        entry = box.append(Entry("north", True, "granted", "face", "p-0123456789ab", 0.712))
        box.append(Release("north", "done", entry.seq, 132, 41))


def _request(box: SigningBox, first: int) -> dict[str, Any]:
    body = pack(box.records[first - 1 :])
    signature = box.signature("POST", "/api/v1/records", body)
    headers = signature | {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    builder = EnvironBuilder("/api/v1/records", method="POST", input_stream=BytesIO(body), headers=[*headers.items()])
    builder.content_length = len(body)
    return builder.get_environ()
