"""What the holder of a phone can touch now, and what each touch is at the box: the same as a button of its screen.

Offered is what the table of ways has a way for, and what the circumstances of a page allow. Pure.
"""

from collections.abc import Callable

from edge.enroller import Enroller
from edge.enroller.choosing import Choosing
from edge.enroller.view import View
from edge.enrolment import events
from edge.enrolment.events import Event
from edge.enrolment.machine import after
from edge.enrolment.outcome import Outcome
from edge.enrolment.states import State
from wire.steering import Act

STEPS: dict[Act, Event] = {
    Act.BACK: events.Back(),
    Act.CANCEL: events.Cancelled(),
    Act.CONFIRM: events.Confirmed(),
    Act.STAFF: events.StaffAsked(),
    Act.GUARDIAN_FACE: events.GuardianAgreed(face=True),
    Act.GUARDIAN_NO_FACE: events.GuardianAgreed(face=False),
    Act.RETRY: events.TriedAgain(),
    Act.DECLINE: events.FaceDeclined(),
    Act.WAY: events.WayAdded(),
    # The phone number was asked for on the phone, by central.
    Act.SETTLE: events.Contacted(""),
    Act.FINISH: events.Finished(),
}
"""Touches that are a step of the enrolment."""
ANSWERED_BEFORE = frozenset({State.INVITATION, State.REGISTRATION, State.FACE_NOTICE})
"""What was answered on the phone before anything began: the box has no page for it that a phone could be shown."""
OTHERWISE: dict[Act, Callable[[Enroller], None]] = {
    Act.ALIVE: lambda enroller: enroller.touch(),
    Act.PIN: lambda enroller: enroller.choose(Choosing.keypad),
    Act.CARD: lambda enroller: enroller.choose(lambda choosing: choosing.card()),
    Act.OPEN: lambda enroller: enroller.open(),
}
"""Touches that are none."""


def offered(view: View, now: int) -> list[Act]:
    """What can be touched on this page at `now` (Unix ms): each of it changes something, and nothing else does."""
    return [act for act in Act if _is_offered(act, view, now)]


def _is_offered(act: Act, view: View, now: int) -> bool:
    enrolment = view.enrolment
    match act:
        case Act.BEGIN:
            return False
        case Act.ALIVE:
            return enrolment.state is not State.IDLE
        case Act.PIN:
            return enrolment.state is State.OTHER_WAY and not view.waits_for_pin
        case Act.CARD:
            return enrolment.state is State.OTHER_WAY and not view.waits_for_card
        case Act.OPEN:
            return _may_open(view, now)
        case Act.CANCEL if enrolment.state is State.RESULT:
            return False
        case Act.GUARDIAN_FACE if not enrolment.faces:
            return False
    then = after(enrolment, STEPS[act])
    return then is not enrolment and then.state not in ANSWERED_BEFORE


def _may_open(view: View, now: int) -> bool:
    told = view.enrolment.registration
    if told is None or told.outcome == Outcome.REVIEW or view.opened:
        return False
    return told.begin is None or told.begin <= now
