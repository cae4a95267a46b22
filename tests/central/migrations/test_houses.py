"""Rooms of the version before get the house they are in, and the state their stays say; on both databases."""

from typing import Any

import pytest
from sqlalchemy import text

from central import schema
from central.db import Database

BEFORE = "0020"
ROWS: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    ("staff", "id, name, name_key, made_at", [(1, "chen", "chen", 7), (2, "li", "li", 7)]),
    (
        "place",
        "id, kind, name, parent_id, path, made_at, made_by",
        [(2, "grid", "East", 1, "1.2", 7, "wang"), (3, "building", "Mill", 1, "1.3", 7, "wang")],
    ),
    (
        "box",
        "id, name, public_key, thumbprint, version, claimed_at, place_id",
        [(n, f"box-{n}", b"key", f"print-{n}", "1", 7, place) for n, place in ((1, 2), (2, 3), (3, 3), (4, 2))],
    ),
    (
        "room",
        "id, landlord_id, box_id, name, made_at",
        [(1, 1, 1, "101", 20), (2, 1, 1, "102", 10), (3, 1, 2, "101", 30), (4, 2, 3, "201", 40), (5, 2, None, "9", 50)],
    ),
    (
        "stay",
        'id, token, room_id, "begin", until, places, minors, state, made_at, made_by',
        [
            (n, f"t{n}", room, 1, 9, 1, False, state, 1, "chen")
            for n, room, state in ((1, 1, "running"), (2, 1, "planned"), (3, 2, "ended"), (4, 3, "planned"))
        ],
    ),
]


@pytest.fixture
def older(empty: Database) -> Database:
    """A database of the version before, with boxes, rooms and stays."""
    schema.migrate(empty)
    schema.step_back(empty, BEFORE)
    with empty.writing() as session:
        for table, columns, rows in ROWS:
            names = [name.strip().strip('"') for name in columns.split(",")]
            put = text(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(f':{name}' for name in names)})")
            session.execute(put, [dict(zip(names, row, strict=True)) for row in rows])
    return empty


def read(database: Database, chosen: str) -> list[tuple[Any, ...]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(text(chosen)).all()]


def test_rooms_at_boxes_get_a_house_and_the_state_their_stays_say(older: Database) -> None:
    schema.migrate(older)

    schema.require_current(older)
    houses = "SELECT name, place_id, landlord_id, address, agent, tier, made_at, made_by FROM building ORDER BY id"
    assert read(older, houses) == [
        ("box-1", 2, 1, "", "", "", 10, "central"),
        ("Mill", 3, None, "", "", "", 30, "central"),
    ]
    rooms = "SELECT room.id, building.name, state FROM room LEFT JOIN building ON building.id = building_id ORDER BY 1"
    assert read(older, rooms) == [
        (1, "box-1", "occupied"),
        (2, "box-1", "vacant"),
        (3, "Mill", "reserved"),
        (4, "Mill", "vacant"),
        (5, None, "vacant"),
    ]


def test_going_back_keeps_the_rooms_and_the_stays(older: Database) -> None:
    rooms = read(older, "SELECT id, landlord_id, box_id, name, made_at FROM room ORDER BY id")
    schema.migrate(older)

    schema.step_back(older, BEFORE)

    assert read(older, "SELECT id, landlord_id, box_id, name, made_at FROM room ORDER BY id") == rooms
    assert len(read(older, "SELECT id FROM stay")) == 4
