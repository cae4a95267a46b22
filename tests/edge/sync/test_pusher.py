from contextlib import closing
from pathlib import Path
from shutil import copyfile

import msgspec
import pytest

from edge.errors import CentralError, CentralRefused, CentralUnreachable
from edge.store.outbox import Outbox
from edge.store.quota import DAY, Quota
from edge.sync.pusher import FORKS, Pusher
from tests.edge.sync.conftest import AT, Box
from tests.fakes.central import Fault
from wire.batch import MAX_RECORDS
from wire.kinds import Alarm, Level
from wire.problem import ProblemType


def copy_of(outbox: Outbox) -> bytes:
    """The outbox file as a technician would copy it."""
    outbox.close()
    return outbox.file.path.read_bytes()


def put_back(outbox: Outbox, copy: bytes) -> None:
    outbox.close()
    outbox.file.path.write_bytes(copy)


def test_records_reach_central_once_and_in_order(box: Box) -> None:
    box.append("a", "b", "c")

    box.drain()

    assert box.names_at_central() == ["a", "b", "c"]
    assert box.outbox.waiting == 0
    assert [chain.acknowledged for chain in box.outbox.chains()] == [3]


def test_the_bytes_central_gets_are_those_on_disk(box: Box) -> None:
    box.append("a", "b")

    box.drain()

    assert box.central.all_records() == box.outbox.after(0, 10)


def test_more_than_a_batch_goes_in_batches(box: Box) -> None:
    names = [str(i) for i in range(MAX_RECORDS + 1)]
    box.append(*names)
    pusher = Pusher(box.outbox, box.link)

    steps = [pusher.step(), pusher.step(), pusher.step()]

    assert steps == [True, True, False]
    assert box.names_at_central() == names


def test_nothing_is_asked_twice_while_all_is_well(box: Box) -> None:
    pusher = Pusher(box.outbox, box.link)
    pusher.step()
    box.append("a")
    pusher.step()
    pusher.step()

    assert box.central.requests == 2


@pytest.mark.parametrize("fault", Fault)
def test_whatever_goes_wrong_once_nothing_is_lost_or_double(box: Box, fault: Fault) -> None:
    pusher = Pusher(box.outbox, box.link)
    for name, faults in (("a", [fault]), ("b", [fault]), ("c", [fault, fault])):
        box.append(name)
        box.central.faults.extend(faults)
        box.drain(pusher)

    assert box.names_at_central() == ["a", "b", "c"]


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.CURSOR_BEYOND])
def test_what_goes_wrong_is_said_in_a_sentence(box: Box, fault: Fault) -> None:
    box.append("a")
    box.central.faults.append(fault)

    with pytest.raises(CentralError, match=r".{20}"):
        Pusher(box.outbox, box.link).step()


def test_a_batch_that_does_not_get_through_is_made_smaller(box: Box) -> None:
    box.append(*"abcdefgh")
    pusher = Pusher(box.outbox, box.link)
    pusher.step()
    box.append(*(str(i) for i in range(MAX_RECORDS)))
    box.central.faults.extend([Fault.SILENCE] * 3)
    for _ in range(3):
        with pytest.raises(CentralUnreachable):
            pusher.step()

    pusher.step()

    assert len(box.central.all_records()) == 8 + MAX_RECORDS // 8


def test_a_central_restored_from_an_older_copy_gets_the_rest_again(box: Box) -> None:
    pusher = Pusher(box.outbox, box.link)
    box.append("a")
    box.drain(pusher)
    older = box.central.copy()
    box.append("b", "c")
    box.drain(pusher)

    box.central.rows = older
    box.append("d")
    with pytest.raises(CentralRefused):
        pusher.step()
    box.drain(pusher)

    assert box.names_at_central() == ["a", "b", "c", "d"]


def test_a_central_restored_from_before_retention_gets_what_is_kept(box: Box) -> None:
    box.append("a")
    box.drain()
    older = box.central.copy()
    box.append("b", "c", "d")
    box.drain()
    box.outbox.purge(AT + 99 * DAY)

    box.central.rows = older
    box.append("e")
    box.drain()

    alarm = next(record for record in box.central.all_records() if record.kind == "alarm")
    told = msgspec.json.decode(alarm.body, type=Alarm)
    assert (told.code, told.level) == ("records-missing", Level.CRITICAL)
    assert told.detail.startswith("records 2 to 3 of outbox")
    assert box.names_at_central() == ["a", "d", "e", told.detail]


def test_missing_records_are_told_once(box: Box) -> None:
    box.append("a", "b")
    box.drain()
    box.outbox.purge(AT + 99 * DAY)
    box.central.rows.records.clear()

    box.drain()
    box.append("c")
    box.drain()

    assert [record.kind for record in box.central.all_records()] == ["door", "alarm", "door"]


def test_a_full_outbox_loses_the_alarm_before_it_keeps_records_from_central(box: Box) -> None:
    box.append("a", "b", "c")
    box.drain()
    box.outbox.purge(AT + 99 * DAY)
    box.append("d")
    box.outbox.close()
    full = Outbox(box.outbox.file.path, Quota(rows=2))
    box.central.rows.records.clear()

    with closing(full):
        box.outbox = full
        box.drain()

    assert box.names_at_central() == ["c", "d"]


def test_an_old_copy_of_the_outbox_put_back_goes_on_under_a_new_id(box: Box) -> None:
    box.append("a", "b")
    box.drain()
    copy = copy_of(box.outbox)
    old_id = box.outbox.id
    box.append("c", "d")
    box.drain()

    put_back(box.outbox, copy)
    box.append("x", "y", "z")
    box.drain()

    assert box.names_at_central() == ["a", "b", "c", "d", "x", "y", "z"]
    assert [record.seq for record in box.central.rows.records[box.outbox.id]] == [1, 2, 3]
    assert box.outbox.id != old_id


def test_an_old_copy_put_back_under_a_running_box_is_noticed(box: Box) -> None:
    box.append("a", "b")
    pusher = Pusher(box.outbox, box.link)
    box.drain(pusher)
    copy = copy_of(box.outbox)
    box.append("c", "d", "e")
    box.drain(pusher)

    put_back(box.outbox, copy)
    box.append("v", "w", "x", "y", "z")
    box.drain(pusher)

    assert box.names_at_central() == [*"abcdevwxyz"]


def test_an_old_copy_with_nothing_new_begins_a_new_chain_for_what_comes(box: Box) -> None:
    box.append("a")
    box.drain()
    copy = copy_of(box.outbox)
    box.append("b")
    box.drain()

    put_back(box.outbox, copy)
    box.drain()
    box.append("x")
    box.drain()

    assert box.names_at_central() == ["a", "b", "x"]


def test_an_old_copy_that_never_was_acknowledged_is_compared_from_the_start(box: Box) -> None:
    box.append("a", "b")
    copy = copy_of(box.outbox)
    box.append("c", "d", "e")
    box.drain()

    put_back(box.outbox, copy)
    box.append("x", "y")
    box.drain()

    assert box.names_at_central() == ["a", "b", "c", "d", "e", "x", "y"]


def test_two_copies_of_one_outbox_do_not_overwrite_each_other(box: Box, tmp_path: Path) -> None:
    box.append("a")
    box.drain()
    box.outbox.close()
    copyfile(box.outbox.file.path, tmp_path / "twin.db")
    twin = Outbox(tmp_path / "twin.db")
    box.append("b")
    box.drain()

    box.outbox, first = twin, box.outbox
    box.append("x")
    box.drain()
    box.outbox = first
    twin.close()
    box.append("c")
    box.drain()

    assert sorted(box.names_at_central()) == ["a", "b", "c", "x"]


def test_a_central_that_refuses_every_outbox_is_let_rest(box: Box) -> None:
    box.append("a")
    pusher = Pusher(box.outbox, box.link)
    box.central.faults.extend([Fault.CURSOR_BEYOND] * 1000)

    with pytest.raises(CentralUnreachable, match="every outbox id"):
        push_often(pusher)

    assert len(box.outbox.chains()) <= FORKS + 1
    box.central.faults.clear()
    box.drain(pusher)
    assert box.names_at_central() == ["a"]


def push_often(pusher: Pusher) -> None:
    for _ in range(10 * FORKS):
        pusher.step()


def test_an_unknown_box_is_refused_with_the_reason(box: Box) -> None:
    box.central.rows.boxes.clear()
    box.append("a")

    with pytest.raises(CentralRefused) as refused:
        Pusher(box.outbox, box.link).step()

    assert refused.value.problem.type == ProblemType.UNKNOWN_BOX
