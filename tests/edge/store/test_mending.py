import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from edge.access import Failures
from edge.errors import StorageBroken, StorageError
from edge.store.aside import KEPT, set_aside_copies
from edge.store.outbox import Outbox
from edge.store.tries import Row
from wire.cursor import Cursor
from wire.kinds import DoorState, Entry, Reason

AT = 1_760_000_000_000


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.db")) as opened:
        yield opened


def append(outbox: Outbox, *names: str) -> None:
    outbox.extend([(DoorState("front", "online", name), AT) for name in names])


def names_in(outbox: Outbox) -> list[str]:
    """What all chains hold, oldest first."""
    records = [r for chain in outbox.chains() for r in outbox.after(0, 100_000, chain.outbox)]
    return [msgspec.json.decode(record.body)["detail"] for record in records]


def assert_broken(outbox: Outbox) -> None:
    with pytest.raises(StorageBroken):
        outbox.chains()
    with pytest.raises(StorageBroken):
        outbox.append(DoorState("front", "online"), AT)


def test_a_file_that_is_no_database_gives_nothing(outbox: Outbox) -> None:
    outbox.file.path.write_bytes(b"garbage" * 5000)
    assert_broken(outbox)

    sentence = outbox.mend(AT)

    assert "0 records were saved" in sentence
    append(outbox, "a")
    assert names_in(outbox) == ["a"]


def test_a_removed_file_gives_everything_since_it_is_still_open(outbox: Outbox) -> None:
    append(outbox, "a", "b")
    old_id = outbox.id
    outbox.mark_acknowledged(Cursor(old_id, 1))
    for path in outbox.file.path.parent.iterdir():
        path.unlink()
    assert_broken(outbox)

    outbox.mend(AT)
    append(outbox, "c")

    assert names_in(outbox) == ["a", "b", "c"]
    assert [(c.outbox == old_id, c.last, c.acknowledged) for c in outbox.chains()] == [(True, 2, 1), (False, 1, 0)]
    assert outbox.waiting == 2


def test_a_file_replaced_while_in_use_gives_everything(outbox: Outbox, tmp_path: Path) -> None:
    append(outbox, "a", "b")
    old_id = outbox.id
    with closing(Outbox(tmp_path / "foreign.db")) as foreign:
        append(foreign, "x")
    os.replace(tmp_path / "foreign.db", outbox.file.path)
    assert_broken(outbox)

    outbox.mend(AT)

    assert names_in(outbox) == ["a", "b"]
    assert outbox.id != old_id


def test_what_was_written_before_the_removal_was_noticed_is_taken_over(outbox: Outbox) -> None:
    append(outbox, "a")
    outbox.file.path.unlink()
    append(outbox, "b")
    assert outbox.broken

    outbox.mend(AT)

    assert names_in(outbox) == ["a", "b"]


def test_what_was_counted_of_presentations_is_taken_over(outbox: Outbox) -> None:
    outbox.append(Entry("front", False, Reason.NOT_RECOGNISED, "pin", room="302"), AT)
    outbox.append(Entry("front", True, Reason.GRANTED, "phone", "p1", step=7), AT)
    outbox.file.path.unlink()
    assert outbox.broken

    outbox.mend(AT)

    assert outbox.failures(Row("front", "pin")) == outbox.failures(Row("front", "pin", "302")) == Failures(1, AT)
    assert outbox.phone_step("p1") == 7


def test_a_truncated_file_gives_what_can_be_read(outbox: Outbox) -> None:
    names = [str(i) for i in range(5000)]
    append(outbox, *names)
    outbox.close()
    os.truncate(outbox.file.path, outbox.file.path.stat().st_size // 2)

    with pytest.raises(StorageBroken):
        append(outbox, "late")
    outbox.mend(AT)

    saved = names_in(outbox)
    assert saved == names[: len(saved)]
    append(outbox, "late")
    assert names_in(outbox)[-1] == "late"


def test_an_altered_record_and_what_follows_it_are_not_taken_over(outbox: Outbox) -> None:
    append(outbox, "a", "b", "c")
    with outbox.file.writing() as database:
        database.execute("UPDATE records SET body = ? WHERE seq = 2", [b"{}"])

    outbox.mend(AT)

    assert names_in(outbox) == ["a"]


def test_a_broken_file_is_not_touched_until_it_is_mended(outbox: Outbox) -> None:
    outbox.file.path.write_bytes(b"garbage" * 5000)
    assert_broken(outbox)
    outbox.file.path.write_bytes(b"")

    assert_broken(outbox)
    assert outbox.file.path.read_bytes() == b""


def test_an_empty_file_is_a_new_outbox(outbox: Outbox) -> None:
    outbox.file.path.write_bytes(b"")

    append(outbox, "a")

    assert names_in(outbox) == ["a"]


def test_a_folder_in_the_place_of_the_file_is_an_error_in_words(outbox: Outbox) -> None:
    outbox.file.path.mkdir()

    with pytest.raises(StorageError, match=r"outbox\.db"):
        append(outbox, "a")


def test_only_the_newest_broken_files_are_kept(outbox: Outbox) -> None:
    for i in range(KEPT + 3):
        outbox.file.path.write_bytes(b"garbage" * 5000)
        assert_broken(outbox)
        outbox.mend(AT + i)

    assert [path.name for path in set_aside_copies(outbox.file.path)] == [
        f"outbox.db.broken-{AT + KEPT + 1}",
        f"outbox.db.broken-{AT + KEPT + 2}",
    ]


def test_mending_that_fails_changes_nothing_and_can_be_tried_again(outbox: Outbox) -> None:
    append(outbox, "a")
    (outbox.file.path.parent / "elsewhere").mkdir()
    outbox.file.path.replace(outbox.file.path.parent / "elsewhere" / "outbox.db")
    assert_broken(outbox)
    blocking = outbox.file.path.with_name("outbox.db.new")
    blocking.mkdir()

    with pytest.raises(StorageError):
        outbox.mend(AT)
    assert outbox.broken
    blocking.rmdir()
    outbox.mend(AT)

    assert names_in(outbox) == ["a"]
