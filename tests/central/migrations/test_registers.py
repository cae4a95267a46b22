"""Headings of registers that stood in the clear are gone; what nobody has taken over is read again, and sealed."""

import pytest
from sqlalchemy import text

from central import schema
from central.db import Database


@pytest.fixture
def older(empty: Database) -> Database:
    """A database of the version before, with a register in each state."""
    schema.migrate(empty)
    schema.step_back(empty, "0032")
    put = text(
        "INSERT INTO register_import "
        "(id, place_id, state, called, heads, columns, problem, made_at, made_by, worked_until, row_count) "
        "VALUES (:id, 1, :state, 'x', '[\"张三\"]', '{}', '', 1, 'wang', 9, 3)"
    )
    states = ("waiting", "unmapped", "ready", "taken")
    with empty.writing() as session:
        session.execute(put, [{"id": number, "state": state} for number, state in enumerate(states, 1)])
    return empty


def test_no_heading_stays_in_the_clear_and_open_files_are_read_again(older: Database) -> None:
    schema.migrate(older)

    with older.reading() as session:
        rows = session.execute(text("SELECT kind, state, heads, worked_until FROM register_import ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [
        ("residents", "waiting", "", 9),
        ("residents", "waiting", "", 0),
        ("residents", "waiting", "", 0),
        ("residents", "taken", "", 9),
    ]
    schema.step_back(older, "0032")
