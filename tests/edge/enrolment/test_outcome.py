"""Who is let in at once, who for a while, and who waits for somebody's yes."""

from dataclasses import replace

import pytest
from hypothesis import given

from edge.document import Reading, Way
from edge.document.flaws import Flaw
from edge.enrolment import events
from edge.enrolment.events import Event, Samples
from edge.enrolment.machine import Enrolment
from edge.enrolment.outcome import ALIKE, HOUR, Circumstances, Outcome, outcome, reasons, registration
from tests.edge.enrolment.walking import (
    BEGUN,
    DOCUMENT,
    LIVE,
    PIN,
    READ,
    STAY,
    TODAY,
    UNDER_AGE,
    WITH_GUARDIAN,
    journeys,
    walk,
)

NOW = 1_800_000_000_000
AT_HAND = Circumstances(NOW, central_away=False, hours=72)
AWAY = Circumstances(NOW, central_away=True, hours=72)
TOLD = (BEGUN, events.Invited(STAY), events.Acknowledged())
YES, NO = events.FaceAnswered(face=True), events.FaceAnswered(face=False)
SIMPLE: tuple[Event, ...] = (*TOLD, YES, READ, events.Confirmed(), events.FaceCaptured(LIVE), events.Contacted(""))


def with_samples(samples: Samples) -> Enrolment:
    return walk(*SIMPLE[:-2], events.FaceCaptured(samples), events.Contacted(""))


def test_who_is_invited_and_is_the_person_on_a_flawless_card_is_let_in() -> None:
    told = registration(walk(*SIMPLE), None, AT_HAND)
    assert (told.outcome, told.reasons, told.stay, told.room) == (Outcome.GRANTED, [], "stay-1", "302")
    assert (told.document, told.way, told.ways) == ("resident", "chip", ["face"])
    assert (told.begin, told.until) == (STAY.begin, STAY.until)
    assert told.comparison is not None
    assert (told.comparison.score, told.comparison.threshold) == (0.71, 0.45)


def test_who_comes_while_central_is_away_is_let_in_for_some_hours_and_never_beyond_the_stay() -> None:
    told = registration(walk(*SIMPLE), None, AWAY)
    assert (told.outcome, told.until) == (Outcome.PROVISIONAL, NOW + 72 * HOUR)
    at_its_end = replace(AWAY, now=STAY.until - HOUR)
    assert registration(walk(*SIMPLE), None, at_its_end).until == STAY.until


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ((BEGUN, events.NotInvited(), *SIMPLE[2:]), "no-invitation"),
        ((*TOLD, YES, events.StaffAsked(), events.FaceCaptured(LIVE)), "no-document"),
        ((*TOLD, NO, READ, events.Confirmed(), events.WayChosen(PIN)), "without-face"),
        ((*TOLD, YES, events.DocumentRead(Reading(DOCUMENT), (Flaw.EXPIRED,), TODAY), *SIMPLE[5:]), "expired"),
        (
            (
                *TOLD,
                YES,
                events.DocumentRead(Reading(replace(DOCUMENT, way=Way.PRINTED)), (), TODAY),
                *SIMPLE[5:],
            ),
            "not-from-chip",
        ),
    ],
)
def test_everything_else_is_for_people_to_judge(path: tuple[Event, ...], reason: str) -> None:
    enrolled = walk(*path)
    assert reason in reasons(enrolled)
    assert outcome(enrolled, AT_HAND) is outcome(enrolled, AWAY) is Outcome.REVIEW


@pytest.mark.parametrize(
    ("samples", "reason"),
    [
        (replace(LIVE, score=0.449), "face-differs"),
        (replace(LIVE, score=float("nan")), "face-differs"),
        (replace(LIVE, photo="none", score=None, threshold=None), "not-compared"),
        (replace(LIVE, liveness="unsure"), "liveness-in-doubt"),
    ],
)
def test_a_face_that_is_not_surely_the_cards_is_looked_at(samples: Samples, reason: str) -> None:
    assert reasons(with_samples(samples)) == [reason]


def test_who_is_much_like_another_is_let_in_and_staff_are_told() -> None:
    told = registration(with_samples(replace(LIVE, alike=True)), None, AT_HAND)
    assert (told.outcome, told.reasons) == (Outcome.GRANTED, [ALIKE])


def test_a_child_with_a_guardian_is_let_in_as_anybody_is() -> None:
    path = (BEGUN, events.Invited(WITH_GUARDIAN), events.Acknowledged(), YES, UNDER_AGE, events.Confirmed())
    child = walk(*path, events.GuardianAgreed(face=True), events.FaceCaptured(LIVE))
    assert reasons(child) == []


@given(journeys())
def test_nobody_is_let_in_without_invitation_document_and_face(reached: Enrolment) -> None:
    if outcome(reached, AT_HAND) is Outcome.GRANTED:
        assert reached.invitation is not None
        assert reached.reading is not None
        assert reached.samples is not None
        assert reached.acknowledged
        assert reached.face
        assert not reached.under_age or reached.guardian
