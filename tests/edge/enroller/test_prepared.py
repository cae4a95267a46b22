"""Who has answered on their phone before they came is not asked again at the door."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge.enroller.choosing import Choosing
from edge.enroller.view import PIN_AGAIN, PIN_AT_KEYPAD, TAKEN_OVER, Complaint
from edge.enrolment import events
from edge.enrolment.states import State
from tests.fakes.doorway import CODE, OWN_CODE, PREPARATION, STAY, Screen, screen
from tests.fakes.notices import FIRST, NEXT, in_force
from wire.kinds import Consent, Registration

PIN = "205814"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as built:
        built.invite()
        yield built


def state(door: Screen) -> State:
    return door.enroller.view().enrolment.state


def show_own_code(door: Screen) -> None:
    assert isinstance(door.enroller.begin("zh"), str)
    door.enroller.invite(OWN_CODE)


def at_other_way(door: Screen) -> None:
    door.prepare(face=False)
    show_own_code(door)
    door.lay()
    door.enroller.take(events.Confirmed())
    assert state(door) is State.OTHER_WAY


@pytest.mark.parametrize("face", [True, False])
def test_their_answers_are_consents_from_a_phone_before_anything_follows(door: Screen, face: bool) -> None:
    door.prepare(face=face)
    show_own_code(door)
    view = door.enroller.view()
    assert (view.enrolment.state, view.enrolment.language, view.said) == (State.DOCUMENT, "vi", TAKEN_OVER)
    said = [(each.purpose, each.given, each.language, each.way) for each in door.told(Consent)]
    assert said == [("registration", True, "vi", "phone"), ("face", face, "vi", "phone")]


def test_the_registration_names_the_preparation_and_its_code_is_used_up(door: Screen) -> None:
    door.prepare()
    show_own_code(door)
    door.lay()
    door.enroller.take(events.Confirmed())
    door.look()
    door.enroller.contact("")
    (told,) = door.told(Registration)
    assert (told.preparation, told.outcome, told.stay) == (PREPARATION, "granted", STAY)
    assert door.house.roster.prepared(PREPARATION, door.house.now) is None


def test_nothing_follows_from_answers_that_the_disk_does_not_take(door: Screen) -> None:
    door.prepare()
    door.house.journal._trouble = "the disk is full"
    show_own_code(door)
    assert (state(door), door.enroller.view().said) == (State.INVITATION, Complaint.NOT_STORED)


def test_who_goes_back_is_asked_about_their_face_at_the_door(door: Screen) -> None:
    door.prepare()
    show_own_code(door)
    door.enroller.take(events.Back())
    assert (state(door), door.enroller.view().enrolment.face) == (State.FACE_NOTICE, None)
    door.enroller.take(events.FaceAnswered(face=False))
    assert (door.told(Consent)[-1].given, door.told(Consent)[-1].way) == (False, "kiosk")


def test_who_answered_another_notice_is_asked_again_in_their_language(door: Screen, tmp_path: Path) -> None:
    door.prepare(version=FIRST)
    with in_force(tmp_path / "notices", FIRST, NEXT):
        show_own_code(door)
        view = door.enroller.view()
    assert (view.enrolment.state, view.enrolment.language) == (State.REGISTRATION, "vi")
    assert (view.said, door.told(Consent)) == (Complaint.NOTICE_CHANGED, [])


def test_who_answered_in_a_language_that_the_box_has_not_is_asked_as_anybody(door: Screen) -> None:
    door.prepare(language="tlh")
    show_own_code(door)
    view = door.enroller.view()
    assert (view.enrolment.state, view.enrolment.language) == (State.REGISTRATION, "zh")


def test_a_stay_that_is_full_meanwhile_lets_nobody_in_by_an_own_code(door: Screen) -> None:
    door.prepare()
    person = door.house.move_in()
    with door.house.roster.change(person) as database:
        database.execute("UPDATE people SET stay = ? WHERE person = ?", [STAY, person])
    show_own_code(door)
    assert (state(door), door.enroller.view().said) == (State.INVITATION, Complaint.CODE_USED_UP)


def test_the_invitations_code_asks_as_before(door: Screen) -> None:
    door.prepare()
    door.enroller.begin("zh")
    door.enroller.invite(CODE)
    assert state(door) is State.REGISTRATION


def test_a_pin_is_typed_twice_at_the_doors_keypad(door: Screen) -> None:
    at_other_way(door)
    door.enroller.choose(Choosing.keypad)
    assert door.enroller.view().said == PIN_AT_KEYPAD
    door.press(f"{PIN}#")
    assert (state(door), door.enroller.view().said) == (State.OTHER_WAY, PIN_AGAIN)
    door.press(f"{PIN}#")
    assert (state(door), door.enroller.view().enrolment.ways.pin) == (State.CONTACT, PIN)


def test_two_pins_that_differ_are_typed_anew(door: Screen) -> None:
    at_other_way(door)
    door.enroller.choose(Choosing.keypad)
    for keys in (f"{PIN}#", "205815#"):
        door.press(keys)
    assert (state(door), door.enroller.view().said) == (State.OTHER_WAY, Complaint.PIN_DIFFERS)
    for keys in (f"{PIN}#", f"{PIN}#"):
        door.press(keys)
    assert state(door) is State.CONTACT


def test_a_pin_that_others_would_guess_is_not_taken_at_the_keypad_either(door: Screen) -> None:
    at_other_way(door)
    door.enroller.choose(Choosing.keypad)
    door.press("123456#")
    assert (state(door), door.enroller.view().waits_for_pin) == (State.OTHER_WAY, True)
    assert door.enroller.view().said not in {PIN_AGAIN, PIN_AT_KEYPAD, None}


def test_digits_that_come_after_somebody_went_on_are_nobodys(door: Screen) -> None:
    at_other_way(door)
    door.enroller.choose(Choosing.keypad)
    door.enroller.take(events.Cancelled())
    door.press(f"{PIN}#")
    assert (state(door), door.house.reader._take_digits) == (State.IDLE, None)
