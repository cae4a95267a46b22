"""The log and what it tells of are written together or not at all, one row after the other, whoever writes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from central.audit import service as audit
from central.audit.rules import GENESIS, Told, is_intact
from central.audit.tables import audit as table
from central.audit.tables import audit_head
from central.db import Database
from tests.central.audit.log import AT, acts, note, rows


def told(row: object) -> Told:
    return Told(*(getattr(row, name) for name in Told.__dataclass_fields__))


def assert_chained(database: Database) -> None:
    prev = GENESIS
    for place, row in enumerate(rows(database), start=1):
        assert (row.seq, row.prev) == (place, prev)
        assert is_intact(row.form, row.seq, told(row), row.prev, row.digest)
        prev = row.digest


def test_a_row_says_who_what_to_what_and_why(database: Database) -> None:
    note(database, "stay.end", of="stay:12", why=" moved out ", detail={"room": "302"})

    [row] = rows(database)
    assert told(row) == Told(AT, "staff:17", "stay.end", "stay:12", "moved out", "", '{"room":"302"}')


def test_rows_are_chained_within_and_across_transactions(database: Database) -> None:
    note(database, "a", "b")
    note(database, "c")

    assert acts(database) == ["a", "b", "c"]
    assert_chained(database)


def test_what_is_undone_is_not_told(database: Database) -> None:
    with suppress(ZeroDivisionError), database.writing() as session:
        audit.note(session, by="staff:17", act="a")
        raise ZeroDivisionError

    assert rows(database) == []


def test_a_savepoint_that_is_undone_takes_its_own_rows_back(database: Database) -> None:
    with database.writing() as session:
        audit.note(session, by="staff:17", act="a")
        with suppress(ZeroDivisionError), session.begin_nested():
            audit.note(session, by="staff:17", act="b")
            with session.begin_nested():
                audit.note(session, by="staff:17", act="c")
            raise ZeroDivisionError
        with session.begin_nested():
            audit.note(session, by="staff:17", act="d")

    assert acts(database) == ["a", "d"]
    assert_chained(database)


def test_a_savepoint_begun_before_anything_was_noted_can_be_undone(database: Database) -> None:
    with database.writing() as session:
        with suppress(ZeroDivisionError), session.begin_nested():
            audit.note(session, by="staff:17", act="a")
            raise ZeroDivisionError
        audit.note(session, by="staff:17", act="b")

    assert acts(database) == ["b"]


def test_a_reading_session_is_refused_since_it_would_keep_nothing(database: Database) -> None:
    with database.reading() as session, pytest.raises(RuntimeError, match="note_read"):
        audit.note(session, by="staff:17", act="a")


def test_writers_at_once_make_one_chain(database: Database) -> None:
    def write(number: int) -> None:
        note(database, f"{number}.a", f"{number}.b")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))

    assert len(rows(database)) == 80
    assert_chained(database)


def test_a_writer_that_waits_for_another_row_holds_nobody_up(database: Database) -> None:
    """Two who note first and then want each other's rows would wait for ever if noting held the log's end."""
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    with database.writing() as first:
        audit.note(first, by="staff:1", act="first")
        note(database, "second")

    assert acts(database) == ["second", "first"]


def test_reading_the_same_again_is_one_look(database: Database) -> None:
    for why, at in (("case 7", AT), ("case 7", AT + 599_000), ("case 8", AT + 599_000), ("case 7", AT + 601_000)):
        audit.note_read(database, by="staff:1", act="identity.read", of="registration:17", why=why, at=at)

    assert [row.why for row in rows(database)] == ["case 7", "case 8", "case 7"]


@pytest.mark.parametrize(("by", "origin"), [("terminal:root", "terminal"), ("central", "")])
def test_where_an_act_came_from_stands_with_it(database: Database, by: str, origin: str) -> None:
    note(database, "a", by=by)

    assert rows(database)[0].origin == origin


def test_a_request_s_address_stands_with_its_acts(database: Database) -> None:
    with Flask("any").test_request_context(environ_base={"REMOTE_ADDR": "10.0.0.7"}):
        note(database, "a")

    assert rows(database)[0].origin == "10.0.0.7"


@pytest.fixture
def written(database: Database) -> Iterator[Database]:
    note(database, "a", "b", "c")
    yield database
    assert acts(database) == ["a", "b", "c"]
    assert_chained(database)


def test_the_database_itself_refuses_to_change_a_row(written: Database) -> None:
    with pytest.raises(DatabaseError, match="never changed"), written.writing() as session:
        session.execute(update(table).where(table.c.seq == 2).values(why="x"))


def test_the_database_itself_refuses_to_delete_a_row(written: Database) -> None:
    with pytest.raises(DatabaseError, match="never deleted"), written.writing() as session:
        session.execute(delete(table).where(table.c.seq == 3))


def test_the_database_itself_refuses_a_row_in_the_place_of_another(written: Database) -> None:
    row = rows(written)[1]._asdict()
    replace = insert(table)
    if written.engine.dialect.name == "sqlite":
        replace = replace.prefix_with("OR REPLACE")
    with pytest.raises(DatabaseError, match="only grows"), written.writing() as session:
        session.execute(replace, row | {"why": "x"})


@pytest.mark.parametrize("change", [{"seq": 1}, {"archived": -1}])
def test_the_database_itself_refuses_a_shorter_log(written: Database, change: dict[str, int]) -> None:
    with pytest.raises(DatabaseError, match="never gets shorter"), written.writing() as session:
        session.execute(update(audit_head).values(change))


def test_the_end_of_the_log_can_not_be_deleted(written: Database) -> None:
    with pytest.raises(DatabaseError, match="never deleted"), written.writing() as session:
        session.execute(delete(audit_head))


def test_what_is_archived_may_go_and_what_is_not_written_yet_can_not_be_archived(written: Database) -> None:
    with pytest.raises(IntegrityError), written.writing() as session:
        session.execute(update(audit_head).values(archived=4))
    with suppress(ZeroDivisionError), written.writing() as session:
        session.execute(update(audit_head).values(archived=2))
        session.execute(delete(table).where(table.c.seq <= 2))
        raise ZeroDivisionError


def test_postgresql_refuses_to_empty_the_log(written: Database) -> None:
    if written.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE; DELETE is refused row by row")
    for name in ("audit", "audit_head"):
        with pytest.raises(DatabaseError, match="never emptied"), written.writing() as session:
            session.execute(text(f"TRUNCATE {name}"))
