"""Each part is really broken once, and the doctor says so and what to do; what works it says works."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from central.audit import service as audit
from central.clock import service as clock
from central.config import Config
from central.db import Database
from central.doctor import files
from central.doctor.finding import Notable, State, Wrong
from central.doctor.work import of_calendar
from central.edges.tables import box, outbox
from tests.central.audit.tampering import tampering
from tests.central.doctor.conftest import findings, states

OK, NOTE, FAIL = State.OK, State.NOTE, State.FAIL


def now() -> int:
    """Unix ms; not that of the import, which may be long ago."""
    return time.time_ns() // 1_000_000


def change(config: Config, *statements: str) -> None:
    with closing(Database(config.database)) as database, database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


def add_boxes(config: Config, *offsets: int) -> None:
    with closing(Database(config.database)) as database, database.writing() as session:
        for number, offset in enumerate(offsets, 1):
            row = {"id": number, "name": f"box {number}", "public_key": b"", "thumbprint": str(number), "version": "1"}
            session.execute(insert(box).values(row | {"claimed_at": 0, "last_seen": now(), "clock_offset": offset}))


def test_a_central_that_does_not_run_is_told_of_and_all_else_is_well(either: Config) -> None:
    found = states(either)

    # The tests' PostgreSQL may forget what it was told, to be quick.
    forgets = set() if either.database.startswith("sqlite") else {"keeping"}
    assert {part for part, state in found.items() if state is FAIL} == {"port", "deadlines"} | forgets
    assert {part for part, state in found.items() if state is NOTE} <= {"holidays"}
    assert len(found) == 18


def test_a_database_that_may_forget_is_told(either: Config) -> None:
    if either.database.startswith("sqlite"):
        pytest.skip("SQLite is told by central itself to keep all")

    assert "fsync and full_page_writes is off" in findings(either)["keeping"].detail


def test_a_database_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    found = findings(Config(f"sqlite:///{tmp_path}/none.db"))

    assert found["database"].state is FAIL
    assert "none.db" in found["database"].detail
    assert "writing" not in found
    assert not (tmp_path / "none.db").exists()


def test_a_database_that_does_not_answer_leaves_the_rest_to_be_told() -> None:
    found = findings(Config("postgresql://localhost:1/menlu"))

    assert found["database"].state is FAIL
    assert {"port", "pages", "room"} <= set(found)


def test_tables_of_another_version_are_told(config: Config) -> None:
    with closing(Database(config.database)) as database, database.writing() as session:
        step = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        found = findings(config)["database"]
    finally:
        change(config, f"UPDATE alembic_version SET version_num = '{step}'")

    assert (found.state, "menlu-central migrate" in found.detail) == (FAIL, True)


def test_a_database_that_others_hold_can_not_be_written(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.db.BUSY_TIMEOUT", 100)
    with closing(sqlite3.connect(tmp_path / "central.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        found = findings(config)["writing"]

    assert (found.state, "locked" in found.detail) == (FAIL, True)


def test_trying_to_write_leaves_nothing(either: Config) -> None:
    states(either)

    with closing(Database(either.database)) as database, database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM nonce")).scalar_one() == 0


@pytest.fixture
def passable(tmp_path: Path) -> Iterator[None]:
    """Others may go through all folders above, as they may on most machines; afterwards as before."""
    closed = {each: each.stat().st_mode for each in (tmp_path, *tmp_path.parents) if not each.stat().st_mode & 0o011}
    for folder, mode in closed.items():
        folder.chmod(mode | 0o011)
    yield
    for folder, mode in closed.items():
        folder.chmod(mode)


def test_a_file_that_others_can_read_is_told(config: Config, tmp_path: Path, passable: None) -> None:
    (tmp_path / "central.db").chmod(0o644)
    before = states(config)["keeping"]
    tmp_path.chmod(0o700)

    assert (before, states(config)["keeping"]) == (NOTE, OK)


@pytest.mark.parametrize(
    ("part", "break_it", "words"),
    [
        ("sealing key", lambda folder: (folder / "sealing-key").unlink(), "can't be read"),
        ("sealing key", lambda folder: (folder / "sealing-key").chmod(0o644), "chmod 600"),
        ("sealing key", lambda folder: (folder / "sealing-key").write_text("x"), "not a private key"),
        ("column keys", lambda folder: (folder / "sealing-key.columns").unlink(), "column_keys"),
        ("column keys", lambda folder: (folder / "sealing-key.columns").chmod(0o644), "chmod 600"),
        ("backups", lambda folder: (folder / "backups" / "last").unlink(), "menlu-central backup"),
        ("backups", lambda folder: os.utime(folder / "backups" / "last", (1, 1)), "hours old"),
    ],
)
def test_what_lies_on_this_machine_is_looked_at(
    config: Config, tmp_path: Path, part: str, break_it: Callable[[Path], object], words: str
) -> None:
    break_it(tmp_path)

    found = findings(config)[part]

    assert (found.state, words in found.detail) == (FAIL, True), found


def test_a_full_disk_is_told_before_it_is_full(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LITTLE_BYTES", float("inf"))
    monkeypatch.setattr(files, "LITTLE", 1.0)
    full = findings(config)["room"]
    monkeypatch.setattr(files, "LITTLE", 0.6)

    assert (full.state, "make room" in full.detail) == (FAIL, True)
    assert states(config)["room"] in (NOTE, FAIL)


def test_boxes_whose_clocks_are_wrong_are_told(config: Config) -> None:
    add_boxes(config, 0, 0, 90_000)
    some = findings(config)["time"]
    change(config, "UPDATE box SET clock_offset = -90000")

    assert (some.state, "1 of 3" in some.detail) == (NOTE, True)
    assert states(config)["time"] is FAIL


def test_a_table_of_holidays_that_ends_is_told(config: Config) -> None:
    with closing(Database(config.database)) as database, database.reading() as session:
        calendar = clock.load(session, clock.Office(config.zone, config.office_hours))
    last = calendar.last_year

    assert str(last) in of_calendar(calendar, date(last, 1, 2))
    with pytest.raises(Notable):
        of_calendar(calendar, date(last, 12, 31))
    with pytest.raises(Wrong, match="calendar notice"):
        of_calendar(calendar, date(last + 1, 1, 1))


def test_records_that_nobody_reads_are_told(config: Config) -> None:
    add_boxes(config, 0)
    with closing(Database(config.database)) as database, database.writing() as session:
        session.execute(insert(outbox).values(box_id=1, outbox="a" * 32, seq=30_000, digest=b""))

    found = findings(config)["records"]

    assert (found.state, "30000" in found.detail) == (FAIL, True)


def test_too_few_threads_are_told_with_how_many_there_should_be(config: Config) -> None:
    add_boxes(config, 0, 0, 0)

    found = findings(replace(config, threads=12))["threads"]

    assert (found.state, "threads = 14" in found.detail) == (NOTE, True)


@pytest.mark.parametrize(
    ("settings", "part", "state"),
    [
        ({"address": "https://town.invalid"}, "proxy", FAIL),
        ({"address": "https://town.invalid", "proxy": "127.0.0.1"}, "proxy", OK),
        ({"proxy": "127.0.0.1"}, "proxy", NOTE),
        ({"address": "https://town.invalid"}, "address", FAIL),
        ({"address": "http://town.invalid"}, "address", FAIL),
        ({"address": "http://localhost:8080"}, "address", OK),
        ({"backups": ""}, "backups", NOTE),
        ({"audit_file": ""}, "audit copy", NOTE),
    ],
)
def test_settings_are_held_against_one_another(
    config: Config, settings: dict[str, Any], part: str, state: State
) -> None:
    assert states(replace(config, **settings))[part] is state


def test_an_audit_log_that_was_changed_is_told(either: Config) -> None:
    with closing(Database(either.database)) as database:
        with database.writing() as session:
            audit.note(session, act="stay.end", of="stay:1", by="staff:1")
            audit.note(session, act="stay.end", of="stay:2", by="staff:1")
        before = states(either)["audit log"]
        with tampering(database) as session:
            session.execute(text("UPDATE audit SET act = 'stay.move' WHERE seq = 1"))

        found = findings(either)["audit log"]

    assert (before, found.state, "row 1" in found.detail) == (OK, FAIL, True)


def test_a_copy_of_the_audit_log_that_nobody_makes_is_told(either: Config) -> None:
    with closing(Database(either.database)) as database, database.writing() as session:
        audit.note(session, act="stay.end", of="stay:1", by="staff:1", at=now() - 61 * 60_000)

    found = findings(either)["audit copy"]

    assert (found.state, "the first for 61 minutes" in found.detail) == (FAIL, True)
