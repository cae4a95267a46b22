"""What holds for every enrolment, whatever a person touches in whatever order."""

from collections.abc import Iterator

import pytest
from hypothesis import given

from edge.enrolment import events
from edge.enrolment.events import Event
from edge.enrolment.machine import ASKS_AFTER, LEAVES_AFTER, MOST_TRIES, Enrolment, Patience, after, patience
from edge.enrolment.states import STEPS, TABLE, State, step_of
from tests.edge.enrolment.walking import (
    BEGUN,
    EVENTS,
    LIVE,
    PIN,
    READ,
    STAY,
    TOLD,
    UNDER_AGE,
    WITH_GUARDIAN,
    journeys,
    walk,
    walks,
)

INVITED = (BEGUN, events.Invited(STAY), events.Acknowledged())
WITH_FACE = (*INVITED, events.FaceAnswered(face=True), READ, events.Confirmed(), events.FaceCaptured(LIVE))
WITHOUT_FACE = (*INVITED, events.FaceAnswered(face=False), READ, events.Confirmed(), events.WayChosen(PIN))
PREPARED = {
    face: (BEGUN, events.Prepared(STAY, "9d0c", "vi", face), READ, events.Confirmed()) for face in (True, False)
}
TO_THE_END = (events.Contacted(""), events.Settled(TOLD))


def states_seen() -> Iterator[tuple[Enrolment, Event, Enrolment]]:
    """Every step there is between enrolments that differ in what guards look at."""
    seen: set[tuple[object, ...]] = set()
    waiting = [Enrolment()]
    while waiting:
        before = waiting.pop()
        for event in EVENTS:
            then = after(before, event)
            yield before, event, then
            key = (
                then.state,
                then.face,
                then.faces,
                then.under_age,
                then.samples is None,
                then.invitation,
                then.guardian,
                then.tries,
            )
            if key not in seen:
                seen.add(key)
                waiting.append(then)


def test_every_state_is_reached() -> None:
    assert {then.state for _, _, then in states_seen()} == set(State) == set(TABLE)


def test_every_way_of_the_table_is_taken_by_somebody() -> None:
    taken = {(before.state, type(event), then.state) for before, event, then in states_seen()}
    assert {(state, way.on, way.to) for state, ways in TABLE.items() for way in ways} <= taken


@given(walks)
def test_who_cancels_leaves_nothing_behind(path: list[Event]) -> None:
    before = walk(*path)
    ended = after(before, events.Cancelled())
    assert ended == Enrolment(serial=ended.serial)
    assert ended.serial == before.serial + (before.state is not State.IDLE)


@pytest.mark.parametrize("state", [state for state in State if state not in {State.IDLE, State.SETTLING, State.RESULT}])
def test_there_is_a_way_back_from_every_page_before_the_last(state: State) -> None:
    assert any(way.on is events.Back and step_of(way.to) <= step_of(state) for way in TABLE[state])


@given(journeys())
def test_who_goes_back_is_asked_again(before: Enrolment) -> None:
    back = after(before, events.Back())
    if back.state is State.DOCUMENT:
        assert (back.reading, back.flaws, back.samples) == (None, (), None)
    if back.state is State.FACE_NOTICE and before.state is not State.FACE_NOTICE:
        assert back.face is None
    if back.state is State.REGISTRATION and before.state is not State.REGISTRATION:
        assert not back.acknowledged


@given(journeys())
def test_nobody_is_registered_who_was_not_told(reached: Enrolment) -> None:
    if reached.state in {State.SETTLING, State.RESULT}:
        assert reached.acknowledged
        assert reached.samples is not None or reached.ways.names


@given(journeys())
def test_no_face_is_looked_at_without_a_yes(reached: Enrolment) -> None:
    if reached.state in {State.FACE, State.FACE_FAILED} or reached.samples is not None:
        assert reached.face is True
        assert reached.faces


@given(journeys())
def test_nobody_under_age_comes_further_without_a_guardian(reached: Enrolment) -> None:
    if reached.under_age and step_of(reached.state) > step_of(State.GUARDIAN):
        assert reached.guardian
        assert reached.invitation is not None
        assert reached.invitation.minors


@given(walks)
def test_the_serial_rises_with_every_step_and_only_then(path: list[Event]) -> None:
    enrolment = Enrolment()
    for event in path:
        then = after(enrolment, event)
        assert then.serial == enrolment.serial + (then is not enrolment)
        enrolment = then


def test_no_takes_as_many_steps_as_yes() -> None:
    for path in (WITH_FACE, WITHOUT_FACE):
        assert walk(*path, *TO_THE_END).state is State.RESULT
    assert len(WITH_FACE) == len(WITHOUT_FACE)
    yes, no = (walk(*path, *TO_THE_END).serial for path in (WITH_FACE, WITHOUT_FACE))
    assert yes == no


def test_who_was_asked_before_they_came_goes_on_with_their_document_in_as_many_steps_either_way() -> None:
    begun = walk(*PREPARED[True][:2])
    assert (begun.state, begun.acknowledged, begun.face, begun.language) == (State.DOCUMENT, True, True, "vi")
    yes, no = (*PREPARED[True], events.FaceCaptured(LIVE)), (*PREPARED[False], events.WayChosen(PIN))
    ends = [walk(*path, *TO_THE_END) for path in (yes, no)]
    assert [(end.state, end.preparation) for end in ends] == [(State.RESULT, "9d0c")] * 2
    assert ends[0].serial == ends[1].serial < walk(*WITH_FACE, *TO_THE_END).serial


@given(journeys())
def test_answers_from_a_phone_hold_until_the_person_goes_back_to_the_question(reached: Enrolment) -> None:
    if reached.state in {State.IDLE, State.INVITATION}:
        assert (reached.preparation, reached.face, reached.acknowledged) == ("", None, False)
    if reached.state is State.FACE_NOTICE:
        assert reached.acknowledged


def test_who_answered_another_notice_is_asked_as_anybody_in_their_language() -> None:
    asked = walk(BEGUN, events.AskedAnew(STAY, "9d0c", "vi"))
    assert (asked.state, asked.acknowledged, asked.face) == (State.REGISTRATION, False, None)
    assert (asked.language, asked.preparation) == ("vi", "9d0c")


def test_a_guardian_speaks_for_a_child_that_is_invited_with_one() -> None:
    path = (BEGUN, events.Invited(WITH_GUARDIAN), events.Acknowledged(), events.FaceAnswered(face=True), UNDER_AGE)
    asked = walk(*path, events.Confirmed())
    assert asked.state is State.GUARDIAN
    assert after(asked, events.GuardianAgreed(face=True)).state is State.FACE
    assert after(asked, events.GuardianAgreed(face=False)).state is State.OTHER_WAY


def test_a_child_without_a_guardian_goes_no_further() -> None:
    stopped = walk(*INVITED, events.FaceAnswered(face=True), UNDER_AGE, events.Confirmed())
    assert stopped.state is State.NO_GUARDIAN
    assert {after(stopped, event).state for event in EVENTS} == {State.NO_GUARDIAN, State.DOCUMENT, State.IDLE}


def test_a_second_way_is_offered_and_keeps_the_face() -> None:
    more = walk(*WITH_FACE, events.WayAdded(), events.WayChosen(PIN))
    assert more.state is State.CONTACT
    assert (more.samples, more.ways) == (LIVE, PIN)


def test_who_takes_the_yes_back_gives_no_face() -> None:
    path = (*INVITED, events.FaceAnswered(face=True), READ, events.Confirmed(), events.FaceDeclined())
    assert (walk(*path).state, walk(*path).face) == (State.OTHER_WAY, False)


def test_a_face_that_failed_too_often_leaves_another_way() -> None:
    path = (*INVITED, events.FaceAnswered(face=True), READ, events.Confirmed(), events.CaptureFailed(MOST_TRIES))
    failed = walk(*path)
    assert after(failed, events.TriedAgain()) is failed
    assert after(failed, events.FaceDeclined()).state is State.OTHER_WAY


@given(journeys())
def test_once_faces_rest_nobody_gives_theirs_and_nobody_begins_anew(reached: Enrolment) -> None:
    rested = after(reached, events.FacesRest())
    if rested is not reached:
        assert (rested.faces, rested.samples, rested.reading) == (False, None, reached.reading)
        assert rested.state not in {State.FACE_NOTICE, State.FACE, State.FACE_FAILED, State.IDLE}
        assert rested.ways.names or rested.state is not State.CONTACT


def test_what_could_not_be_stored_can_be_tried_again() -> None:
    again = walk(*WITH_FACE, events.Contacted("138"), events.NotSettled())
    assert (again.state, again.samples) == (State.CONTACT, LIVE)


def test_steps_name_every_state_once() -> None:
    named = [state for states in STEPS for state in states]
    assert sorted(named) == sorted(set(State) - {State.IDLE})


@pytest.mark.parametrize(
    ("idle", "expected"),
    [(0, Patience.WAITS), (ASKS_AFTER, Patience.ASKS), (LEAVES_AFTER, Patience.LEAVES)],
)
def test_a_page_without_a_touch_asks_and_then_leaves(idle: float, expected: Patience) -> None:
    assert patience(100.0, 100.0 + idle) is expected


def test_nothing_of_the_person_is_shown_by_a_log_of_the_enrolment() -> None:
    shown = repr(walk(*WITH_FACE, events.WayAdded(), events.WayChosen(PIN), events.Contacted("13812345678")))
    assert not any(word in shown for word in ("陈晓", "330106199104050020", "205814", "13812345678", "array"))
