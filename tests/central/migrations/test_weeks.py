"""Entries keep their numbers and words when they are kept by the week, and when they are no longer."""

import time

import pytest
from sqlalchemy import select, text

from central import schema
from central.db import Database
from central.edges import parts
from central.edges.tables import door, entry

NOW = time.time_ns() // 1_000_000
AGES = (0, 10, 100, 5_000)
"""Days: this week, one that has a part, one long ago, one before all parts."""


def fill(database: Database) -> None:
    with database.writing() as session:
        columns = "id, name, thumbprint, version, claimed_at, public_key"
        for statement in (
            f"INSERT INTO box ({columns}) VALUES (1, '', '', '', 0, '')",
            "INSERT INTO outbox (id, box_id, outbox, seq, digest) VALUES (1, 1, '', 4, '')",
            "INSERT INTO door (id, box_id, name) VALUES (1, 1, 'north')",
        ):
            session.execute(text(statement))
        for seq, age in enumerate(AGES, 1):
            columns = "outbox_id, seq, door_id, at, received_at, granted, reason, method"
            row = {"seq": seq, "at": seq, "when": NOW - age * 24 * 3600 * 1000, "granted": seq == len(AGES)}
            values = "1, :seq, 1, :at, :when, :granted, 'granted', 'face'"
            session.execute(text(f"INSERT INTO entry ({columns}) VALUES ({values})"), row)


def entries(database: Database) -> list[tuple[int, int, int]]:
    with database.reading() as session:
        rows = session.execute(select(entry.c.id, entry.c.seq, entry.c.received_at).order_by(entry.c.id))
        return [(row.id, row.seq, row.received_at) for row in rows]


def test_entries_are_the_same_by_the_week_and_back(empty: Database) -> None:
    schema.migrate(empty)
    schema.step_back(empty, "0017")
    fill(empty)
    before = entries(empty)

    schema.migrate(empty)

    assert entries(empty) == before
    with empty.reading() as session:
        assert session.execute(select(door.c.last_entry_at, door.c.last_entry_granted)).one() == (len(AGES), True)
    schema.step_back(empty, "0017")
    assert entries(empty) == before


@pytest.mark.parametrize("detour", [[], ["0017"], ["0016"]])
def test_no_number_is_given_again_when_its_entry_is_gone(empty: Database, detour: list[str]) -> None:
    schema.migrate(empty)
    for step in detour:
        schema.step_back(empty, step)
        schema.migrate(empty)
    fill(empty)
    with empty.writing() as session:
        session.execute(entry.delete())

    with empty.writing() as session:
        columns = "outbox_id, seq, door_id, at, received_at, granted, reason, method"
        session.execute(text(f"INSERT INTO entry ({columns}) VALUES (1, 9, 1, 0, 0, true, '', '')"))

    assert entries(empty)[0][:2] == (len(AGES) + 1, 9)


def test_numbers_go_on_behind_the_last_one(empty: Database) -> None:
    schema.migrate(empty)
    schema.step_back(empty, "0017")
    fill(empty)
    schema.migrate(empty)

    with empty.writing() as session:
        columns = "outbox_id, seq, door_id, at, received_at, granted, reason, method"
        values = f"1, 9, 1, 0, {NOW}, true, '', ''"
        session.execute(text(f"INSERT INTO entry ({columns}) VALUES ({values})"))
        if parts.are_kept(empty):
            assert session.scalar(text("SELECT count(*) FROM entry_rest")) == 1

    assert entries(empty)[-1][:2] == (len(AGES) + 1, 9)
