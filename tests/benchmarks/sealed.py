"""Sealed columns: what they cost beside the bare ciphers, beside a bare search, and beside bare updates.

A person has seven words, two of which are found by fingerprints. Rows of 10,000 people in SQLite. Rotation rests as
long as it works, so that others come to write: half of its time is rest.
"""

import hmac
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from central import schema
from central.db import Database
from central.keys import rotation
from central.rental.sealed_words import FIELDS
from central.rental.tables import identity
from central.sealed import opening
from central.sealed.ring import Ring
from tests.benchmarks.figure import Figure

PEOPLE = 10_000
WORDS = {
    "name": "张三丰",
    "number": "330482199001011234",
    "birth": "1990-01-01",
    "sex": "1",
    "nationality": "CHN",
    "address": "浙江省嘉兴市海盐县黄湾镇",
    "phone": "13800005678",
}
TURNS = 2000


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/central.db"
        with closing(Database(url)) as database:
            schema.migrate(database)
            ring = opening.open_ring(database, Path(folder) / "keys", now=0)
            yield _sealing(database, ring)
            _fill(database, ring, Path(folder) / "central.db")
            yield _finding(database, ring, Path(folder) / "central.db")
            yield _rotating(database, ring, Path(folder) / "central.db")


def _sealing(database: Database, ring: Ring) -> Figure:
    cipher, key, plain = AESGCM(secrets.token_bytes(32)), secrets.token_bytes(32), [w.encode() for w in WORDS.values()]

    def bare() -> None:
        for word in plain:
            cipher.encrypt(secrets.token_bytes(12), word, b"place")
        for word in plain[:2]:
            hmac.digest(key, word, "sha256")

    with database.writing() as session:
        sealing = ring.sealing(session)
    ours = _rate(lambda: sealing.row(identity, 17, WORDS))
    return Figure("sealing a person's words", ours, "people/s", _rate(bare), "bare AES-GCM and HMAC")


def _rate(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(TURNS):
        do()
    return TURNS / (time.perf_counter() - began)


def _fill(database: Database, ring: Ring, file: Path) -> None:
    with database.writing() as session:
        sealing = ring.sealing(session)
    rows = [sealing.row(identity, person, WORDS | {"number": _number(person)}) for person in range(1, PEOPLE + 1)]
    columns = ", ".join(rows[0])
    places = ", ".join("?" * len(rows[0]))
    # Past the registrations that such rows belong to: they have no part in this.
    with closing(sqlite3.connect(file)) as bare, bare:
        statement = f"INSERT INTO identity (registration_id, sealed_by, {columns}) VALUES (?, 'central', {places})"
        bare.executemany(statement, [(person, *row.values()) for person, row in enumerate(rows, 1)])


def _finding(database: Database, ring: Ring, file: Path) -> Figure:
    with database.reading() as session, closing(sqlite3.connect(file)) as bare:
        query = select(identity.c.registration_id)
        (known,) = bare.execute("SELECT number_index FROM identity WHERE registration_id = 77").fetchone()
        statement = "SELECT registration_id FROM identity WHERE number_index = ?"

        def find() -> list[int]:
            return ring.find(
                session, identity.c.number, _number(77), lambda here: list(session.scalars(query.where(here)))
            )

        assert find() == [77]
        ours, floor = _rate(find), _rate(lambda: bare.execute(statement, (known,)).fetchall())
    return Figure(
        f"finding one of {PEOPLE:,} by a number", ours, "searches/s", floor, "a bare SELECT by the fingerprint"
    )


def _rotating(database: Database, ring: Ring, file: Path) -> Figure:
    began = time.perf_counter()
    done = rotation.rotate(database, ring, by="central", now=1, progress=lambda done, of: None)
    ours = PEOPLE / (time.perf_counter() - began)
    assert done.rows == PEOPLE
    return Figure("sealing rows anew", ours, "rows/s", _bare_updates(file), "bare UPDATEs", note="half of it at rest")


def _bare_updates(file: Path) -> float:
    """The same columns written with what they hold, as many rows in a transaction, with central's pragmas."""
    with closing(sqlite3.connect(file, isolation_level=None)) as bare:
        bare.execute("PRAGMA synchronous = FULL")
        columns = ", ".join(f"{name} = {name} || ''" for name in (*FIELDS, "number_index", "phone_index"))
        began = time.perf_counter()
        for first in range(1, PEOPLE + 1, rotation.AT_ONCE):
            bare.execute("BEGIN IMMEDIATE")
            people = ((person,) for person in range(first, first + rotation.AT_ONCE))
            bare.executemany(f"UPDATE identity SET {columns} WHERE registration_id = ?", people)
            bare.execute("COMMIT")
    return PEOPLE / (time.perf_counter() - began)


def _number(person: int) -> str:
    return f"3304821990{person:08}"
