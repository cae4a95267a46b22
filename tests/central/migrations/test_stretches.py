"""Rows of records become stretches and rows again; what they say stays as it was, on both databases."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from central import schema
from central.db import Database
from central.edges import stretches
from central.edges.verifying import verify
from tests.fakes.signing_box import SigningBox
from tests.stage import kept
from wire.kinds import Alarm, Entry, Release
from wire.record import Record

BEFORE = "0016"
COUNT = 1_203
_INSERT = text(
    "INSERT INTO record (outbox_id, seq, at, kind, body, digest, received_at, mark)"
    " VALUES (1, :seq, :at, :kind, :body, :digest, :received_at, :mark)"
)


@pytest.fixture
def older(empty: Database) -> Database:
    """A database of the version before, with records of one outbox: some came alone, some together."""
    schema.migrate(empty)
    schema.step_back(empty, BEFORE)
    return empty


def history() -> list[Record]:
    """Of every sort: entries, one by staff, releases, an alarm with words in Chinese."""
    box = SigningBox(None, 0)  # type: ignore[arg-type]
    for seq in range(1, COUNT + 1):
        box.append(Release("north", "done", seq - 1) if seq % 2 == 0 else Entry("north", True, "granted", "face", "p"))
    box.append(Entry("north", True, "granted", "staff", by="王", why="locked out"))
    box.append(Alarm("camera-gone", "warning", detail="摄像头"))
    return box.records


def rows_of(records: list[Record]) -> list[dict[str, Any]]:
    """As the version before kept them; the last three are marked, or hold nothing."""
    rows = [
        {
            "seq": r.seq,
            "at": r.at,
            "kind": r.kind,
            "body": bytes(r.body),
            "digest": bytes.fromhex(r.digest),
            "received_at": 5_000 + (r.seq if r.seq < 40 else 0),
            "mark": None,
        }
        for r in records
    ]
    blank: dict[str, Any] = {"at": None, "kind": None, "body": b'{"what":"ever"}', "mark": "unreadable"}
    last, digest = rows[-1], bytes(range(32))
    rows.append(last | blank | {"seq": last["seq"] + 1, "digest": digest})
    rows.append(last | {"seq": last["seq"] + 2, "digest": digest, "kind": "later", "mark": "unknown-kind"})
    rows.append(last | {"seq": last["seq"] + 3, "digest": digest, "body": None, "mark": "withheld"})
    return rows


def fill(database: Database, name: str, rows: list[dict[str, Any]]) -> None:
    with database.writing() as session:
        session.execute(
            text(
                "INSERT INTO box (id, name, thumbprint, version, claimed_at, public_key) VALUES (1, '', '', '', 0, '')"
            )
        )
        of = {"name": name, "seq": rows[-1]["seq"], "digest": rows[-1]["digest"]}
        session.execute(
            text("INSERT INTO outbox (id, box_id, outbox, seq, digest) VALUES (1, 1, :name, :seq, :digest)"), of
        )
        session.execute(text("INSERT INTO door (id, box_id, name) VALUES (1, 1, 'north')"))
        session.execute(_INSERT, rows)
        staff = next(row for row in rows if b'"by"' in (row["body"] or b""))
        columns = "id, outbox_id, seq, door_id, at, received_at, granted, reason, method"
        entry = text(f"INSERT INTO entry ({columns}) VALUES (1, 1, :seq, 1, 0, 0, :yes, 'granted', 'staff')")
        session.execute(entry, {"seq": staff["seq"], "yes": True})


def test_records_are_folded_as_they_were(older: Database) -> None:
    records = history()
    rows = rows_of(records)
    fill(older, records[0].outbox, rows)

    schema.migrate(older)

    with older.reading() as session:
        found = list(kept.records(session))
        assert [(r.seq, r.at, r.kind, r.mark, r.body) for r in found] == [
            (row["seq"], row["at"], row["kind"], row["mark"], row["body"] or b"") for row in rows
        ]
        assert [r.digest for r in found] == [row["digest"].hex() for row in rows]
        assert session.execute(text('SELECT "by", why FROM entry')).one() == ("王", "locked out")
        assert session.execute(text("SELECT seq FROM projected")).scalar_one() == rows[-1]["seq"]
        assert len(stretches.stretches(session, 1, after=0, kinds=["alarm"])) == 1
    assert verify(older, lambda done, of: None) == []


def test_an_older_version_gets_its_rows_back(older: Database) -> None:
    records = history()
    rows = rows_of(records)
    fill(older, records[0].outbox, rows)
    schema.migrate(older)

    schema.step_back(older, BEFORE)

    with older.reading() as session:
        found = session.execute(text("SELECT * FROM record ORDER BY seq")).mappings().all()
    wanted = [{"outbox_id": 1} | row for row in rows]
    assert [dict(row) | {"body": row["body"] and bytes(row["body"])} for row in found] == wanted
    assert msgspec.json.decode(found[0]["body"])["door"] == "north"
