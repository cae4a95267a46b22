"""A printed card or a passport before the camera, where there is no reader or no chip."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge.document import DocumentType, Way
from edge.enroller.photographing import Side
from edge.enroller.view import Complaint
from edge.enrolment import events
from edge.enrolment.machine import Patience
from edge.enrolment.states import State
from tests.fakes.doorway import CODE, Screen, ScriptedPrinted, screen
from tests.stage.waiting import wait_until
from wire import notice
from wire.kinds import Registration
from wire.notice import Purpose


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path, printed=ScriptedPrinted()) as built:
        built.invite()
        yield built


def to_the_document(door: Screen, *, face: bool = True) -> None:
    shown = {purpose: notice.notice(notice.current(), purpose, "zh").digest for purpose in Purpose}
    door.enroller.begin("zh")
    door.enroller.invite(CODE)
    door.enroller.answer(events.Acknowledged(), (shown[Purpose.REGISTRATION],))
    door.enroller.answer(events.FaceAnswered(face=face), (shown[Purpose.FACE],))


def until(door: Screen, holds: Callable[[], object]) -> None:
    """The camera goes on giving frames until it is so."""

    def looked() -> object:
        door.look()
        return holds()

    wait_until(looked, "what is held up is read")


def photograph(door: Screen) -> None:
    """Both sides of a card."""
    door.enroller.photograph(Side.FRONT)
    door.look()
    door.enroller.snap()
    until(door, lambda: door.enroller.view().side is Side.BACK and door.enroller.view().reading is None)
    door.enroller.snap()
    until(door, lambda: door.enroller.view().enrolment.state is State.CONFIRM)


def test_both_sides_of_a_card_make_a_document_that_people_judge(door: Screen) -> None:
    to_the_document(door)
    photograph(door)
    door.enroller.take(events.Confirmed())
    door.look()
    door.enroller.contact("")
    (told,) = door.told(Registration)
    assert (told.document, told.way, told.outcome, told.reasons) == ("resident", "printed", "review", ["not-from-chip"])


@pytest.mark.parametrize("face", [True, False])
def test_the_portrait_is_kept_only_for_who_said_yes_to_the_comparison(door: Screen, face: bool) -> None:
    to_the_document(door, face=face)
    photograph(door)
    reading = door.enroller.view().enrolment.reading
    assert reading is not None
    assert reading.document.way is Way.PRINTED
    assert (reading.photo is not None) is face


def test_a_passport_takes_one_picture(door: Screen) -> None:
    to_the_document(door)
    door.enroller.photograph(Side.PASSPORT)
    door.look()
    door.enroller.snap()
    until(door, lambda: door.enroller.view().enrolment.state is State.CONFIRM)
    reading = door.enroller.view().enrolment.reading
    assert reading is not None
    assert reading.document.type is DocumentType.PASSPORT


def test_what_could_not_be_read_is_photographed_again(door: Screen) -> None:
    door.printed.fails = True
    to_the_document(door)
    door.enroller.photograph(Side.FRONT)
    door.look()
    door.enroller.snap()
    until(door, lambda: door.enroller.view().said is Complaint.NOT_READABLE)
    view = door.enroller.view()
    assert (view.side, view.reading) == (Side.FRONT, None)
    door.printed.fails = False
    photograph(door)


def test_while_it_is_read_nobody_need_touch_anything(door: Screen) -> None:
    door.printed.waits = threading.Event()
    to_the_document(door)
    door.enroller.photograph(Side.FRONT)
    door.look()
    door.enroller.snap()
    for _ in range(40):
        door.look()
        door.wait(2.0)
    view = door.enroller.view()
    assert (view.patience, view.enrolment.state) == (Patience.WAITS, State.DOCUMENT)
    assert view.reading is not None
    assert 0.9 < view.reading < 1
    door.printed.waits.set()
    until(door, lambda: door.enroller.view().side is Side.BACK)


def test_nothing_that_was_photographed_is_left_after_cancelling(door: Screen) -> None:
    to_the_document(door)
    door.enroller.photograph(Side.FRONT)
    door.look()
    held = [door.enroller.picture]
    door.enroller.take(events.Cancelled())
    held.append(door.enroller.picture)
    assert [picture is None for picture in held] == [False, True]
    assert door.enroller.view().side is None


def test_a_box_that_can_read_no_print_does_not_offer_it(tmp_path: Path) -> None:
    with screen(tmp_path) as door:
        door.invite()
        to_the_document(door)
        door.enroller.photograph(Side.FRONT)
        assert (door.enroller.view().can_photograph, door.enroller.view().side) == (False, None)
