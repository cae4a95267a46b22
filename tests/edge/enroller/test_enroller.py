"""From the first touch to the open door, and every way in which it ends otherwise."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from edge.access import Resident, Standing
from edge.camera import Frame
from edge.document import Mishap, Reading, Remedy, Way
from edge.enroller.choosing import Choosing
from edge.enroller.view import Complaint
from edge.enrolment import events
from edge.enrolment.machine import Enrolment, Patience
from edge.enrolment.states import State
from edge.errors import StorageFull
from edge.face.probe import Prober
from edge.presented import CardHeld, Presented
from edge.store.admission import Admission
from edge.store.journal import Journal
from edge.words import Words as DocumentWords
from tests.fakes.doorway import CHEN, CODE, FAILED, STAY, Screen, screen
from tests.fakes.house import CARD, NOON
from tests.stage.waiting import wait_until
from wire import kinds, notice
from wire.kinds import Consent, Registration
from wire.notice import Purpose
from wire.sealed import unseal


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as built:
        built.invite()
        yield built


def shown(purpose: Purpose, language: str = "zh") -> str:
    return notice.notice(notice.current(), purpose, language).digest


def begin(door: Screen, *, invited: bool = True) -> None:
    assert isinstance(door.enroller.begin("zh"), str)
    if invited:
        door.enroller.invite(CODE)
    else:
        door.enroller.take(events.NotInvited())
    door.enroller.answer(events.Acknowledged(), (shown(Purpose.REGISTRATION),))


def to_the_face(door: Screen, *, face: bool = True, invited: bool = True) -> None:
    begin(door, invited=invited)
    door.enroller.answer(events.FaceAnswered(face=face), (shown(Purpose.FACE),))
    door.lay()
    door.enroller.take(events.Confirmed())


def state(door: Screen) -> State:
    return door.enroller.view().enrolment.state


def registered(door: Screen) -> Registration:
    (told,) = door.told(Registration)
    assert isinstance(told, Registration)
    return told


def test_who_is_the_person_on_the_card_walks_in_at_once(door: Screen) -> None:
    to_the_face(door)
    door.look()
    assert state(door) is State.CONTACT
    assert door.kept() == []
    door.enroller.contact("138 1234 5678")
    assert state(door) is State.RESULT
    door.enroller.open()
    assert door.house.lock.released_until > 0
    (person,) = door.kept()
    assert (person.name, person.references, person.stay) == ("陈晓", 4, STAY)
    assert (person.resident.standing, person.resident.room) == (Standing.ACTIVE, "302")
    told = registered(door)
    assert (told.outcome, told.reasons, told.stay, told.ways) == ("granted", [], STAY, ["face"])
    assert [entry.granted for entry in door.house.entries()] == [True]


def test_central_can_read_who_it_is_and_nobody_else_can(door: Screen) -> None:
    to_the_face(door)
    door.look()
    door.enroller.contact("13812345678")
    identity = registered(door).identity
    assert identity is not None
    assert unseal(identity.name, door.central, f"name:{registered(door).person}") == "陈晓"
    everything = (door.folder / "outbox.sqlite").read_bytes() + (door.folder / "roster.sqlite").read_bytes()
    assert not any(word.encode() in everything for word in ("陈晓", CHEN.number, "13812345678", CHEN.address))


def test_consent_is_on_the_disk_before_the_first_frame_is_looked_at(door: Screen) -> None:
    begin(door)
    assert [(each.purpose, each.given) for each in door.told(Consent)] == [("registration", True)]
    door.enroller.answer(events.FaceAnswered(face=True), (shown(Purpose.FACE),))
    assert [(each.purpose, each.given) for each in door.told(Consent)][1:] == [("face", True)]
    assert door.captures == []
    door.lay()
    door.enroller.take(events.Confirmed())
    door.look()
    assert len(door.captures) == 1


def test_nothing_follows_from_a_consent_that_the_disk_does_not_take(door: Screen) -> None:
    begin(door)
    door.house.journal._trouble = "the disk is full"
    door.enroller.answer(events.FaceAnswered(face=True), (shown(Purpose.FACE),))
    assert (state(door), door.enroller.view().said) == (State.FACE_NOTICE, Complaint.NOT_STORED)


def test_words_that_have_changed_meanwhile_are_shown_again(door: Screen) -> None:
    assert isinstance(door.enroller.begin("zh"), str)
    door.enroller.invite(CODE)
    door.enroller.answer(events.Acknowledged(), ("0" * 64,))
    assert (state(door), door.enroller.view().said) == (State.REGISTRATION, Complaint.NOTICE_CHANGED)
    assert door.told(Consent) == []


def test_who_was_giving_their_face_when_faces_came_to_rest_is_told_and_goes_on_another_way(door: Screen) -> None:
    to_the_face(door)
    door.look()
    with door.house.roster.settling(door.house.roster.settled_order + 1, 0) as settling:
        assert settling is not None
        settling.set_face_use(allowed=False)
        settling.end("done", "")
    door.house.residents.refresh()

    door.enroller.contact("13812345678")

    view = door.enroller.view()
    assert (view.enrolment.state, view.enrolment.samples, view.said) == (State.OTHER_WAY, None, Complaint.FACES_REST)
    door.enroller.choose(lambda choosing: choosing.pin("274916"))
    door.enroller.contact("13812345678")
    assert registered(door).ways == ["pin"]
    assert door.kept()[0].references == 0


def test_without_a_face_the_landlord_is_asked_and_the_pin_opens_after_their_yes(door: Screen) -> None:
    to_the_face(door, face=False)
    assert state(door) is State.OTHER_WAY
    door.enroller.choose(lambda choosing: choosing.pin("274916"))
    door.enroller.contact("")
    told = registered(door)
    assert (told.outcome, told.reasons, told.ways) == ("review", ["without-face"], ["pin"])
    assert door.captures == []
    assert not door.house.pin("274916").decision.granted
    door.house.roster.reinstate(told.person)
    door.house.residents.refresh()
    assert door.house.pin("274916").decision.granted


@pytest.mark.parametrize("number", ["123456", "19910405", "050020", "12345", "abcdef"])
def test_a_pin_that_others_would_guess_is_not_taken(door: Screen, number: str) -> None:
    to_the_face(door, face=False)
    door.enroller.choose(lambda choosing: choosing.pin(number))
    assert state(door) is State.OTHER_WAY
    assert door.enroller.view().said is not None


def test_a_neighbours_pin_is_not_taken(door: Screen) -> None:
    door.house.give_pin(door.house.move_in("302"), "274916")
    to_the_face(door, face=False)
    door.enroller.choose(lambda choosing: choosing.pin("274916"))
    assert state(door) is State.OTHER_WAY


def test_a_card_that_is_held_to_the_reader_is_the_persons_from_then_on(door: Screen) -> None:
    to_the_face(door, face=False)
    door.enroller.choose(Choosing.card)
    assert door.enroller.view().waits_for_card
    while state(door) is State.OTHER_WAY:
        door.house.reader.put(CARD)
        door.enroller.tick()
    door.enroller.contact("")
    assert registered(door).ways == ["card"]
    door.house.roster.reinstate(registered(door).person)
    door.house.residents.refresh()
    assert door.house.card().decision.granted


def test_a_card_that_comes_after_somebody_gave_up_waiting_is_the_doors(door: Screen) -> None:
    to_the_face(door, face=False)
    door.enroller.choose(Choosing.card)
    wait_until(lambda: door.house.reader._awaited is not None, "the card is waited for")
    door.enroller.take(events.Cancelled())
    door.house.reader.put(CARD)
    over = threading.Event()
    presented = []

    def present(shown: Presented, at: float) -> None:
        presented.append(shown)
        over.set()

    door.house.reader.run(present, over)
    assert presented == [CardHeld(CARD)]


def test_a_phone_is_taken_once_it_shows_the_right_code(door: Screen) -> None:
    to_the_face(door, face=False)
    door.enroller.choose(Choosing.phone)
    assert "#secret=" in door.enroller.view().phone
    door.enroller.choose(lambda choosing: choosing.phone_code("00000000"))
    assert door.enroller.view().said is Complaint.PHONE_CODE
    door.enroller.choose(lambda choosing: choosing.phone_code(door.house.code_of(_secret(choosing))))
    assert state(door) is State.CONTACT


def _secret(choosing: Choosing) -> bytes:
    assert choosing._phone is not None
    return choosing._phone.secret


def test_without_an_invitation_the_landlord_is_asked(door: Screen) -> None:
    to_the_face(door, invited=False)
    door.look()
    door.enroller.contact("")
    told = registered(door)
    assert (told.outcome, told.reasons, told.stay) == ("review", ["no-invitation"], None)
    assert door.kept()[0].resident.standing is Standing.SUSPENDED
    door.enroller.open()
    assert door.house.entries() == []


def test_while_central_is_away_somebody_is_let_in_for_some_hours(door: Screen) -> None:
    door.away = True
    to_the_face(door)
    door.look()
    door.enroller.contact("")
    assert registered(door).outcome == "provisional"
    assert door.kept()[0].resident.valid_until == NOON + 72 * 3_600_000


def test_the_last_place_may_be_taken_meanwhile(door: Screen) -> None:
    to_the_face(door)
    door.look()
    assert door.house.roster.admit(Admission(Resident("other"), "Other", STAY), NOON)
    door.enroller.contact("")
    assert (registered(door).outcome, registered(door).reasons) == ("review", ["no-invitation"])
    assert len(door.kept()) == 2


def test_a_code_nobody_gave_is_told(door: Screen) -> None:
    door.enroller.begin("zh")
    door.enroller.invite("ZZZZZ22222")
    assert (state(door), door.enroller.view().said) == (State.INVITATION, Complaint.CODE_UNKNOWN)


def test_a_box_that_never_reached_central_says_so(tmp_path: Path) -> None:
    with screen(tmp_path) as door:
        with door.house.roster.file.writing() as database:
            database.execute("DELETE FROM settings WHERE name = 'sealing-key'")
        assert door.enroller.begin("zh") is Complaint.NO_KEY


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (replace(CHEN, valid_until=date(2026, 11, 22)), "expired"),
        (replace(CHEN, valid_from=date(2026, 11, 24)), "not-yet-valid"),
        (replace(CHEN, number="330106199104050021"), "check-digit"),
        (replace(CHEN, way=Way.PRINTED), "not-from-chip"),
    ],
)
def test_a_document_with_a_flaw_is_for_people_to_judge(door: Screen, document: object, reason: str) -> None:
    begin(door)
    door.enroller.answer(events.FaceAnswered(face=True), (shown(Purpose.FACE),))
    door.lay(document)  # type: ignore[arg-type]
    door.enroller.take(events.Confirmed())
    door.look()
    door.enroller.contact("")
    assert (registered(door).outcome, registered(door).reasons) == ("review", [reason])


def test_somebody_elses_card_is_for_people_to_judge(door: Screen) -> None:
    door.comparer.given = replace(door.comparer.given, score=0.11)
    to_the_face(door)
    door.look()
    door.enroller.contact("")
    told = registered(door)
    assert (told.outcome, told.reasons) == ("review", ["face-differs"])
    assert told.comparison is not None
    assert (told.comparison.score, told.comparison.threshold, told.comparison.photo) == (0.11, 0.45, "chip")


def test_a_child_needs_an_invitation_with_a_guardian(door: Screen) -> None:
    child = replace(CHEN, birth=date(2015, 4, 5), number="33010620150405002X")
    begin(door)
    door.enroller.answer(events.FaceAnswered(face=True), (shown(Purpose.FACE),))
    door.lay(child)
    door.enroller.take(events.Confirmed())
    assert state(door) is State.NO_GUARDIAN


def test_a_guardian_says_yes_for_a_child(door: Screen) -> None:
    door.invite("stay-2", "FGHJK23456", minors=True)
    child = replace(CHEN, birth=date(2015, 4, 5), number="33010620150405002X")
    door.enroller.begin("zh")
    door.enroller.invite("FGHJK 23456")
    door.enroller.answer(events.Acknowledged(), (shown(Purpose.REGISTRATION),))
    door.enroller.answer(events.FaceAnswered(face=True), (shown(Purpose.FACE),))
    door.lay(child)
    door.enroller.take(events.Confirmed())
    both = (shown(Purpose.REGISTRATION), shown(Purpose.FACE))
    door.enroller.answer(events.GuardianAgreed(face=True), both)
    assert state(door) is State.FACE
    assert [each.guardian for each in door.told(Consent)] == [False, False, True, True]


def test_a_card_that_was_lifted_too_soon_can_be_laid_again(door: Screen) -> None:
    begin(door)
    door.enroller.answer(events.FaceAnswered(face=True), (shown(Purpose.FACE),))
    words = DocumentWords("请放好证件", "Leave the card on the reader")
    mishap = Mishap("pulled", Remedy.LAY_AGAIN, words)
    door.documents.lay(mishap)
    door.enroller.tick()
    assert (state(door), door.enroller.view().said) == (State.DOCUMENT, mishap)
    door.lay()
    assert state(door) is State.CONFIRM


def test_a_card_is_read_only_while_the_page_asks_for_it(door: Screen) -> None:
    begin(door)
    door.lay()
    assert state(door) is State.FACE_NOTICE
    assert door.documents.poll() is None


def test_a_capture_that_fails_can_be_repeated_or_left(door: Screen) -> None:
    door.found = FAILED
    to_the_face(door)
    door.look()
    assert state(door) is State.FACE_FAILED
    door.enroller.take(events.TriedAgain())
    door.look()
    door.enroller.take(events.FaceDeclined())
    assert state(door) is State.OTHER_WAY
    assert door.told(Consent)[-1].given is False


def test_who_cancels_while_the_camera_looks_is_forgotten(door: Screen) -> None:
    door.found = FAILED
    to_the_face(door)
    door.look()
    door.enroller.take(events.TriedAgain())
    door.look()
    door.enroller.take(events.Cancelled())
    assert all(capture.forgotten for capture in door.captures)
    assert door.enroller.picture is None
    assert door.enroller.view().enrolment == Enrolment(serial=door.enroller.view().enrolment.serial)


@pytest.mark.parametrize("steps", range(4))
def test_a_page_that_is_left_alone_asks_and_then_forgets(door: Screen, steps: int) -> None:
    door.enroller.begin("zh")
    if steps > 0:
        door.enroller.invite(CODE)
    if steps > 1:
        door.enroller.answer(events.Acknowledged(), (shown(Purpose.REGISTRATION),))
    if steps > 2:
        door.enroller.answer(events.FaceAnswered(face=False), (shown(Purpose.FACE),))
    door.wait(61)
    assert door.enroller.view().patience is Patience.ASKS
    door.enroller.touch()
    assert door.enroller.view().patience is Patience.WAITS
    door.wait(76)
    assert not door.enroller.busy
    assert door.kept() == []
    assert door.told(Registration) == []


def test_only_one_person_enrols_at_a_time(door: Screen) -> None:
    token = door.enroller.begin("zh")
    assert isinstance(token, str)
    assert door.enroller.begin("en") is Complaint.BUSY
    assert door.enroller.is_of(token)
    assert not door.enroller.is_of("another")
    assert not door.enroller.is_of(None)


def test_the_door_leaves_the_camera_to_whoever_enrols(door: Screen) -> None:
    frame = Frame(np.zeros((4, 4, 3), np.uint8), 1.0)
    assert not door.enroller.see(frame, cast(Prober, None))
    door.enroller.begin("zh")
    assert door.enroller.see(frame, cast(Prober, None))


def test_a_second_way_is_kept_beside_the_face(door: Screen) -> None:
    to_the_face(door)
    door.look()
    door.enroller.take(events.WayAdded())
    door.enroller.choose(lambda choosing: choosing.pin("274916"))
    door.enroller.contact("")
    assert registered(door).ways == ["face", "pin"]
    assert door.house.pin("274916").decision.granted


def test_a_phone_number_is_digits(door: Screen) -> None:
    to_the_face(door)
    door.look()
    door.enroller.contact("call me")
    assert (state(door), door.enroller.view().said) == (State.CONTACT, Complaint.PHONE_NUMBER)


def test_what_the_roster_does_not_take_can_be_tried_again(door: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    to_the_face(door)
    door.look()
    with monkeypatch.context() as full:
        full.setattr(type(door.house.roster), "admit", _raising(StorageFull("the disk is full")))
        door.enroller.contact("")
    assert (state(door), door.enroller.view().said) == (State.CONTACT, Complaint.NOT_STORED)
    assert door.kept() == []
    door.enroller.contact("")
    assert state(door) is State.RESULT


def _raising(error: Exception) -> object:
    def admit(*_: object) -> bool:
        raise error

    return admit


def test_central_hears_of_the_references_and_never_of_the_face(door: Screen) -> None:
    to_the_face(door)
    door.look()
    door.enroller.contact("")
    (enrolled,) = door.told(kinds.Enrolment)
    assert (enrolled.change, enrolled.references, enrolled.consent) == ("enrolled", 4, f"notice {notice.current()}")


def test_documents_are_shown_by_nobodys_log(door: Screen) -> None:
    to_the_face(door)
    assert "陈晓" not in repr(door.enroller.view())
    assert isinstance(door.house.journal, Journal)
    assert isinstance(door.enroller.view().enrolment.reading, Reading)
