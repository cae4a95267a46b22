"""Copies put back: central from an older one, the box's file from an older one or gone. Nothing is lost or doubled."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stage.box import Box
from tests.stage.busy import SCENE, SETTINGS
from tests.stage.central import Central
from tests.stage.record import StoredRecord
from tests.stage.waiting import wait_until


@dataclass
class Pair:
    """A box and its central, both running."""

    central: Central
    box: Box

    def wait_for(self, number: int) -> list[StoredRecord]:
        """Central's records, once it has so many."""
        wait_until(lambda: len(self.central.records()) >= number, f"{number} records at central")
        return self.central.records()

    def stop_box(self) -> None:
        assert self.box.program
        self.box.program.stop()


def copy(database: Path, to: Path) -> None:
    """A consistent copy of a database in use."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def put_back(old: Path, database: Path) -> None:
    """Replace a database that nobody has open by an older copy."""
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    shutil.copyfile(old, database)


@pytest.fixture
def pair(tmp_path: Path, stage: Path) -> Iterator[Pair]:
    central = Central(tmp_path / "central")
    box = Box(tmp_path / "box", central=central.url, lock="simulated:", camera=SCENE, extra=SETTINGS)
    box.command("claim", central.claim_code("Restored"))
    box.enrol("Resident", [stage / "obama.jpg"])
    box.walk_up(stage / "obama2.jpg", 1)
    box.start()
    yield Pair(central, box)
    assert box.program
    box.program.stop()
    central.program.stop()


def test_a_central_restored_from_an_older_copy_gets_everything_again(pair: Pair, tmp_path: Path) -> None:
    pair.wait_for(4)
    copy(pair.central.file, tmp_path / "older.sqlite")
    known = len(pair.wait_for(len(pair.central.records()) + 4))
    pair.central.program.kill()
    put_back(tmp_path / "older.sqlite", pair.central.file)
    pair.central.start()

    pair.wait_for(known + 2)
    pair.stop_box()

    at_edge, at_central = pair.box.records(), pair.central.records()
    assert at_central == at_edge[: len(at_central)]
    assert len(at_central) >= known + 2


def test_an_older_copy_of_the_boxs_file_goes_on_under_a_new_id_and_nothing_is_lost(pair: Pair, tmp_path: Path) -> None:
    pair.wait_for(4)
    copy(pair.box.outbox, tmp_path / "older.sqlite")
    pair.wait_for(len(pair.box.records()) + 4)
    pair.stop_box()
    before = pair.central.records()
    put_back(tmp_path / "older.sqlite", pair.box.outbox)

    pair.box.start()
    pair.wait_for(len(before) + 4)
    pair.stop_box()

    at_central = pair.central.records()
    assert at_central[: len(before)] == before
    assert len({record.outbox for record in at_central}) == 2
    new = [record for record in at_central if record.outbox != before[0].outbox]
    assert [record.seq for record in new] == list(range(1, len(new) + 1))


def test_a_new_file_is_never_taken_for_the_old_one(pair: Pair) -> None:
    pair.wait_for(4)
    pair.stop_box()
    before = pair.central.records()
    for ending in ("", "-wal", "-shm"):
        pair.box.outbox.with_name(pair.box.outbox.name + ending).unlink(missing_ok=True)

    pair.box.start()
    at_central = pair.wait_for(len(before) + 3)

    assert at_central[: len(before)] == before
    assert {record.outbox for record in at_central[len(before) :]}.isdisjoint({before[0].outbox})


def test_a_file_of_garbage_is_set_aside_and_the_door_goes_on(pair: Pair) -> None:
    before = pair.wait_for(4)
    pair.stop_box()
    before = pair.central.records()
    pair.box.outbox.write_bytes(b"\xde\xad\xbe\xef" * 4096)

    pair.box.start()
    at_central = pair.wait_for(len(before) + 4)

    assert at_central[: len(before)] == before
    assert any(b"storage-mended" in record.body for record in at_central)
    assert list(pair.box.outbox.parent.glob("outbox.sqlite.broken-*"))
