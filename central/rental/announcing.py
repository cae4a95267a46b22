"""What others outside may hear of stays, and of people who register: that it happened, by number (`central.events`)."""

from typing import Final

from sqlalchemy.orm import Session

from central.events import service as events
from central.events.service import Kind
from central.rental.rules import RegistrationState, StayState

_STAY: Final = {
    StayState.PLANNED: Kind.STAY_PLANNED,
    StayState.RUNNING: Kind.STAY_BEGUN,
    StayState.ENDED: Kind.STAY_ENDED,
    StayState.CANCELLED: Kind.STAY_CANCELLED,
}
_REGISTRATION: Final = {
    RegistrationState.GRANTED: Kind.REGISTRATION_GRANTED,
    RegistrationState.REFUSED: Kind.REGISTRATION_REFUSED,
    RegistrationState.REVOKED: Kind.REGISTRATION_REVOKED,
}
"""What of a registration is told; the steps on the way are nobody's but the town's."""


def stay_is(session: Session, stay_id: int, state: StayState, *, box_id: int | None, now: int) -> None:
    """A stay has come to this state."""
    events.tell(session, _STAY[state], f"stay:{stay_id}", at=now, box_id=box_id)


def stay_changed(session: Session, stay_id: int, *, box_id: int | None, now: int) -> None:
    """Its dates or its room are others."""
    events.tell(session, Kind.STAY_CHANGED, f"stay:{stay_id}", at=now, box_id=box_id)


def registration_is(session: Session, registration_id: int, state: RegistrationState, *, box_id: int, now: int) -> None:
    """A registration has come to this state."""
    kind = _REGISTRATION.get(state)
    if kind is not None:
        events.tell(session, kind, f"registration:{registration_id}", at=now, box_id=box_id)
