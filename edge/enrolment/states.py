"""The states of an enrolment and the table of its ways.

Three rules hold for the whole table. From every state but IDLE, `Cancelled` leads to IDLE. Until all is stored,
`FacesRest` leads to where who says no to their face stands (REST). Of several ways for one event the first whose guard
holds is taken; an event without a way changes nothing.
"""

from collections.abc import Callable
from enum import StrEnum, unique
from typing import TYPE_CHECKING, NamedTuple

from edge.enrolment import events

if TYPE_CHECKING:
    from edge.enrolment.machine import Enrolment


@unique
class State(StrEnum):
    """Where an enrolment stands; each but SETTLING is a page."""

    IDLE = "idle"
    INVITATION = "invitation"
    REGISTRATION = "registration"
    FACE_NOTICE = "face-notice"
    DOCUMENT = "document"
    CONFIRM = "confirm"
    GUARDIAN = "guardian"
    NO_GUARDIAN = "no-guardian"
    FACE = "face"
    FACE_FAILED = "face-failed"
    OTHER_WAY = "other-way"
    CONTACT = "contact"
    SETTLING = "settling"
    RESULT = "result"


STEPS: tuple[frozenset[State], ...] = (
    frozenset({State.INVITATION}),
    frozenset({State.REGISTRATION}),
    frozenset({State.FACE_NOTICE}),
    frozenset({State.DOCUMENT, State.CONFIRM, State.GUARDIAN, State.NO_GUARDIAN}),
    frozenset({State.FACE, State.FACE_FAILED, State.OTHER_WAY}),
    frozenset({State.CONTACT, State.SETTLING}),
    frozenset({State.RESULT}),
)
"""The steps as a person counts them: as many for those who say no to their face as for those who say yes."""


def step_of(state: State) -> int:
    """The number of the step, from 1; 0 for IDLE."""
    return next((number for number, states in enumerate(STEPS, 1) if state in states), 0)


Guard = Callable[["Enrolment"], bool]


def face_agreed(enrolment: "Enrolment") -> bool:
    return enrolment.face is True and enrolment.faces


def without_faces(enrolment: "Enrolment") -> bool:
    return not enrolment.faces


def face_captured(enrolment: "Enrolment") -> bool:
    return enrolment.samples is not None


def under_age_alone(enrolment: "Enrolment") -> bool:
    return enrolment.under_age and not (enrolment.invitation and enrolment.invitation.minors)


def under_age(enrolment: "Enrolment") -> bool:
    return enrolment.under_age


def may_try_again(enrolment: "Enrolment") -> bool:
    return enrolment.may_try_again


class Way(NamedTuple):
    """From a state, on an event, to another; `when` looks at the enrolment with the event's facts in it."""

    on: type[events.Event]
    to: State
    when: Guard | None = None


_FIFTH_STEP = (State.FACE, face_agreed), (State.OTHER_WAY, None)


def _to_fifth_step(on: type[events.Event]) -> tuple[Way, ...]:
    return tuple(Way(on, to, when) for to, when in _FIFTH_STEP)


TABLE: dict[State, tuple[Way, ...]] = {
    State.IDLE: (Way(events.Begun, State.INVITATION),),
    State.INVITATION: (
        Way(events.Prepared, State.DOCUMENT),
        Way(events.Invited, State.REGISTRATION),
        Way(events.NotInvited, State.REGISTRATION),
        Way(events.Back, State.IDLE),
    ),
    State.REGISTRATION: (
        Way(events.Acknowledged, State.DOCUMENT, without_faces),
        Way(events.Acknowledged, State.FACE_NOTICE),
        Way(events.Back, State.INVITATION),
    ),
    State.FACE_NOTICE: (
        Way(events.FaceAnswered, State.DOCUMENT),
        Way(events.Back, State.REGISTRATION),
    ),
    State.DOCUMENT: (
        Way(events.DocumentRead, State.CONFIRM),
        *_to_fifth_step(events.StaffAsked),
        Way(events.Back, State.REGISTRATION, without_faces),
        Way(events.Back, State.FACE_NOTICE),
    ),
    State.CONFIRM: (
        Way(events.Confirmed, State.NO_GUARDIAN, under_age_alone),
        Way(events.Confirmed, State.GUARDIAN, under_age),
        *_to_fifth_step(events.Confirmed),
        *_to_fifth_step(events.StaffAsked),
        Way(events.Back, State.DOCUMENT),
    ),
    State.GUARDIAN: (
        *_to_fifth_step(events.GuardianAgreed),
        Way(events.Back, State.DOCUMENT),
    ),
    State.NO_GUARDIAN: (Way(events.Back, State.DOCUMENT),),
    State.FACE: (
        Way(events.FaceCaptured, State.CONTACT),
        Way(events.CaptureFailed, State.FACE_FAILED),
        Way(events.CaptureRefused, State.FACE_FAILED),
        Way(events.FaceDeclined, State.OTHER_WAY),
        Way(events.Back, State.DOCUMENT),
    ),
    State.FACE_FAILED: (
        Way(events.TriedAgain, State.FACE, may_try_again),
        Way(events.FaceDeclined, State.OTHER_WAY),
        Way(events.Back, State.DOCUMENT),
    ),
    State.OTHER_WAY: (
        Way(events.WayChosen, State.CONTACT),
        Way(events.Back, State.CONTACT, face_captured),
        Way(events.Back, State.DOCUMENT),
    ),
    State.CONTACT: (
        Way(events.WayAdded, State.OTHER_WAY),
        Way(events.Contacted, State.SETTLING),
        Way(events.Back, State.FACE, face_captured),
        Way(events.Back, State.OTHER_WAY),
    ),
    State.SETTLING: (
        Way(events.Settled, State.RESULT),
        Way(events.NotSettled, State.CONTACT),
    ),
    State.RESULT: (Way(events.Finished, State.IDLE),),
}

REST: dict[State, State] = {
    **{state: state for state in State if state not in (State.IDLE, State.SETTLING, State.RESULT)},
    State.FACE_NOTICE: State.DOCUMENT,
    State.FACE: State.OTHER_WAY,
    State.FACE_FAILED: State.OTHER_WAY,
}
"""Where an enrolment goes on once no face may be used; CONTACT with nothing but a face goes back to OTHER_WAY."""
