"""Sessions on both databases: kept or not, durable, one writer at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central import db
from central.db import ROWS_AT_ONCE, Database, insert_many
from central.edges.tables import box, nonce
from central.errors import ConfigError

ROW = {"name": "b", "public_key": b"\0k", "thumbprint": "t", "version": "1", "claimed_at": 0}


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(box)) or 0


def test_what_is_written_is_kept_when_the_block_ends(database: Database) -> None:
    with database.writing() as session:
        session.execute(insert(box), ROW)

    with database.reading() as session:
        assert count(session) == 1


def test_nothing_is_kept_when_the_block_raises(database: Database) -> None:
    def failing() -> None:
        with database.writing() as session:
            session.execute(insert(box), ROW)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        failing()

    with database.reading() as session:
        assert count(session) == 0


def test_an_error_does_not_say_what_was_to_be_written(database: Database) -> None:
    told = {**ROW, "name": "a word of somebody's"}
    with database.writing() as session:
        session.execute(insert(box), ROW)

    with pytest.raises(IntegrityError) as failed, database.writing() as session:
        session.execute(insert(box), told)

    assert told["name"] not in str(failed.value)


def test_who_reads_sees_what_there_was_at_the_first_question(database: Database) -> None:
    with database.reading() as session:
        before = count(session)
        with database.writing() as other:
            other.execute(insert(box), ROW)

        assert count(session) == before == 0

    with database.reading() as session:
        assert count(session) == 1


def test_what_is_changed_while_reading_is_not_kept(database: Database) -> None:
    with database.reading() as session:
        session.execute(insert(box), ROW)

    with database.reading() as session:
        assert count(session) == 0


def test_writers_take_turns(database: Database) -> None:
    with database.writing() as session:
        session.execute(insert(box), ROW | {"version": "0"})
    start = threading.Barrier(4)

    def add_ten() -> None:
        start.wait()
        for _ in range(10):
            with database.writing() as session:
                # PostgreSQL's writers meet at the row, SQLite's at the beginning.
                row = session.execute(select(box.c.version).with_for_update()).one()
                session.execute(box.update().values(version=str(int(row.version) + 1)))

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(add_ten) for _ in range(4)]:
            done.result()

    with database.reading() as session:
        assert session.scalar(select(box.c.version)) == "40"


def test_sqlite_is_durable_and_checks_what_points_to_what(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")

    with database.writing() as session:
        settings = [session.scalar(text(f"PRAGMA {name}")) for name in names]

    database.close()
    assert settings == ["wal", 2, 1, 5000]


@pytest.mark.parametrize("length", [1, ROWS_AT_ONCE - 1, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE + 3])
def test_many_rows_are_inserted_as_they_are(database: Database, length: int) -> None:
    rows = [(f"t{number}", "日本\n%s ?", -number) for number in range(length)]

    with database.writing() as session:
        insert_many(session, nonce, rows)

    with database.reading() as session:
        assert sorted(tuple(row) for row in session.execute(select(nonce))) == sorted(rows)


def test_sqlite_knows_what_its_tables_hold_once_it_has_looked(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        session.execute(insert(box), ROW)

    database.analyse()

    with database.reading() as session:
        found = session.scalars(text("SELECT tbl FROM sqlite_stat1")).all()
    database.close()
    assert "box" in found


def test_many_rows_are_inserted_all_or_none(database: Database) -> None:
    rows = [("t", str(number % ROWS_AT_ONCE), 0) for number in range(ROWS_AT_ONCE + 1)]

    def failing() -> None:
        with database.writing() as session:
            insert_many(session, nonce, rows)

    with pytest.raises(IntegrityError):
        failing()

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(nonce)) == 0


def test_a_request_has_one_session_closed_at_its_end(sqlite_url: str) -> None:
    app = Flask("central")
    database = Database(sqlite_url)
    db.init_app(app, database)

    with app.app_context():
        session = db.session()
        assert db.session() is session
        assert count(session) == 0
        assert session.in_transaction()

    assert not session.in_transaction()
    database.close()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://a/b", "nonsense", "sqlite+pysqlcipher:///a"]
)
def test_an_address_that_will_not_do_is_named(url: str) -> None:
    with pytest.raises(ConfigError, match="sqlite:///PATH"):
        Database(url)


def test_a_password_is_not_shown() -> None:
    with pytest.raises(ConfigError) as raised:
        Database("mysql://menlu:secret@db/menlu")

    assert "secret" not in str(raised.value)
