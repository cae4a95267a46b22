"""Every way to change what was written shows, with the first record that is not as it was."""

import json
import zlib
from collections.abc import Callable
from contextlib import closing

import msgspec
import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from central import cli
from central.db import Database, database_of
from central.edges.stretches import KeptRecord, unfold
from central.edges.tables import box as box_table
from central.edges.tables import outbox, stretch
from central.edges.verifying import verify
from tests.fakes.signing_box import SigningBox
from tests.stage import kept
from wire.kinds import DoorState

COUNT = 25


@pytest.fixture
def database(app: Flask, box: SigningBox) -> Database:
    """Central's, with the records of one box, ten in a stretch."""
    for place in range(COUNT):
        box.append(DoorState("front", "online", str(place)))
    for first in range(1, COUNT, 10):
        assert box.push(first, first + 9).status_code == 200
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


def refold(session: Session, last: int, change: Callable[[list[KeptRecord]], list[KeptRecord]]) -> None:
    """Change what lies in the stretch that ends with `last`."""
    body = unfold(session.execute(select(stretch.c.body).where(stretch.c.last == last)).scalar_one())
    folded = zlib.compress(msgspec.json.encode(change(body)))
    session.execute(update(stretch).where(stretch.c.last == last).values(body=folded))


@pytest.mark.parametrize("field", ["at", "kind", "body", "digest"])
@pytest.mark.parametrize("seq", [11, 14, 20])
def test_a_record_that_was_changed_is_named(database: Database, field: str, seq: int) -> None:
    values = {"at": 1, "kind": "alarm", "body": msgspec.Raw(b"{}"), "digest": "0" * 64}

    def change(records: list[KeptRecord]) -> list[KeptRecord]:
        return [msgspec.structs.replace(r, **{field: values[field]}) if r.seq == seq else r for r in records]

    assert [found for found, _ in changed(database, lambda s: refold(s, 20, change))] == [seq]


def test_a_record_that_was_taken_out_is_named(database: Database) -> None:
    found = changed(database, lambda s: refold(s, 20, lambda records: records[:3] + records[5:]))

    assert found == [(16, "14 to 15 are not there")]


def test_a_record_that_was_taken_off_the_end_of_a_stretch_is_named(database: Database) -> None:
    found = changed(database, lambda s: refold(s, 20, lambda records: records[:-2]))

    assert found == [(20, "it is not the last one of those that lie with it, which is 18")]


def test_a_stretch_that_was_taken_out_is_named(database: Database) -> None:
    found = changed(database, lambda s: s.execute(delete(stretch).where(stretch.c.last == 20)))

    assert found == [(21, "11 to 20 are not there")]


def test_records_that_are_missing_at_the_end_are_named(database: Database) -> None:
    found = changed(database, lambda s: s.execute(delete(stretch).where(stretch.c.last > 20)))

    assert found == [(COUNT, "it was acknowledged, but the last one kept is 20")]


def test_a_stretch_that_was_put_in_is_named(database: Database) -> None:
    def put_in(session: Session) -> None:
        last = session.execute(select(stretch).where(stretch.c.last == COUNT)).one()._asdict()
        session.execute(insert(stretch), last | {"last": COUNT + 5})
        session.execute(update(outbox).values(seq=COUNT + 5))

    assert len(changed(database, put_in)) == 1


def test_a_stretch_that_can_not_be_read_is_named_and_others_go_on_being_read(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    found = changed(database, lambda s: s.execute(update(stretch).where(stretch.c.last == 20).values(body=b"?")))

    assert found == [(11, "it can't be read, and nothing up to 20")]
    with database.reading() as session:
        assert [record.seq for record in kept.records(session)] == [*range(1, 11), *range(21, COUNT + 1)]
    assert "11 to 20" in caplog.text


def test_what_the_box_itself_sent_wrong_is_no_fault_of_central(app: Flask, box: SigningBox) -> None:
    for place in range(3):
        box.append(DoorState("front", "online", str(place)))
    body = box.records[1].body
    box.records[1] = type(box.records[1])(box.outbox, 2, 0, "door", body, box.records[1].prev, box.records[1].digest)
    assert box.push().status_code == 200

    with database_of(app).reading() as session:
        assert [record.mark for record in kept.records(session)] == [None, "bad-digest", None]
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
