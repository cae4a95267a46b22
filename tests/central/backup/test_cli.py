"""A copy is the database at one moment, row by row; putting it back loses nothing that was not meant."""

import secrets
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from central import cli
from central.account.tables import staff, staff_session
from central.audit.tables import audit, audit_head
from central.backup import sqlite
from central.db import Database
from central.edges import parts, stretches
from central.edges.arrival import Arrival
from central.edges.tables import box, outbox
from central.edges.weeks import WEEK
from central.tables import metadata
from tests.stage import kept

RECORDS = 3_000
TOGETHER = 10
"""Records in a row of their own."""


@pytest.fixture
def filled(url: str) -> Iterator[Database]:
    """A database with a box, its records, and somebody who is signed in."""
    with closing(Database(url)) as database:
        with database.writing() as session:
            session.execute(insert(staff), {"id": 1, "name": "Ma", "name_key": "ma", "made_at": 1})
            session.execute(insert(staff_session), {"digest": b"d" * 32, "staff_id": 1, "made_at": 1, "used_at": 1})
            values = {"id": 1, "name": "一号楼", "public_key": bytes(32), "thumbprint": "t", "version": "1"}
            session.execute(insert(box), values | {"claimed_at": 1})
            session.execute(insert(outbox), {"id": 1, "box_id": 1, "outbox": "0" * 32, "seq": 0, "digest": bytes(32)})
        append(database, 1, RECORDS)
        yield database


@pytest.fixture
def elsewhere(url: str, tmp_path: Path) -> Iterator[str]:
    """The URL of another database of the same kind, without tables."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/elsewhere.db"
        return
    name = f"elsewhere_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield url.replace("/shared?", f"/{name}?")


def append(database: Database, first: int, last: int) -> None:
    with database.writing() as session:
        for seq in range(first, last + 1, TOGETHER):
            keep(session, 1, [seq + place for place in range(TOGETHER)])


def keep(session: Session, outbox_id: int, places: list[int]) -> None:
    """What intake does with records at these places."""
    arrivals = [Arrival(seq, f"{seq:064x}", seq, "door", raw=b'{"door":"front"}') for seq in places]
    stretches.keep(session, outbox_id, arrivals, stretches.fold(arrivals), now=1)


def rows(url: str) -> dict[str, list[Any]]:
    """Every row of every table but the sessions, which a copy does not bring back, and the log, which goes on."""
    apart = (staff_session, audit, audit_head)
    with closing(Database(url)) as database, database.reading() as session:
        tables = [table for table in metadata.sorted_tables if table not in apart]
        return {table.name: list(session.execute(select(table).order_by(*table.primary_key))) for table in tables}


def acts(url: str) -> list[str]:
    with closing(Database(url)) as database, database.reading() as session:
        return list(session.scalars(select(audit.c.act).order_by(audit.c.seq)))


def sessions(url: str) -> int:
    with closing(Database(url)) as database, database.reading() as session:
        return session.scalar(select(func.count()).select_from(staff_session)) or 0


def run(*arguments: str | Path) -> int:
    return cli.main([str(argument) for argument in arguments])


def test_a_copy_put_back_elsewhere_is_the_same_row_by_row(
    filled: Database, url: str, elsewhere: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"

    assert run("backup", copy, "--database", url) == 0
    assert run("restore", copy, "--database", elsewhere) == 0

    assert rows(elsewhere) == rows(url)
    assert (acts(url), acts(elsewhere)) == (["backup.make"], ["backup.make", "backup.restore"])
    with closing(Database(elsewhere)) as database, database.reading() as session:
        assert len(list(kept.records(session))) == RECORDS
    assert (sessions(url), sessions(elsewhere)) == (1, 0)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_what_came_after_the_copy_is_gone_when_it_is_put_back(filled: Database, url: str, tmp_path: Path) -> None:
    assert run("backup", tmp_path / "copy", "--database", url) == 0
    before = rows(url)
    append(filled, RECORDS + 1, RECORDS + 10)
    filled.close()

    assert run("restore", tmp_path / "copy", "--database", url, "--replace") == 0

    assert rows(url) == before


def test_weeks_that_were_made_after_the_copy_are_in_nobodys_way(filled: Database, url: str, tmp_path: Path) -> None:
    if not parts.are_kept(filled):
        pytest.skip("SQLite keeps entries in one table")
    assert run("backup", tmp_path / "copy", "--database", url) == 0
    later = parts.make(filled, time.time_ns() // 1_000_000 + 40 * WEEK)
    filled.close()

    assert run("restore", tmp_path / "copy", "--database", url, "--replace") == 0

    with closing(Database(url)) as database, database.reading() as session:
        assert set(later).isdisjoint(parts.weeks(session))


def test_a_database_is_not_replaced_unless_that_was_said(
    filled: Database, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", tmp_path / "copy", "--database", url) == 0
    before = rows(url)

    assert run("restore", tmp_path / "copy", "--database", url) == 1

    assert "--replace" in capsys.readouterr().err
    assert rows(url) == before


def test_a_copy_takes_the_place_of_no_file(filled: Database, url: str, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("precious", "utf-8")

    assert run("backup", tmp_path / "copy", "--database", url) == 1

    assert (tmp_path / "copy").read_text("utf-8") == "precious"


@pytest.mark.parametrize("garbage", [b"", b"SQLite format 3\0" + bytes(4096), b"PGDMP no"])
def test_what_is_no_copy_leaves_the_database_as_it_was(
    filled: Database, url: str, tmp_path: Path, garbage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "copy").write_bytes(garbage)
    before = rows(url)
    filled.close()

    assert run("restore", tmp_path / "copy", "--database", url, "--replace") == 1

    assert len(capsys.readouterr().err.strip()) > 20
    assert rows(url) == before


def test_a_database_of_something_else_is_not_put_in_the_place_of_ours(sqlite_url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
        other.commit()
    before = rows(sqlite_url)

    assert run("restore", tmp_path / "other", "--database", sqlite_url, "--replace") == 1

    assert rows(sqlite_url) == before
    assert [path.name for path in tmp_path.iterdir() if "restoring" in path.name] == []


def test_a_file_that_is_in_use_is_not_replaced(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", tmp_path / "copy", "--database", sqlite_url) == 0

    with closing(Database(sqlite_url)) as central, central.reading() as session:
        session.scalar(select(func.count()).select_from(staff))
        assert run("restore", tmp_path / "copy", "--database", sqlite_url, "--replace") == 1

    assert "stop central" in capsys.readouterr().err


def test_the_database_that_was_there_is_kept(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("backup", tmp_path / "copy", "--database", sqlite_url) == 0
    assert run("restore", tmp_path / "copy", "--database", sqlite_url, "--replace") == 0

    [old] = tmp_path.glob("central.db.before-*")
    assert str(old) in capsys.readouterr().out
    assert rows(f"sqlite:///{old}") == rows(sqlite_url)


def test_a_copy_made_while_central_writes_is_of_one_moment(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each transaction writes two rows: a copy that has one of them was not of one moment."""
    monkeypatch.setattr(sqlite, "PAGES", 2)
    over = threading.Event()

    def write() -> None:
        with closing(Database(sqlite_url)) as database:
            number = 0
            while not over.is_set():
                number += 2
                with database.writing() as session:
                    for each in (number, number + 1):
                        row = {"id": each, "name": f"{each} " + "x" * 4000, "name_key": str(each), "made_at": 1}
                        session.execute(insert(staff), row)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for copy in ("first", "second", "third"):
            assert run("backup", tmp_path / copy, "--database", sqlite_url) == 0
    finally:
        over.set()
        writer.join()

    kept = [len(rows(f"sqlite:///{tmp_path / copy}")["staff"]) for copy in ("first", "second", "third")]
    assert [count % 2 for count in kept] == [0, 0, 0]
    assert kept == sorted(kept)
    assert kept[0] < kept[2]
