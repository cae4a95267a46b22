"""Captures that fail in a row are counted over all who enrol at a door, over restarts and power cuts."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.access import CAPTURE, DELAY_AFTER_FAILURES, FREE_FAILURES, MOST_FAILURES
from edge.enroller.view import Complaint
from edge.enrolment import events
from edge.enrolment.states import State
from tests.fakes.doorway import CAPTURED, CODE, FAILED, Screen, screen
from tests.fakes.house import PIN
from wire import notice
from wire.kinds import Alarm
from wire.notice import Purpose

PAUSE = DELAY_AFTER_FAILURES / 1000
"""s."""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as built:
        built.invite(places=100)
        built.found = FAILED
        yield built


def come(door: Screen) -> State:
    """Somebody enrols as far as the camera; where they stand then."""
    shown = {purpose: notice.notice(notice.current(), purpose, "zh").digest for purpose in Purpose}
    door.enroller.take(events.Cancelled())
    door.enroller.begin("zh")
    door.enroller.invite(CODE)
    door.enroller.answer(events.Acknowledged(), (shown[Purpose.REGISTRATION],))
    door.enroller.answer(events.FaceAnswered(face=True), (shown[Purpose.FACE],))
    door.lay()
    door.enroller.take(events.Confirmed())
    return state(door)


def state(door: Screen) -> State:
    return door.enroller.view().enrolment.state


def fail(door: Screen, times: int) -> None:
    """So many captures fail, each of somebody else, who does not hurry."""
    for _ in range(times):
        assert come(door) is State.FACE
        door.look()
        assert state(door) is State.FACE_FAILED
        door.house.wait(PAUSE)


def counted(door: Screen) -> int:
    return door.house.journal.failures("front", CAPTURE).count


def test_after_five_in_a_row_the_next_one_waits_whoever_it_is(door: Screen) -> None:
    fail(door, FREE_FAILURES)
    door.house.wait(-1)

    assert come(door) is State.FACE_FAILED
    assert door.enroller.view().said is Complaint.CAPTURE_WAITS
    door.house.wait(1)
    door.enroller.take(events.TriedAgain())

    assert state(door) is State.FACE


def test_a_refused_try_counts_nothing_and_takes_none_of_a_persons_own(door: Screen) -> None:
    fail(door, FREE_FAILURES)
    door.house.wait(-1)

    come(door)

    assert counted(door) == FREE_FAILURES
    assert door.enroller.view().enrolment.tries == 0


def test_neither_a_restart_nor_a_new_enrolment_gives_new_tries(door: Screen) -> None:
    fail(door, FREE_FAILURES)
    door.house.wait(-1)
    door.house.restart()
    door.start()

    assert come(door) is State.FACE_FAILED


def test_a_failure_is_counted_when_the_power_is_cut_right_after(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with screen(tmp_path, found=FAILED) as door:
            door.invite(places=100)
            fail(door, 3)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)

    with screen(tmp_path) as door:
        assert counted(door) == 3


def test_a_capture_ends_the_row(door: Screen) -> None:
    fail(door, FREE_FAILURES)
    door.found = CAPTURED
    come(door)

    door.look()

    assert state(door) is State.CONTACT
    assert counted(door) == 0


def test_after_fifty_the_camera_is_off_until_staff_allow_it_and_other_ways_stay(door: Screen) -> None:
    fail(door, MOST_FAILURES)

    assert come(door) is State.FACE_FAILED
    assert door.enroller.view().said is Complaint.CAPTURE_OFF
    assert [body.code for body in door.told(Alarm)] == ["way-off"]
    door.enroller.take(events.FaceDeclined())
    door.enroller.choose(lambda choosing: choosing.pin(PIN))
    door.enroller.choose(lambda choosing: choosing.pin(PIN))
    assert state(door) is State.CONTACT

    door.house.portal.allow(CAPTURE, "Li Wei")

    assert come(door) is State.FACE


def test_without_room_on_the_disk_memory_counts(door: Screen) -> None:
    door.house.outbox.close()
    door.house.outbox.file.path.unlink()
    door.house.outbox.file.path.mkdir()

    for _ in range(2):
        door.house.journal.count_capture("front", failed=True, at=door.house.now)

    assert counted(door) == 2


@pytest.mark.parametrize("end", [events.Contacted(""), events.Cancelled(), events.Back()])
def test_samples_are_overwritten_once_they_are_stored_or_let_go_of(door: Screen, end: events.Event) -> None:
    door.found = CAPTURED
    come(door)
    door.look()
    samples = door.enroller.view().enrolment.samples
    assert samples is not None
    assert samples.templates.any()

    door.enroller.take(end)

    assert not samples.templates.any()
