import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from sqlite_utils import Database

from edge.access import Failures
from edge.errors import StorageFull
from edge.store import schema
from edge.store.outbox import Outbox
from edge.store.quota import DAY, Quota
from edge.store.tries import NO_STEP, Row
from wire.cursor import Cursor
from wire.kinds import Alarm, DoorState, Entry, Method, Reason, Release, WayAllowed
from wire.record import GENESIS, Record, is_intact

AT = 1_760_000_000_000


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.db")) as opened:
        yield opened


def granted(door: str = "front") -> Entry:
    return Entry(door, True, Reason.GRANTED, "face", "p1", 0.7)


def refused(
    door: str = "front", reason: Reason = Reason.NOT_RECOGNISED, method: Method = Method.FACE, room: str = ""
) -> Entry:
    return Entry(door, False, reason, method, room=room)


def acknowledge(outbox: Outbox, seq: int) -> None:
    outbox.mark_acknowledged(Cursor(outbox.id, seq))


def fill(outbox: Outbox) -> None:
    for _ in range(10_000):
        outbox.append(granted(), AT)


def assert_chained(records: list[Record]) -> None:
    assert all(is_intact(record) for record in records)
    assert [record.prev for record in records[1:]] == [record.digest for record in records[:-1]]


def test_records_are_numbered_without_gaps_and_chained(outbox: Outbox) -> None:
    appended = [outbox.append(granted(), AT + i) for i in range(5)]

    assert outbox.after(0, 100) == appended
    assert [record.seq for record in appended] == [1, 2, 3, 4, 5]
    assert appended[0].prev == GENESIS
    assert_chained(appended)


def test_a_record_reads_back_byte_for_byte(outbox: Outbox) -> None:
    appended = outbox.append(granted(), AT)

    read = outbox.after(0, 1)[0]

    assert bytes(read.body) == bytes(appended.body)
    assert msgspec.json.decode(read.body, type=Entry) == granted()


def test_an_append_is_seen_after_the_file_is_opened_again(outbox: Outbox) -> None:
    first = outbox.append(granted(), AT)
    outbox.close()

    second = outbox.append(granted(), AT)

    assert (second.outbox, second.seq, second.prev) == (first.outbox, 2, first.digest)


def test_several_are_stored_all_or_none(outbox: Outbox) -> None:
    like_a_face = Alarm("x", "info", detail="a" * 400)

    with pytest.raises(ValueError, match="face"):
        outbox.extend([(granted(), AT), (like_a_face, AT)])

    assert outbox.last is None


def test_two_openings_of_one_file_share_one_chain(outbox: Outbox) -> None:
    def write(writer: Outbox) -> None:
        for _ in range(10):
            writer.append(granted(), AT)

    with closing(Outbox(outbox.file.path)) as command:
        threads = [threading.Thread(target=write, args=(writer,)) for writer in (outbox, command)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    records = outbox.after(0, 100)
    assert [record.seq for record in records] == list(range(1, 21))
    assert_chained(records)


def test_who_waits_is_woken_by_an_append(outbox: Outbox) -> None:
    assert not outbox.appended.is_set()

    outbox.append(granted(), AT)

    assert outbox.appended.is_set()


def test_each_file_has_its_own_id(outbox: Outbox, tmp_path: Path) -> None:
    with closing(Outbox(tmp_path / "other.db")) as other:
        assert outbox.id != other.id
        assert len(bytes.fromhex(outbox.id)) == 16


def test_only_the_owner_can_read_the_files(outbox: Outbox) -> None:
    outbox.append(granted(), AT)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in outbox.file.path.parent.iterdir()}

    assert modes == {"outbox.db": 0o600, "outbox.db-wal": 0o600, "outbox.db-shm": 0o600}


def test_a_commit_is_synced_to_the_disk(outbox: Outbox) -> None:
    with outbox.file.reading() as database:
        pragmas = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]

    assert pragmas == ["wal", 2]


def test_waiting_counts_what_central_has_not_acknowledged(outbox: Outbox) -> None:
    for i in range(5):
        outbox.append(granted(), AT + i)

    acknowledge(outbox, 3)

    assert outbox.waiting == 2
    assert outbox.last is not None
    assert outbox.last.seq == 5


def test_acknowledged_records_are_kept_until_retention_ends(outbox: Outbox) -> None:
    for i in range(4):
        outbox.append(granted(), AT + i * DAY)
    acknowledge(outbox, 3)

    assert outbox.purge(AT + 30 * DAY) == 0
    assert outbox.purge(AT + 32 * DAY) == 2
    assert [record.seq for record in outbox.after(0, 10)] == [3, 4]


def test_what_central_does_not_have_is_never_purged(outbox: Outbox) -> None:
    outbox.append(granted(), AT)
    outbox.append(granted(), AT)

    assert outbox.purge(AT + 10_000 * DAY) == 0


def test_the_chain_goes_on_after_everything_was_purged(outbox: Outbox) -> None:
    for _ in range(3):
        outbox.append(granted(), AT)
    acknowledge(outbox, 3)
    outbox.purge(AT + 99 * DAY)
    outbox.close()

    record = outbox.append(granted(), AT)

    assert record.seq == 4
    assert_chained(outbox.after(0, 10))


def test_an_outbox_at_its_quota_lets_go_of_what_central_has(tmp_path: Path) -> None:
    with closing(Outbox(tmp_path / "outbox.db", Quota(rows=10))) as outbox:
        for _ in range(10):
            outbox.append(granted(), AT)
        acknowledge(outbox, 10)

        assert outbox.append(granted(), AT).seq == 11


@pytest.mark.parametrize("quota", [Quota(rows=200), Quota(bytes=100 * 4096)])
def test_an_outbox_at_its_quota_takes_nothing_central_has_not_made_room_for(tmp_path: Path, quota: Quota) -> None:
    with closing(Outbox(tmp_path / "outbox.db", quota)) as outbox:
        with pytest.raises(StorageFull):
            fill(outbox)

        acknowledge(outbox, 100)

        assert outbox.append(granted(), AT).seq > 100


def test_failures_in_a_row_survive_a_power_cut(outbox: Outbox) -> None:
    outbox.append(granted(), AT)
    outbox.append(refused(), AT + 1)
    outbox.append(refused("back"), AT + 2)
    outbox.append(refused(), AT + 3)
    outbox.append(refused(reason=Reason.RATE_LIMITED), AT + 4)
    outbox.close()

    assert outbox.failures(Row("front", "face")) == Failures(2, AT + 3)
    assert outbox.failures(Row("back", "face")) == Failures(1, AT + 2)
    assert outbox.failures(Row("cellar", "face")) == Failures()


def test_a_granted_entry_ends_the_row_of_failures(outbox: Outbox) -> None:
    outbox.append(refused(), AT)
    outbox.append(granted(), AT + 1)

    assert outbox.failures(Row("front", "face")) == Failures()


def test_each_way_and_each_room_has_its_own_row_of_failures(outbox: Outbox) -> None:
    outbox.append(refused(), AT)
    outbox.append(refused(method=Method.PIN, room="302"), AT + 1)
    outbox.append(refused(method=Method.PIN, room="303"), AT + 2)

    assert outbox.failures(Row("front", "face")) == Failures(1, AT)
    assert outbox.failures(Row("front", "pin")) == Failures(2, AT + 2)
    assert outbox.failures(Row("front", "pin", "302")) == Failures(1, AT + 1)
    assert outbox.failures(Row("front", "phone", "302")) == Failures()


def test_staff_end_a_row_of_failures_of_one_way(outbox: Outbox) -> None:
    outbox.append(refused(), AT)
    outbox.append(refused(method=Method.PIN), AT)
    outbox.append(WayAllowed("front", "face", "Li Wei"), AT + 1)

    assert outbox.failures(Row("front", "face")) == Failures()
    assert outbox.failures(Row("front", "pin")).count == 1


def test_the_step_of_the_last_phone_code_survives_a_power_cut(outbox: Outbox) -> None:
    outbox.append(Entry("front", True, Reason.GRANTED, "phone", "p1", step=7), AT)
    outbox.append(Entry("front", False, Reason.SUSPENDED, "phone", "p2", step=8), AT)
    outbox.close()

    assert outbox.phone_step("p1") == 7
    assert outbox.phone_step("p2") == NO_STEP


def test_failures_that_an_older_version_counted_are_failures_of_the_face(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as connection:
        database = Database(connection, execute_plugins=False)
        schema.outbox.apply(database, stop_before="tries")
        database.execute("INSERT INTO failures VALUES ('front', 4, ?)", [AT])

    with closing(Outbox(tmp_path / "old.db")) as outbox:
        assert outbox.failures(Row("front", "face")) == Failures(4, AT)


def test_time_is_known_to_be_no_earlier_than_the_latest_record(outbox: Outbox) -> None:
    assert outbox.known_time == 0
    outbox.append(granted(), AT + 60_000)
    outbox.append(granted(), AT)

    assert outbox.known_time == AT + 60_000


def test_a_settled_time_forgets_a_clock_that_was_ahead(outbox: Outbox) -> None:
    outbox.append(granted(), AT + 999 * DAY)

    outbox.settle_time(AT)
    assert outbox.known_time == AT
    outbox.append(granted(), AT + 5)
    assert outbox.known_time == AT + 5


def test_a_fork_moves_records_to_a_new_chain(outbox: Outbox) -> None:
    old_id = outbox.id
    for i in range(5):
        outbox.append(DoorState("front", "online", str(i)), AT + i)

    new_id = outbox.fork(old_id, 4)

    assert outbox.id == new_id != old_id
    assert [record.seq for record in outbox.after(0, 10, old_id)] == [1, 2, 3]
    moved = outbox.after(0, 10)
    assert [(r.seq, r.at, msgspec.json.decode(r.body)["detail"]) for r in moved] == [(1, AT + 3, "3"), (2, AT + 4, "4")]
    assert moved[0].prev == GENESIS
    assert_chained(moved)
    assert outbox.append(granted(), AT).seq == 3


def test_a_copy_from_before_a_fork_forks_to_the_same_place(outbox: Outbox) -> None:
    outbox.append(granted(), AT)
    outbox.append(refused(), AT)
    outbox.close()
    copy = outbox.file.path.read_bytes()

    old_id = outbox.id
    first = outbox.fork(old_id, 2)
    moved = outbox.after(0, 10)
    outbox.close()
    outbox.file.path.write_bytes(copy)

    assert outbox.fork(old_id, 2) == first
    assert outbox.after(0, 10) == moved


def test_a_release_that_moved_still_names_its_entry(outbox: Outbox) -> None:
    outbox.append(granted(), AT)
    outbox.append(granted(), AT)
    outbox.append(Release("front", "done", entry=2), AT)
    outbox.append(Release("front", "done", entry=1), AT)

    outbox.fork(outbox.id, 2)

    releases = [msgspec.json.decode(r.body, type=Release) for r in outbox.after(1, 10)]
    assert [release.entry for release in releases] == [1, None]


def test_a_fork_behind_the_last_record_begins_an_empty_chain(outbox: Outbox) -> None:
    old_id = outbox.id
    outbox.append(granted(), AT)
    acknowledge(outbox, 1)

    outbox.fork(old_id, 2)

    assert outbox.waiting == 0
    assert outbox.append(granted(), AT).seq == 1
    assert [chain.outbox for chain in outbox.chains()] == [old_id, outbox.id]


def test_an_old_chain_is_forgotten_when_its_records_are(outbox: Outbox) -> None:
    old_id = outbox.id
    outbox.append(granted(), AT)
    acknowledge(outbox, 1)
    outbox.fork(old_id, 2)
    outbox.append(granted(), AT + 99 * DAY)

    outbox.purge(AT + 99 * DAY)

    assert [chain.outbox for chain in outbox.chains()] == [outbox.id]


def test_the_tables_are_those_of_the_migrations(outbox: Outbox) -> None:
    outbox.append(granted(), AT)

    with closing(sqlite3.connect(outbox.file.path)) as connection:
        applied = connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall()

    assert applied == [("records",), ("clock",), ("tries",)]
