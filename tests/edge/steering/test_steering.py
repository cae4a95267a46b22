"""A phone steers the real enroller: from its first touch to the open door, and every way in which it ends otherwise."""

from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge.document import Mishap, Remedy
from edge.enroller.view import Complaint
from edge.enrolment import events
from edge.enrolment.states import State
from edge.face.ask import Ask
from edge.face.capture import Progress as CaptureProgress
from edge.spoken import telling
from edge.steering import Steering
from edge.steering.steering import AGAIN_AFTER
from edge.words import Words
from tests.edge.steering.conftest import Phone
from tests.fakes.doorway import CHEN, CODE, FAILED, OWN_CODE, Screen, ScriptedCapture
from tests.fakes.house import CARD
from tests.fakes.notices import FIRST, NEXT, in_force
from tests.stage.waiting import wait_until
from wire.kinds import Consent, Registration
from wire.steering import Act

PIN = "205814"
CHILD = replace(CHEN, birth=date(2015, 4, 5), number="33010620150405002X")


def to_the_face(door: Screen, phone: Phone, *, face: bool = True) -> None:
    door.prepare(face=face)
    phone.touch(Act.BEGIN)
    assert phone.at() is State.DOCUMENT
    door.lay()
    phone.look()
    phone.touch(Act.CONFIRM)


def to_the_end(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone)
    door.look()
    phone.look()
    phone.touch(Act.SETTLE)


def test_who_is_the_person_on_the_card_walks_in_at_once(door: Screen, phone: Phone) -> None:
    to_the_end(door, phone)
    assert (phone.at(), phone.shown.outcome, phone.shown.ways) == (State.RESULT, "granted", ["face"])
    assert phone.shown.until == door.told(Registration)[0].until
    phone.touch(Act.OPEN)
    assert door.house.lock.released_until > 0
    assert phone.shown.acts == [Act.ALIVE, Act.FINISH]
    phone.touch(Act.FINISH)
    assert (phone.at(), phone.shown.acts, phone.shown.said) == (State.IDLE, [], "")
    assert [each.way for each in door.told(Consent)] == ["phone", "phone"]


def test_a_pin_is_typed_at_the_door_and_a_second_way_is_added(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone, face=False)
    assert {Act.PIN, Act.CARD} < set(phone.shown.acts)
    phone.touch(Act.PIN)
    assert Act.PIN not in phone.shown.acts
    assert "bàn phím" in phone.shown.said
    for keys in (f"{PIN}#", f"{PIN}#"):
        door.press(keys)
        phone.look()
    assert (phone.at(), phone.shown.ways) == (State.CONTACT, ["pin"])
    phone.touch(Act.WAY)
    phone.touch(Act.CARD)
    assert "thẻ" in phone.shown.said
    wait_until(lambda: door.house.reader._awaited is not None, "the card is waited for")
    door.house.reader.put(CARD)
    wait_until(lambda: door.enroller.tick() or door.enroller.view().enrolment.state is State.CONTACT, "it is taken")
    phone.look()
    phone.touch(Act.SETTLE)
    assert (phone.shown.outcome, phone.shown.ways, phone.shown.reasons) == ("review", ["pin", "card"], ["without-face"])
    assert Act.OPEN not in phone.shown.acts


@pytest.mark.parametrize("older", [1, 2, -1])
def test_a_touch_on_another_page_than_the_newest_changes_nothing(door: Screen, phone: Phone, older: int) -> None:
    to_the_face(door, phone)
    before = door.enroller.view().enrolment
    phone.touch(Act.DECLINE, serial=phone.shown.serial - older)
    assert door.enroller.view().enrolment is before
    phone.touch(Act.DECLINE)
    assert phone.at() is State.OTHER_WAY


def test_a_touch_on_the_question_whether_they_are_there_keeps_the_enrolment(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone)
    door.wait(61)
    phone.look()
    assert phone.shown.asks
    phone.touch(Act.ALIVE, serial=1)
    assert (phone.at(), phone.shown.asks) == (State.FACE, False)


def test_who_has_gone_leaves_nothing_behind(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone)
    door.wait(76)
    phone.look()
    assert (phone.at(), phone.shown.acts) == (State.IDLE, [])
    assert (door.enroller.busy, door.kept(), door.told(Registration)) == (False, [], [])
    assert door.house.roster.prepared_by_code(OWN_CODE, door.house.now) is not None


def test_a_phone_that_lost_the_page_is_shown_it_again(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone)
    serial = phone.shown.serial
    phone.all.clear()
    phone.touch(Act.BEGIN)
    assert (phone.at(), phone.shown.serial) == (State.FACE, serial)


def test_serials_rise_with_every_page_and_over_enrolments(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone)
    phone.touch(Act.CANCEL)
    phone.touch(Act.BEGIN)
    pages = [(progress.serial, progress.state, progress.acts) for progress in phone.all]
    assert [page for page, before in zip(pages[1:], pages, strict=False) if page[0] < before[0]] == []
    assert len({serial for serial, _, _ in pages}) == len({repr(page) for page in pages})


def test_serials_rise_over_a_restart_and_a_touch_of_before_changes_nothing(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone)
    old = phone.shown
    door.house.wait(5)
    door.start()
    restarted = Phone(door, Steering(door.enroller, door.house.roster, door.house.clock, lambda: door.now))
    restarted.touch(Act.DECLINE, serial=old.serial)
    assert (restarted.at(), restarted.shown.acts) == (State.IDLE, [])
    assert restarted.shown.serial > old.serial
    assert not door.enroller.busy
    restarted.touch(Act.BEGIN)
    restarted.touch(Act.STAFF, serial=old.serial)
    assert restarted.at() is State.DOCUMENT


def test_one_after_the_other(door: Screen, phone: Phone, steering: Steering) -> None:
    assert isinstance(door.enroller.begin("zh"), str)
    door.prepare()
    phone.touch(Act.BEGIN)
    assert phone.at() is State.IDLE
    assert phone.shown.said == telling.told(Complaint.BUSY, "vi")
    door.enroller.take(events.Cancelled())
    phone.touch(Act.BEGIN)
    assert phone.at() is State.DOCUMENT
    other = Phone(door, steering, "another")
    other.touch(Act.BEGIN)
    other.touch(Act.CANCEL)
    assert (other.at(), phone.at(), door.enroller.busy) == (State.IDLE, State.DOCUMENT, True)


def test_while_a_phone_steers_the_screen_is_taken(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone)
    page = door.app().test_client().get("/").text
    assert "data-leave" in page
    assert "/enrol" not in page


def test_nobody_begins_whom_the_door_does_not_know(door: Screen, phone: Phone) -> None:
    phone.touch(Act.BEGIN)
    assert (phone.at(), phone.shown.acts, door.enroller.busy) == (State.IDLE, [], False)
    assert phone.shown.said == telling.told(Complaint.NOT_PREPARED, "zh")


def test_who_answered_another_notice_is_sent_back_to_their_phone(door: Screen, phone: Phone, tmp_path: Path) -> None:
    door.prepare(version=FIRST, language="en")
    with in_force(tmp_path / "notices", FIRST, NEXT):
        phone.touch(Act.BEGIN)
    assert (phone.at(), phone.shown.said) == (State.IDLE, "This text has changed. Please read it again.")
    assert (door.enroller.busy, door.told(Consent)) == (False, [])


def test_nothing_begins_from_answers_that_the_disk_does_not_take(door: Screen, phone: Phone) -> None:
    door.prepare()
    door.house.journal._trouble = "the disk is full"
    phone.touch(Act.BEGIN)
    assert (phone.at(), door.enroller.busy) == (State.IDLE, False)
    assert phone.shown.said == telling.told(Complaint.NOT_STORED, "vi")


def test_a_guardian_answers_on_the_phone(door: Screen, phone: Phone) -> None:
    door.prepare()
    phone.touch(Act.BEGIN)
    door.lay(CHILD)
    phone.look()
    phone.touch(Act.CONFIRM)
    assert {Act.GUARDIAN_FACE, Act.GUARDIAN_NO_FACE} < set(phone.shown.acts)
    phone.touch(Act.GUARDIAN_NO_FACE)
    assert phone.at() is State.OTHER_WAY
    said = [(each.purpose, each.given, each.way, each.guardian) for each in door.told(Consent)[2:]]
    assert said == [("registration", True, "phone", True), ("face", False, "phone", True)]


def test_a_guardian_whose_notice_has_changed_meanwhile_says_nothing(door: Screen, phone: Phone, tmp_path: Path) -> None:
    door.prepare()
    phone.touch(Act.BEGIN)
    door.lay(CHILD)
    phone.look()
    phone.touch(Act.CONFIRM)
    with in_force(tmp_path / "notices", FIRST, NEXT):
        phone.touch(Act.GUARDIAN_FACE)
    assert (phone.at(), len(door.told(Consent))) == (State.GUARDIAN, 2)


def test_a_capture_that_failed_is_tried_again_or_left(door: Screen, phone: Phone) -> None:
    door.found = FAILED
    to_the_face(door, phone)
    door.look()
    phone.look()
    assert {Act.RETRY, Act.DECLINE} < set(phone.shown.acts)
    phone.touch(Act.RETRY)
    assert phone.at() is State.FACE


def test_the_camera_says_what_to_do_in_the_persons_language_a_few_times_a_second(
    door: Screen, phone: Phone, steering: Steering, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted, done = ScriptedCapture.observe, count()

    def observe(*given: Any) -> CaptureProgress:
        return replace(scripted(*given), done=next(done) / 100)

    monkeypatch.setattr(ScriptedCapture, "observe", observe)
    door.frames = 1000
    to_the_face(door, phone)
    told = []
    for _ in range(50):
        door.look()
        progress = steering.news()
        if progress is not None:
            steering.told(progress)
            told.append(progress)
    assert {progress.said for progress in told} == {telling.told(Ask.LOOK_AHEAD.words, "vi")}
    # 50 frames in 5 s.
    assert 10 <= len(told) <= 15
    assert sorted(progress.done for progress in told if progress.done is not None) == [each.done for each in told]


def test_a_page_that_stands_is_told_again_before_silence_is_taken_for_an_end(
    door: Screen, phone: Phone, steering: Steering
) -> None:
    to_the_face(door, phone, face=False)
    door.now += AGAIN_AFTER - 1
    assert steering.news() is None
    door.now += 1.1
    assert steering.news() == phone.shown


def test_a_card_that_was_lifted_too_soon_is_told(door: Screen, phone: Phone) -> None:
    door.prepare(language="en")
    phone.touch(Act.BEGIN)
    words = Words("请放好证件", "Leave the card on the reader")
    door.documents.lay(Mishap("pulled", Remedy.LAY_AGAIN, words))
    door.enroller.tick()
    phone.look()
    assert (phone.at(), phone.shown.said) == (State.DOCUMENT, words.en)


def test_what_was_read_seen_or_typed_is_in_nothing_that_is_told(door: Screen, phone: Phone) -> None:
    to_the_face(door, phone, face=False)
    phone.touch(Act.PIN)
    for keys in ("19910405#", f"{PIN}#", f"{PIN}#"):
        door.press(keys)
        phone.look()
    phone.touch(Act.SETTLE)
    phone.touch(Act.FINISH)
    told = b"".join(msgspec.json.encode(progress) for progress in phone.all)
    secret = (CHEN.name, CHEN.number, CHEN.number[-4:], CHEN.address, "19910405", "1991", PIN, OWN_CODE, CODE, "302")
    assert len(phone.all) > 8
    assert [word for word in secret if word.encode() in told] == []


def test_nothing_is_told_while_nobody_steers(door: Screen, steering: Steering) -> None:
    assert steering.news() is None
    assert isinstance(door.enroller.begin("zh"), str)
    door.enroller.invite(CODE)
    assert steering.news() is None
