"""A disk without room: a small file system of its own, filled to the last byte."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from edge.errors import StorageError, StorageFull
from edge.store.journal import Journal
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.vault import open_vault
from tests.edge.vault.examples import templates
from wire.kinds import Alarm, Entry, Reason

AT = 1_760_000_000_000
MODEL = "d" * 64


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """2 MiB."""
    if os.geteuid() != 0:
        pytest.skip("needs root: mounts a small tmpfs")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"a tmpfs can't be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", place], check=True)


def fill(disk: Path) -> Path:
    """Take all room there is."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return ballast


def entry(person: str) -> Entry:
    return Entry("front", True, Reason.GRANTED, "face", person)


def people(outbox: Outbox) -> list[str | None]:
    return [msgspec.json.decode(r.body, type=Entry).person for r in outbox.after(0, 10_000) if r.kind == "entry"]


def alarms(outbox: Outbox) -> list[str]:
    return [msgspec.json.decode(r.body, type=Alarm).code for r in outbox.after(0, 10_000) if r.kind == "alarm"]


def until_full(journal: Journal) -> list[str]:
    """Append until memory has to keep something; the people appended."""
    for number in range(10_000):
        if journal.append(entry(str(number)), AT) is None:
            return [str(i) for i in range(number + 1)]
    raise AssertionError("the disk was never full")


def test_entries_on_a_full_disk_are_kept_and_written_when_there_is_room(disk: Path) -> None:
    with closing(Outbox(disk / "outbox.db")) as outbox:
        journal = Journal(outbox)
        journal.append(entry("first"), AT)
        ballast = fill(disk)
        names = ["first", *until_full(journal)]
        journal.append(entry("last"), AT)
        journal.tend(AT)
        assert "room" in (journal.trouble or "")

        ballast.unlink()
        journal.tend(AT)

        assert journal.trouble is None
        assert people(outbox) == [*names, "last"]
        assert alarms(outbox) == ["storage-back"]


def test_a_box_started_on_a_full_disk_still_knows_its_residents(disk: Path, tmp_path: Path) -> None:
    vault = open_vault(tmp_path / "keys")
    with closing(Roster(disk / "roster.db", vault)) as roster:
        person = roster.add("王小明").person
        roster.enrol(person, MODEL, templates(3))
    fill(disk)

    with closing(Roster(disk / "roster.db", vault)) as roster:
        assert list(roster.residents()) == [person]
        assert roster.references(MODEL).people == [person] * 3
        with pytest.raises(StorageError):
            roster.add("x" * 100_000)


def test_a_box_killed_within_a_change_and_started_on_a_full_disk_still_knows_its_residents(
    disk: Path, tmp_path: Path
) -> None:
    vault = open_vault(tmp_path / "keys")
    with closing(Roster(disk / "roster.db", vault)) as roster:
        person = roster.add("王小明").person
        roster.enrol(person, MODEL, templates(3))
    killed = f"""
import os, sqlite3
connection = sqlite3.connect({str(disk / "roster.db")!r}, isolation_level=None)
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE face_references SET sealed = zeroblob(60000)")
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert (disk / "roster.db-journal").exists()
    fill(disk)

    with closing(Roster(disk / "roster.db", vault)) as again:
        assert again.references(MODEL).people == [person] * 3


def test_a_box_started_on_a_full_disk_keeps_entries_in_memory(disk: Path) -> None:
    ballast = fill(disk)
    with closing(Outbox(disk / "outbox.db")) as outbox:
        journal = Journal(outbox)
        assert journal.append(entry("a"), AT) is None
        journal.tend(AT)
        assert journal.held == 1

        ballast.unlink()
        journal.tend(AT)

        assert people(outbox) == ["a"]


def test_a_broken_file_on_a_full_disk_is_mended_when_there_is_room(disk: Path) -> None:
    with closing(Outbox(disk / "outbox.db")) as outbox:
        outbox.append(entry("a"), AT)
        (disk / "outbox.db").replace(disk / "moved.db")
        ballast = fill(disk)
        journal = Journal(outbox)
        journal.append(entry("b"), AT)
        journal.tend(AT)
        assert journal.held

        ballast.unlink()
        journal.tend(AT)

        saved, new = outbox.chains()
        assert saved.last == 1
        assert people(outbox) == ["b"]
        assert new.waiting == 3


def test_a_full_disk_is_told_from_a_broken_file(disk: Path) -> None:
    with closing(Outbox(disk / "outbox.db")) as outbox:
        outbox.append(entry("a"), AT)
        fill(disk)

        with pytest.raises(StorageFull):
            outbox.extend([(entry("b"), AT)] * 10_000)
        assert outbox.broken is None
