import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from edge.access import Failures
from edge.errors import StorageError
from edge.store import journal as journals
from edge.store.journal import Journal
from edge.store.outbox import Happening, Outbox
from edge.store.roster import Roster
from edge.store.tries import Row
from edge.vault import open_vault
from wire.kinds import BODIES, Alarm, Entry, Health, Reason
from wire.record import Record

AT = 1_760_000_000_000


class Faulty(Outbox):
    """An outbox whose disk fails while `fault` is set; `lands` says that the commit reached the disk all the same."""

    fault: StorageError | None = None
    lands = False

    def extend(self, happenings: list[Happening]) -> list[Record]:  # type: ignore[override]
        if self.fault and not self.lands:
            raise self.fault
        added = super().extend(happenings)
        if self.fault:
            raise self.fault
        return added


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Faulty]:
    with closing(Faulty(tmp_path / "outbox.db")) as opened:
        yield opened


def entry(person: str) -> Entry:
    return Entry("front", True, Reason.GRANTED, "face", person)


def refused() -> Entry:
    return Entry("front", False, Reason.NOT_RECOGNISED, "face")


def bodies(outbox: Outbox) -> list[msgspec.Struct]:
    return [msgspec.json.decode(r.body, type=BODIES[r.kind]) for r in outbox.after(0, 100_000)]


def held_back(*people: str) -> list[Entry]:
    return [Entry("front", True, Reason.GRANTED, "face", person, held_back=True) for person in people]


def test_what_happens_goes_straight_to_the_disk(outbox: Faulty) -> None:
    journal = Journal(outbox)

    assert [journal.append(entry("a"), AT), journal.append(entry("b"), AT)] == [1, 2]
    journal.tend(AT)
    assert bodies(outbox) == [entry("a"), entry("b")]


def test_memory_keeps_what_the_disk_does_not_take_and_writes_it_later(outbox: Faulty) -> None:
    told: list[str | None] = []
    journal = Journal(outbox, listener=told.append)
    journal.append(entry("a"), AT)
    outbox.fault = StorageError("the disk is gone")
    assert journal.append(entry("b"), AT + 1) is None
    assert journal.append(entry("c"), AT + 2) is None
    journal.tend(AT + 3)
    assert (journal.held, journal.trouble) == (2, "the disk is gone")

    outbox.fault = None
    journal.tend(AT + 4)

    assert told == ["the disk is gone", None]
    assert (journal.held, journal.trouble) == (0, None)
    *written, alarm = bodies(outbox)
    assert written == [entry("a"), *held_back("b", "c")]
    assert isinstance(alarm, Alarm)
    assert (alarm.code, alarm.level) == ("storage-back", "warning")
    assert "kept 2 records" in alarm.detail
    assert "0 were lost" in alarm.detail
    assert [record.at for record in outbox.after(0, 9)] == [AT, AT + 1, AT + 2, AT + 4]


def test_the_order_is_kept_while_memory_still_holds_something(outbox: Faulty) -> None:
    journal = Journal(outbox)
    outbox.fault = StorageError("full")
    journal.append(entry("a"), AT)
    outbox.fault = None
    assert journal.append(entry("b"), AT) is None

    journal.tend(AT)

    assert journal.append(entry("c"), AT) == 4
    assert [b.person for b in bodies(outbox) if isinstance(b, Entry)] == ["a", "b", "c"]


def test_what_memory_can_not_keep_is_counted(outbox: Faulty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "HELD", 3)
    journal = Journal(outbox)
    outbox.fault = StorageError("full")
    for name in "abcde":
        journal.append(entry(name), AT)

    outbox.fault = None
    journal.tend(AT)

    *written, alarm = bodies(outbox)
    assert written == held_back("c", "d", "e")
    assert isinstance(alarm, Alarm)
    assert (alarm.level, "kept 3 records" in alarm.detail, "2 were lost" in alarm.detail) == ("critical", True, True)


def test_the_state_of_the_box_is_not_kept_in_memory(outbox: Faulty) -> None:
    journal = Journal(outbox)
    outbox.fault = StorageError("full")

    journal.append(Health("1", 1, 1, 1, 1, "ok", "ok"), AT)

    assert journal.held == 0


@pytest.mark.parametrize("names", ["a", "ab", "abcdef"])
def test_a_commit_that_failed_but_reached_the_disk_is_not_written_twice(outbox: Faulty, names: str) -> None:
    journal = Journal(outbox)
    outbox.fault, outbox.lands = StorageError("sync failed"), True
    for name in names:
        journal.append(entry(name), AT)
    journal.tend(AT)

    outbox.fault = None
    journal.tend(AT)

    assert [b.person for b in bodies(outbox) if isinstance(b, Entry)] == list(names)
    assert journal.trouble is None


def test_more_than_one_commit_of_held_records_keeps_order(outbox: Faulty) -> None:
    journal = Journal(outbox)
    outbox.fault = StorageError("full")
    names = [str(i) for i in range(2 * journals.STEP + 5)]
    for name in names:
        journal.append(entry(name), AT)

    outbox.fault = None
    journal.tend(AT)

    written = bodies(outbox)
    assert [b.person for b in written if isinstance(b, Entry)] == names
    assert sum(isinstance(b, Alarm) for b in written) == 1


def test_failures_in_a_row_count_while_the_disk_fails(outbox: Faulty) -> None:
    journal = Journal(outbox)
    journal.append(refused(), AT)
    outbox.fault = StorageError("full")
    journal.append(refused(), AT + 1)

    assert journal.failures("front", "face") == Failures(2, AT + 1)
    outbox.fault = None
    journal.tend(AT + 2)
    assert outbox.failures(Row("front", "face")) == Failures(2, AT + 1)


def test_failures_are_known_after_a_restart(outbox: Faulty) -> None:
    Journal(outbox).append(refused(), AT)

    assert Journal(outbox).failures("front", "face") == Failures(1, AT)


def test_a_garbage_outbox_is_set_aside_and_nothing_is_forgotten(outbox: Faulty) -> None:
    outbox.file.path.write_bytes(b"this is not a database" * 1000)
    journal = Journal(outbox)
    assert journal.append(entry("a"), AT) is None

    journal.tend(AT)

    kept, mended, back = bodies(outbox)
    assert kept == held_back("a")[0]
    assert isinstance(mended, Alarm)
    assert isinstance(back, Alarm)
    assert (mended.code, back.code) == ("storage-mended", "storage-back")
    assert f"outbox.db.broken-{AT}" in mended.detail
    assert outbox.file.path.with_name(f"outbox.db.broken-{AT}").exists()


def test_a_broken_roster_is_mended_and_said_so(outbox: Faulty, tmp_path: Path) -> None:
    with closing(Roster(tmp_path / "roster.db", open_vault(tmp_path / "keys"))) as roster:
        person = roster.add("王小明").person
        roster.close()
        roster.file.path.write_bytes(b"garbage" * 1000)
        journal = Journal(outbox, (roster,))
        with pytest.raises(StorageError):
            roster.residents()

        journal.tend(AT)

        assert list(roster.residents()) == [person]
    codes = [b.code for b in bodies(outbox) if isinstance(b, Alarm)]
    assert codes == ["storage-mended", "storage-back"]


def test_another_program_that_holds_the_file_does_not_hold_the_door(outbox: Faulty) -> None:
    journal = Journal(outbox)
    journal.append(entry("a"), AT)
    with closing(sqlite3.connect(outbox.file.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert journal.append(entry("b"), AT) is None
        assert journal.append(entry("c"), AT) is None
        other.execute("ROLLBACK")

    journal.tend(AT)

    assert [b.person for b in bodies(outbox) if isinstance(b, Entry)] == ["a", "b", "c"]
