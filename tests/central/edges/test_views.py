"""What the pages read: filters, doors with their last entry, counts."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, literal_column, select

from central.db import database_of
from central.edges import counting, service
from central.edges.tables import entry, entry_count
from central.keyset import SIZE, Spot
from central.web.grants import EVERYWHERE
from tests.fakes.signing_box import SigningBox
from wire.kinds import DoorState, Entry

MORNING = 1_700_000_000_000


@pytest.fixture
def read(app: Flask, box: SigningBox) -> Callable[..., Any]:
    """Ten entries at two doors, one after another; asks a question about them."""
    for number in range(10):
        granted = number % 3 != 0
        body = Entry("north" if number % 2 else "south", granted, "granted" if granted else "not-recognised", "face")
        box.append(body, at=MORNING + number)
    box.append(DoorState("gate", "online"), at=MORNING + 99)
    box.push()

    def question(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with database_of(app).reading() as session:
            return function(session, *arguments, **named)

    return question


def numbers(rows: list[service.EntryRow]) -> list[int]:
    return [row.at - MORNING for row in rows]


def test_filters_go_together(read: Callable[..., Any]) -> None:
    north = next(door.id for door in read(service.doors) if door.name == "north")

    assert numbers(read(service.recent_entries, door_id=north)) == [9, 7, 5, 3, 1]
    assert numbers(read(service.recent_entries, granted=False)) == [9, 6, 3, 0]
    assert numbers(read(service.recent_entries, door_id=north, granted=False)) == [9, 3]
    assert read(service.recent_entries, door_id=999) == []


def test_what_came_after_is_read_in_order(read: Callable[..., Any]) -> None:
    rows = read(service.recent_entries)

    assert numbers(read(service.entries_after, rows[3].id)) == [7, 8, 9]
    assert numbers(read(service.entries_after, 0, limit=2, granted=True)) == [1, 2]
    assert read(service.entries_after, read(service.last_entry_id)) == []


def test_entries_are_read_again_by_their_ids(read: Callable[..., Any]) -> None:
    ids = [row.id for row in read(service.recent_entries, limit=2)]

    assert numbers(read(service.entries_of, ids)) == [8, 9]
    assert read(service.entries_of, []) == []


def test_doors_know_their_last_entry(read: Callable[..., Any]) -> None:
    doors = {door.name: door for door in read(service.doors)}

    assert list(doors) == ["gate", "north", "south"]
    assert (doors["north"].last_entry_at, doors["north"].last_entry_granted) == (MORNING + 9, False)
    assert (doors["south"].last_entry_at, doors["south"].last_entry_granted) == (MORNING + 8, True)
    assert (doors["gate"].lock_state, doors["gate"].lock_since, doors["gate"].last_entry_at) == (
        "online",
        MORNING + 99,
        None,
    )


def test_entries_are_counted_from_a_time_on(read: Callable[..., Any]) -> None:
    assert read(service.counts_since, MORNING) == service.Counts(granted=6, denied=4)
    assert read(service.counts_since, MORNING + counting.QUARTER) == service.Counts(granted=0, denied=0)


def test_the_counts_are_those_of_the_entries_to_the_row(app: Flask, read: Callable[..., Any]) -> None:
    quarter = entry.c.at // literal_column(str(counting.QUARTER))
    by_hand = select(quarter, entry.c.door_id, entry.c.granted, func.count())
    with database_of(app).reading() as session:
        counted = {tuple(row) for row in session.execute(select(entry_count))}
        found = session.execute(by_hand.group_by(quarter, entry.c.door_id, entry.c.granted)).all()

    assert read(service.recent_entries)
    assert counted == {(int(row[0]), *row[1:]) for row in found}


def test_many_doors_come_page_by_page(app: Flask, box: SigningBox) -> None:
    for number in range(SIZE + 3):
        box.append(DoorState(f"door {number:03}", "online"), at=MORNING)
    box.push(1, SIZE)
    box.push(SIZE + 1, SIZE + 3)

    with database_of(app).reading() as session:
        first = service.page_of_doors(session, EVERYWHERE, Spot())
        rest = service.page_of_doors(session, EVERYWHERE, Spot(after=first.following))
        assert [row.id for row in first.rows + rest.rows] == [row.id for row in service.doors(session)]
    assert len(rest.rows) == 3


def test_before_anything_happened_there_is_nothing(app: Flask) -> None:
    with database_of(app).reading() as session:
        assert service.recent_entries(session) == []
        assert service.last_entry_id(session) == 0
        assert service.doors(session) == []
        assert service.counts_since(session, 0) == service.Counts(0, 0)
