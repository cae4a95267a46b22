"""Old months go into a file that vouches for itself; the log goes on, and nothing young or unverified leaves it."""

import hashlib
import json
import stat
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from central import cli
from central.audit import archiving, verifying
from central.audit.archiving import KEPT, archive
from central.audit.shipping import Shipper
from central.audit.tables import audit
from central.audit.verifying import Fault, compare, verify
from central.db import Database
from central.errors import CentralError
from tests.central.audit.log import AT, acts, note, rows
from tests.central.audit.tampering import tampering
from tests.central.audit.test_shipping import Kept

OLD, YOUNG = 25, 5
NOW = AT + KEPT + 1


@pytest.fixture
def log(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(archiving, "AT_ONCE", 7)
    note(database, *(f"old.{number}" for number in range(OLD)), at=AT - 1)
    note(database, *(f"young.{number}" for number in range(YOUNG)), at=NOW)
    return database


def put_away(database: Database, file: Path, before: int = AT) -> archiving.Archive:
    return archive(database, file, before, NOW, lambda done, of: None)


def fault(database: Database) -> Fault | None:
    return verify(database, lambda done, of: None)


def test_old_rows_go_and_the_log_says_where_they_are(log: Database, tmp_path: Path) -> None:
    made = put_away(log, tmp_path / "archive")

    assert (made.first, made.last) == (1, OLD)
    assert acts(log) == [*(f"young.{number}" for number in range(YOUNG)), "audit.archive"]
    told = json.loads(rows(log)[-1].detail)
    assert told == {"first": 1, "last": OLD, "file": "archive", "sha256": made.sha256}
    assert hashlib.sha256((tmp_path / "archive").read_bytes()).hexdigest() == made.sha256
    assert stat.S_IMODE((tmp_path / "archive").stat().st_mode) == 0o600


def test_log_and_archive_are_verified_afterwards(log: Database, tmp_path: Path) -> None:
    put_away(log, tmp_path / "archive")
    note(log, "later")
    lines = (tmp_path / "archive").read_bytes().splitlines()

    assert fault(log) is None
    assert compare(log, lines) == verifying.Comparison(None, OLD, OLD)
    assert compare(log, [*lines[:8], lines[8].replace(b"old.8", b"new.8"), *lines[9:]]).fault == Fault(
        9, "the copy does not say what was written"
    )


def test_an_archive_of_another_chain_is_named(log: Database, tmp_path: Path) -> None:
    put_away(log, tmp_path / "archive")
    lines = (tmp_path / "archive").read_bytes().splitlines()
    forged = [json.dumps(json.loads(line) | {"digest": "0" * 64}).encode() for line in lines[-1:]]

    found = compare(log, [json.dumps({"seq": OLD, "digest": json.loads(forged[0])["digest"]}).encode()])
    assert found.fault == Fault(OLD, "the copy has another row in its place")


def test_archives_follow_one_another(log: Database, tmp_path: Path) -> None:
    put_away(log, tmp_path / "one", AT)
    with pytest.raises(CentralError, match="nothing to archive"):
        put_away(log, tmp_path / "two", AT)
    later = NOW + KEPT + 1
    made = archive(log, tmp_path / "two", NOW + 1, later, lambda done, of: None)

    assert (made.first, made.last) == (OLD + 1, OLD + YOUNG)
    assert fault(log) is None


def test_six_months_are_kept(log: Database, tmp_path: Path) -> None:
    with pytest.raises(CentralError, match="six months"):
        put_away(log, tmp_path / "archive", NOW - KEPT + 1)
    assert not (tmp_path / "archive").exists()


def test_a_log_with_a_fault_is_left_as_it_is(log: Database, tmp_path: Path) -> None:
    with tampering(log) as session:
        session.execute(update(audit).where(audit.c.seq == 9).values(why="x"))

    with pytest.raises(CentralError, match=r"row 9 of the log.*nothing is archived"):
        put_away(log, tmp_path / "archive")
    assert len(rows(log)) == OLD + YOUNG


def test_no_file_is_overwritten_and_none_is_left_half(log: Database, tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("precious")

    for file in (tmp_path / "archive", tmp_path / "nowhere" / "archive"):
        with pytest.raises(CentralError):
            put_away(log, file)
    assert (tmp_path / "archive").read_text() == "precious"
    assert len(rows(log)) == OLD + YOUNG


def test_what_was_interrupted_is_deleted_the_next_time(
    log: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(archiving, "_delete", lambda database: None)
        put_away(log, tmp_path / "archive")
    assert fault(log) is None

    with pytest.raises(CentralError, match="nothing to archive"):
        put_away(log, tmp_path / "again")
    assert len(rows(log)) == YOUNG + 1


def test_a_new_target_gets_what_the_log_still_has(log: Database, tmp_path: Path) -> None:
    put_away(log, tmp_path / "archive")
    target = Kept()

    assert Shipper(log, target).ship(NOW) == YOUNG + 1
    assert target.seqs[0] == OLD + 1


def test_the_command(url: str, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    note(database, "old", at=AT)
    note(database, "young", at=time.time_ns() // 1_000_000)

    assert cli.main(["audit", "archive", str(tmp_path / "a"), "--before", "soon", "--database", url]) == 1
    assert cli.main(["audit", "archive", str(tmp_path / "a"), "--before", "2025-12", "--database", url]) == 0
    assert "Rows 1 to 1 are in" in capsys.readouterr().out
    assert rows(database)[-1].by.startswith("terminal:")
    assert cli.main(["audit", "verify", "--against", str(tmp_path / "a"), "--database", url]) == 0
