"""A migration that is cut anywhere has changed nothing, and comes through the next time; on both databases."""

import multiprocessing
import os
from typing import Any

import pytest
from sqlalchemy import event, text

from central import schema
from central.db import Database

BEFORE = "0008"
CUTS = 5
"""Points at which it is cut, spread over all its statements."""


class Cut(Exception):
    """The migration is cut here."""


def prepare(database: Database) -> None:
    """An older central's database, with people in it."""
    schema.migrate(database)
    schema.step_back(database, BEFORE)
    with database.writing() as session:
        insert = "INSERT INTO staff (name, name_key, password, made_at, role) VALUES (:name, :name, 'x', 7, :role)"
        for name, role in (("wang", "administrator"), ("chen", "landlord")):
            session.execute(text(insert), {"name": name, "role": role})


def statements(database: Database) -> int:
    """How many statements bring the tables to this version; they are taken back."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1

    event.listen(database.engine, "before_cursor_execute", count)
    schema.migrate(database)
    event.remove(database.engine, "before_cursor_execute", count)
    schema.step_back(database, BEFORE)
    return seen


def migrate_until(database: Database, last: int, cut: Any) -> None:
    left = last

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            cut()

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        schema.migrate(database)
    finally:
        event.remove(database.engine, "before_cursor_execute", count)


def raise_cut() -> None:
    raise Cut


def people(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        found = session.execute(text("SELECT name, role FROM staff ORDER BY id")).all()
    return [(name, role) for name, role in found]


def roles(database: Database) -> set[tuple[str, str, int | None]]:
    chosen = "SELECT name, role, place_id FROM staff JOIN staff_grant ON staff_id = staff.id"
    with database.reading() as session:
        return {(name, role, place) for name, role, place in session.execute(text(chosen)).all()}


def test_cut_anywhere_it_changes_nothing_and_the_next_time_it_comes_through(empty: Database) -> None:
    prepare(empty)
    total = statements(empty)
    assert total > 50
    before = people(empty)

    for last in range(1, total, max(1, total // CUTS)):
        with pytest.raises(Cut):
            migrate_until(empty, last, raise_cut)
        assert schema.current_step(empty) == BEFORE
        assert people(empty) == before

    schema.migrate(empty)
    schema.require_current(empty)
    assert roles(empty) == {
        ("wang", "system-administrator", 1),
        ("wang", "town-office", 1),
        ("chen", "landlord", None),
    }


def test_killed_in_the_middle_it_comes_through_the_next_time(empty: Database) -> None:
    prepare(empty)
    total = statements(empty)

    def die(last: int, url: str) -> None:
        migrate_until(Database(url), last, lambda: os._exit(9))

    address = empty.engine.url.render_as_string(hide_password=False).replace("postgresql+psycopg", "postgresql")
    empty.close()
    for last in (total // 3, total - 2):
        killed = multiprocessing.get_context("fork").Process(target=die, args=(last, address))
        killed.start()
        killed.join(60)
        assert killed.exitcode == 9

    schema.migrate(empty)
    schema.require_current(empty)
    assert len(roles(empty)) == 3


def test_going_back_makes_nobody_an_administrator_who_was_none(empty: Database) -> None:
    prepare(empty)
    schema.migrate(empty)
    with empty.writing() as session:
        session.execute(text("INSERT INTO staff (name, name_key, made_at) VALUES ('li', 'li', 7)"))
        session.execute(
            text(
                "INSERT INTO staff_grant (staff_id, role, place_id, made_at, made_by)"
                " SELECT id, 'grid-worker', 1, 7, 'tests' FROM staff WHERE name = 'li'"
            )
        )

    schema.step_back(empty, BEFORE)

    assert people(empty) == [("wang", "administrator"), ("chen", "landlord")]
