"""Every way to change what was written shows, with the first record that is not as it was."""

import json
from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from central import cli
from central.db import Database, database_of
from central.edges import verifying
from central.edges.tables import box as box_table
from central.edges.tables import outbox, record
from central.edges.verifying import verify
from tests.fakes.signing_box import SigningBox
from wire.kinds import DoorState

COUNT = 25


@pytest.fixture
def database(app: Flask, box: SigningBox, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Central's, with the records of one box, read a few at a time."""
    monkeypatch.setattr(verifying, "AT_ONCE", 7)
    for place in range(COUNT):
        box.append(DoorState("front", "online", str(place)))
    assert box.push().status_code == 200
    return database_of(app)


def faults(database: Database) -> list[tuple[int, str]]:
    return [(fault.seq, fault.what) for fault in verify(database, lambda done, of: None)]


def changed(database: Database, change: Callable[[Session], object]) -> list[tuple[int, str]]:
    """The faults after somebody changed the rows behind central's back."""
    with database.writing() as session:
        change(session)
    return faults(database)


def test_what_the_boxes_wrote_is_found_as_it_was(database: Database) -> None:
    told: list[tuple[int, int]] = []

    assert verify(database, lambda done, of: told.append((done, of))) == []
    assert told == [(COUNT, COUNT)]


@pytest.mark.parametrize("field", ["at", "kind", "body", "digest"])
def test_a_record_that_was_changed_is_named(database: Database, field: str) -> None:
    values = {"at": 1, "kind": "alarm", "body": b"{}", "digest": bytes(32)}

    found = changed(
        database, lambda s: s.execute(update(record).where(record.c.seq == 9).values({field: values[field]}))
    )

    assert [seq for seq, _ in found] == [9]


def test_records_that_were_taken_out_are_named(database: Database) -> None:
    found = changed(database, lambda s: s.execute(delete(record).where(record.c.seq.between(8, 10))))

    assert found == [(11, "8 to 10 are not there")]


def test_records_that_are_missing_at_the_end_are_named(database: Database) -> None:
    found = changed(database, lambda s: s.execute(delete(record).where(record.c.seq > 20)))

    assert found == [(COUNT, "it was acknowledged, but the last one kept is 20")]


def test_a_record_that_was_put_in_is_named(database: Database) -> None:
    def put_in(session: Session) -> None:
        last = session.execute(select(record).where(record.c.seq == COUNT)).one()._asdict()
        session.execute(insert(record), last | {"seq": COUNT + 1})
        session.execute(update(outbox).values(seq=COUNT + 1))

    assert [seq for seq, _ in changed(database, put_in)] == [COUNT + 1]


def test_what_the_box_itself_sent_wrong_is_no_fault_of_central(app: Flask, box: SigningBox) -> None:
    for place in range(3):
        box.append(DoorState("front", "online", str(place)))
    body = box.records[1].body
    box.records[1] = type(box.records[1])(box.outbox, 2, 0, "door", body, box.records[1].prev, box.records[1].digest)
    assert box.push().status_code == 200

    with database_of(app).reading() as session:
        assert session.scalars(select(record.c.mark).order_by(record.c.seq)).all() == [None, "bad-digest", None]
    assert faults(database_of(app)) == []


def test_the_command_names_the_first_fault_and_fails(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", "--database", sqlite_url]) == 0
    assert "as the boxes wrote them" in capsys.readouterr().out

    with closing(Database(sqlite_url)) as database, database.writing() as session:
        add_broken(session)
    assert cli.main(["verify", "--json", "--database", sqlite_url]) == 1
    answer = capsys.readouterr()
    assert json.loads(answer.out)[0]["seq"] == 4
    assert "1 outbox" in answer.err


def add_broken(session: Session) -> None:
    values = {"name": "1", "public_key": bytes(32), "thumbprint": "t", "version": "1", "claimed_at": 1}
    session.execute(insert(box_table), {"id": 1} | values)
    session.execute(insert(outbox), {"id": 1, "box_id": 1, "outbox": "0" * 32, "seq": 4, "digest": bytes(32)})
