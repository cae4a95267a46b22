"""Intake: records per second through central's whole app beside the same rows written bare.

Ours: HTTP request in, signature verified, gzip undone, each record judged, records folded, rows and cursor committed,
answer out; "shown" also counts the projector's work until all is on the page. Bare: a row for each record and for each
entry, the same keys, pragmas and one commit a batch; on SQLite by executemany, on PostgreSQL by COPY. Batches of 500,
an entry and its release in turn; wall time, for the disk is part of it. The sides take turns.
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
from central.edges.projecting import Projector
from tests.benchmarks.figure import Figure
from tests.fakes import postgres
from tests.fakes.signing_box import SigningBox
from wire.batch import MAX_RECORDS, pack
from wire.kinds import Entry, Release

BATCHES = 60
WARM_UP = 5
AT_LEAST = 0.5

RECORD = """
CREATE TABLE record (
    outbox_id BIGINT NOT NULL REFERENCES outbox (id), seq BIGINT NOT NULL, at BIGINT, kind TEXT, body {blob},
    digest {blob} NOT NULL, received_at BIGINT NOT NULL, mark TEXT, PRIMARY KEY (outbox_id, seq)
)
"""
RECORDS = "record (outbox_id, seq, at, kind, body, digest, received_at, mark)"
ENTRIES = (
    "entry (outbox_id, seq, door_id, at, received_at, granted, reason, method, person, score, held_back,"
    " release, frame_to_strike, strike_to_answer)"
)
CURSOR = "UPDATE outbox SET seq = {0}, digest = {0} WHERE id = 1"


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{folder}/{name}.db" for name in ("ours", "bare")]
        connection = sqlite3.connect(f"{folder}/bare.db", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        yield from _figures("SQLite", urls, connection, _inserted, "the rows bare")
    programs = postgres.programs()
    if programs is None:
        return
    with postgres.running(programs, durable=True) as server:
        for name in ("ours", "bare"):
            with psycopg.connect(server.format("postgres"), autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE {name}".encode())
        urls = [server.format(name) for name in ("ours", "bare")]
        yield from _figures("PostgreSQL", urls, psycopg.connect(urls[1], autocommit=True), _copied, "the rows by COPY")


Write = Callable[[Any, str, list[Any]], None]
"""Writes rows to what a statement names, with a cursor."""


def _inserted(cursor: Any, into: str, rows: list[Any]) -> None:
    cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _copied(cursor: Any, into: str, rows: list[Any]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _figures(kind: str, urls: Sequence[str], connection: Any, write: Write, floor: str) -> Iterator[Figure]:
    for url in urls:
        database = Database(url)
        schema.migrate(database)
        database.close()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(database=urls[0], sealing_key=f"{folder}/key"))
    try:
        ours, shown, bare = _turns(app, _Bare(connection, write))
    finally:
        connection.close()
        database_of(app).close()
    name, note = f"intake: records through the app into {kind}", f"batches of {MAX_RECORDS}"
    yield Figure(f"{name}: acknowledged", ours, "records/s", bare, floor, None, AT_LEAST, note)
    yield Figure(f"{name}: shown", shown, "records/s", bare, floor, note=note)


def _turns(app: Flask, bare: "_Bare") -> tuple[float, float, float]:
    """Records per second: ours until they are acknowledged, and until they are shown; bare."""
    box = _claimed(app.test_client(), database_of(app))
    work = [_batch(box, bare) for _ in range(WARM_UP + BATCHES)]
    # What was made beforehand is not central's: its collector has nothing to do with it.
    gc.collect()
    gc.freeze()
    projector = Projector(database_of(app))
    spent = [_turn(app, environ, projector, bare, rows) for environ, rows in work][WARM_UP:]
    gc.unfreeze()
    ours, showing, floor = (sum(side) for side in zip(*spent, strict=True))
    records = BATCHES * MAX_RECORDS
    return records / ours, records / (ours + showing), records / floor


def _batch(box: SigningBox, bare: "_Bare") -> tuple[dict[str, Any], tuple[list[Any], list[Any]]]:
    first = len(box.records) + 1
    _append_batch(box)
    return _request(box, first), bare.rows(box, first)


def _turn(
    app: Flask, environ: dict[str, Any], projector: Projector, bare: "_Bare", rows: tuple[list[Any], list[Any]]
) -> tuple[float, float, float]:
    """Seconds for one batch: until it is acknowledged, until it is shown from then on; bare."""
    started = time.perf_counter()
    _, status, _ = run_wsgi_app(app, environ, buffered=True)
    answered = time.perf_counter()
    projector.catch_up()
    shown = time.perf_counter()
    bare.write(*rows)
    ended = time.perf_counter()
    assert status == "200 OK", status
    return answered - started, shown - answered, ended - shown


class _Bare:
    """The rows that come of a batch, and nothing else done to them."""

    def __init__(self, connection: Any, write: Write) -> None:
        self._connection, self._write = connection, write
        self._cursor = CURSOR.format("%s" if write is _copied else "?")
        connection.execute(RECORD.format(blob="BYTEA" if write is _copied else "BLOB"))
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

    def write(self, records: list[Any], entries: list[Any]) -> None:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        self._write(cursor, RECORDS, records)
        self._write(cursor, ENTRIES, entries)
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
