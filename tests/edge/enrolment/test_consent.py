"""What is recorded of notice and consent names the very words that were shown."""

from dataclasses import replace
from pathlib import Path

import pytest

from edge.enrolment import events
from edge.enrolment.consent import consents
from edge.enrolment.drawing import diagram
from edge.enrolment.events import Event
from edge.enrolment.machine import Enrolment
from edge.enrolment.states import State
from tests.edge.enrolment.walking import EVENTS, STAY
from wire import notice
from wire.notice import Purpose

REPO = Path(__file__).parents[3]
READER = Enrolment(State.FACE_NOTICE, person="p1", language="en")


@pytest.mark.parametrize("given", [True, False])
def test_an_answer_about_the_face_names_the_notice_that_was_read(given: bool) -> None:
    (consent,) = consents(READER, events.FaceAnswered(face=given))
    shown = notice.notice(notice.current(), Purpose.FACE, "en")
    assert (consent.person, consent.purpose, consent.given) == ("p1", "face", given)
    assert (consent.version, consent.digest, consent.language) == (notice.current(), shown.digest, "en")
    assert (consent.way, consent.guardian) == ("kiosk", False)


@pytest.mark.parametrize("face", [True, False])
def test_answers_from_a_phone_are_two_consents_in_the_language_they_were_given_in(face: bool) -> None:
    said = consents(READER, events.Prepared(STAY, "9d0c", "vi", face))
    shown = [notice.notice(notice.current(), purpose, "vi").digest for purpose in Purpose]
    assert [(each.purpose, each.given, each.digest) for each in said] == [
        ("registration", True, shown[0]),
        ("face", face, shown[1]),
    ]
    assert {(each.person, each.language, each.way) for each in said} == {("p1", "vi", "phone")}


def test_what_is_answered_on_a_phone_that_steers_says_so() -> None:
    steered = replace(READER, way="phone")
    answers = (events.FaceDeclined(), events.GuardianAgreed(face=True))
    assert {each.way for event in answers for each in consents(steered, event)} == {"phone"}


def test_a_guardian_speaks_for_both_purposes() -> None:
    said = consents(READER, events.GuardianAgreed(face=False))
    assert [(each.purpose, each.given, each.guardian) for each in said] == [
        ("registration", True, True),
        ("face", False, True),
    ]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_where_faces_may_not_be_used_nothing_is_said_of_them(event: Event) -> None:
    said = consents(replace(READER, faces=False), event)
    assert {each.purpose for each in said} <= {Purpose.REGISTRATION}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_only_an_answer_says_anything(event: Event) -> None:
    answers = (events.Prepared, events.Acknowledged, events.FaceAnswered, events.FaceDeclined, events.GuardianAgreed)
    assert bool(consents(READER, event)) == isinstance(event, answers)


def test_the_docs_show_the_table_as_it_is() -> None:
    assert diagram() in (REPO / "docs" / "enrolment.md").read_text(encoding="utf-8")
