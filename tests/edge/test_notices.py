"""What drivers report becomes records, written by a thread of its own."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.camera.live import CameraState, CameraStatus
from edge.clock import BoxClock
from edge.lock import LockEvent
from edge.notices import Notices
from edge.store.journal import Journal
from edge.store.outbox import Outbox


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.sqlite")) as outbox:
        yield outbox


def written(notices: Notices, outbox: Outbox) -> list[tuple[str, dict[str, object]]]:
    """What the thread's work leaves in the outbox when it is told to stop at once."""
    stop = threading.Event()
    stop.set()
    notices.run(Journal(outbox), stop)
    return [(record.kind, json.loads(bytes(record.body))) for record in outbox.after(0, 100)]


def test_a_lock_that_goes_offline_is_a_record_and_an_alarm(outbox: Outbox) -> None:
    notices = Notices("front", BoxClock())

    notices.lock(LockEvent("offline", "no answer"))

    assert written(notices, outbox) == [
        ("door", {"door": "front", "state": "offline", "detail": "no answer"}),
        ("alarm", {"code": "lock-offline", "level": "critical", "door": "front", "detail": "no answer"}),
    ]


def test_a_lock_that_comes_back_is_no_alarm(outbox: Outbox) -> None:
    notices = Notices("front", BoxClock())

    notices.lock(LockEvent("online"))

    assert [kind for kind, _ in written(notices, outbox)] == ["door"]


def test_the_strike_falling_back_is_no_news(outbox: Outbox) -> None:
    notices = Notices("front", BoxClock())

    notices.lock(LockEvent("output", "0 inactive"))

    assert written(notices, outbox) == []


@pytest.mark.parametrize(("state", "level"), [(CameraState.GONE, "critical"), (CameraState.LIVE, "info")])
def test_a_camera_that_comes_or_goes_is_told(outbox: Outbox, state: CameraState, level: str) -> None:
    notices = Notices("front", BoxClock())

    notices.camera(CameraStatus(state, "why"))

    [(kind, alarm)] = written(notices, outbox)
    assert (kind, alarm["code"], alarm["level"]) == ("alarm", f"camera-{state}", level)


def test_storage_trouble_is_an_alarm_and_its_end_is_not(outbox: Outbox) -> None:
    notices = Notices("front", BoxClock())

    notices.storage("the disk is full")
    notices.storage(None)

    [(_, alarm)] = written(notices, outbox)
    assert (alarm["code"], alarm["detail"]) == ("storage-trouble", "the disk is full")


def test_reports_come_in_their_order_while_the_thread_runs(outbox: Outbox) -> None:
    notices, stop = Notices("front", BoxClock()), threading.Event()
    thread = threading.Thread(target=notices.run, args=(Journal(outbox), stop))
    thread.start()

    for number in range(50):
        notices.lock(LockEvent("normal", f"{number}"))
    stop.set()
    thread.join()

    details = [json.loads(bytes(record.body))["detail"] for record in outbox.after(0, 100)]
    assert details == [f"{number}" for number in range(50)]
