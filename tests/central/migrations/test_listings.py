"""Every room that is offered is looked at once more by this version, and no other; on both databases."""

from sqlalchemy import text

from central import schema
from central.db import Database

STATES = ("draft", "offered", "taken")


def test_what_is_offered_already_is_due_once(empty: Database) -> None:
    schema.migrate(empty)
    schema.step_back(empty, "0037")
    with empty.writing() as session:
        session.execute(text("INSERT INTO staff (id, name, name_key, made_at) VALUES (1, 'chen', 'chen', 7)"))
        for number, state in enumerate(STATES, 1):
            row = {"number": number, "state": state}
            put = text("INSERT INTO room (id, landlord_id, name, made_at) VALUES (:number, 1, '101', 7)")
            session.execute(put, row)
            columns = "room_id, state, free_from, words, made_at, made_by, changed_at, changed_by, why"
            values = ":number, :state, '2026-12-01', '', 7, 'chen', 9, 'chen', ''"
            session.execute(text(f"INSERT INTO listing ({columns}) VALUES ({values})"), row)

    schema.migrate(empty)

    with empty.reading() as session:
        rows = session.execute(text("SELECT state, look_at FROM listing ORDER BY room_id")).all()
    assert [tuple(row) for row in rows] == [("draft", None), ("offered", 9), ("taken", None)]
