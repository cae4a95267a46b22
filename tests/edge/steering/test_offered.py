"""On every page of a real enrolment: what a phone is offered changes something, and no other touch does."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edge.enroller.view import View
from edge.enrolment.states import State
from edge.steering import Steering
from tests.edge.steering.conftest import Phone
from tests.edge.steering.test_steering import CHILD, to_the_end, to_the_face
from tests.fakes.doorway import CHEN, FAILED, Screen, screen
from wire.steering import Act


def document(door: Screen, phone: Phone) -> None:
    door.prepare()
    phone.touch(Act.BEGIN)


def confirm(door: Screen, phone: Phone) -> None:
    document(door, phone)
    door.lay(CHEN)


def of_a_child(door: Screen, phone: Phone) -> None:
    document(door, phone)
    door.lay(CHILD)
    phone.look()
    phone.touch(Act.CONFIRM)


def failed(door: Screen, phone: Phone) -> None:
    door.found = FAILED
    to_the_face(door, phone)
    door.look()


def other_way(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone, face=False)


def contact(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone)
    door.look()


PAGES: dict[State, Callable[[Screen, Phone], None]] = {
    State.DOCUMENT: document,
    State.CONFIRM: confirm,
    State.GUARDIAN: of_a_child,
    State.NO_GUARDIAN: of_a_child,
    State.FACE: to_the_face,
    State.FACE_FAILED: failed,
    State.OTHER_WAY: other_way,
    State.CONTACT: contact,
    State.RESULT: to_the_end,
}


def visible(view: View) -> object:
    """What a touch may change, and time alone does not; ALIVE shows in the patience only."""
    return replace(view, progress=None, blind=False)


@pytest.mark.parametrize("state", PAGES)
def test_what_is_offered_changes_something_and_nothing_else_does(tmp_path: Path, state: State) -> None:
    offered, tried = None, 0
    while offered is None or tried < len(offered):
        with screen(tmp_path / str(tried)) as door:
            door.invite(minors=state is not State.NO_GUARDIAN)
            phone = Phone(door, Steering(door.enroller, door.house.roster, door.house.clock, lambda: door.now))
            PAGES[state](door, phone)
            phone.look()
            assert phone.at() is state
            offered = phone.shown.acts
            if tried == 0:
                expect_nothing_from_others(door, phone)
            door.wait(61)
            phone.look()
            before = visible(door.enroller.view())
            phone.touch(Act(offered[tried]))
            assert visible(door.enroller.view()) != before, offered[tried]
        tried += 1


def expect_nothing_from_others(door: Screen, phone: Phone) -> None:
    for act in sorted(set(Act) - set(phone.shown.acts) - {Act.BEGIN}):
        before = visible(door.enroller.view())
        phone.touch(act)
        assert visible(door.enroller.view()) == before, act
