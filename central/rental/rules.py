"""The state machines of a stay and of a registration, as tables, and what can be said of both. Pure.

Whatever is not in a table can't happen: `after_stay` and `after_registration` raise NotPossible.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum, unique
from typing import Final, TypeVar

At = TypeVar("At", bound=StrEnum)
"""A state."""
What = TypeVar("What", bound=StrEnum)
"""What happens in it."""

DAY = 24 * 60 * 60 * 1000
"""ms."""
LONGEST_STAY = 10 * 366 * DAY
"""A typing error in a year is caught; nobody lets a room for longer at once."""
MOST_PLACES = 20
"""People of one stay; a shared flat is several stays."""
ERASED_AFTER = DAY // 2
"""How long after the right to enter ended central has all erased at the box, ms: the notice promises 24 hours
(wire/notices), and a box may be offline for a while."""


ERASED_WITHIN = 60_000
"""How soon a box that is online has erased a face that was withdrawn, ms: what the tenant is promised."""


class NotPossible(Exception):
    """What was asked does not follow from the state things are in now."""


@unique
class StayState(StrEnum):
    """How far a stay is."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


@unique
class StayEvent(StrEnum):
    """What happens to a stay."""

    BEGIN = "begin"
    INVITE = "invite"
    CHANGE_DATES = "change-dates"
    MOVE = "move"
    CANCEL = "cancel"
    END = "end"


IN_FORCE: Final = frozenset({StayState.PLANNED, StayState.RUNNING})
"""Stays people may still register for."""

STAY: Mapping[tuple[StayState, StayEvent], StayState] = {
    (StayState.PLANNED, StayEvent.BEGIN): StayState.RUNNING,
    (StayState.PLANNED, StayEvent.INVITE): StayState.PLANNED,
    (StayState.PLANNED, StayEvent.CHANGE_DATES): StayState.PLANNED,
    (StayState.PLANNED, StayEvent.MOVE): StayState.PLANNED,
    (StayState.PLANNED, StayEvent.CANCEL): StayState.CANCELLED,
    (StayState.RUNNING, StayEvent.INVITE): StayState.RUNNING,
    (StayState.RUNNING, StayEvent.CHANGE_DATES): StayState.RUNNING,
    (StayState.RUNNING, StayEvent.MOVE): StayState.RUNNING,
    (StayState.RUNNING, StayEvent.END): StayState.ENDED,
}


@unique
class RegistrationState(StrEnum):
    """Where a person who registered at a door stands."""

    WAITING = "waiting"
    PROVISIONAL = "provisional"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    REVOKED = "revoked"
    ERASED = "erased"


@unique
class RegistrationEvent(StrEnum):
    """What happens to a registration. TOLD_…: the box says so. RENEW: new dates, another room.

    TOLD_SUSPENDED, TOLD_REINSTATED, TOLD_REVOKED: somebody did so at the box.
    """

    TOLD_GRANTED = "told-granted"
    TOLD_PROVISIONAL = "told-provisional"
    TOLD_REVIEW = "told-review"
    TOLD_SUSPENDED = "told-suspended"
    TOLD_REINSTATED = "told-reinstated"
    TOLD_REVOKED = "told-revoked"
    TOLD_ERASED = "told-erased"
    ACCEPT = "accept"
    REFUSE = "refuse"
    RENEW = "renew"
    REVOKE = "revoke"


OPEN: Final = frozenset(
    {
        RegistrationState.WAITING,
        RegistrationState.PROVISIONAL,
        RegistrationState.GRANTED,
        RegistrationState.SUSPENDED,
    }
)
"""Registrations that are not over."""
OVER: Final = frozenset({RegistrationState.REFUSED, RegistrationState.REVOKED})
"""The person may not enter; the box still has to forget them."""

TOLD: Mapping[str, RegistrationEvent] = {
    "granted": RegistrationEvent.TOLD_GRANTED,
    "provisional": RegistrationEvent.TOLD_PROVISIONAL,
    "review": RegistrationEvent.TOLD_REVIEW,
}
"""A box's outcome → event; an outcome this version does not know is for people to judge."""

TOLD_CHANGE: Mapping[str, RegistrationEvent] = {
    "suspended": RegistrationEvent.TOLD_SUSPENDED,
    "reinstated": RegistrationEvent.TOLD_REINSTATED,
    "revoked": RegistrationEvent.TOLD_REVOKED,
    "erased": RegistrationEvent.TOLD_ERASED,
}
"""What was done about a person at a box (`wire.kinds.Enrolment.change`) → event."""

# A person may register again whatever came of it before: the box's newest word counts.
REGISTRATION: Mapping[tuple[RegistrationState, RegistrationEvent], RegistrationState] = {
    **{(state, RegistrationEvent.TOLD_GRANTED): RegistrationState.GRANTED for state in RegistrationState},
    **{(state, RegistrationEvent.TOLD_PROVISIONAL): RegistrationState.PROVISIONAL for state in RegistrationState},
    **{(state, RegistrationEvent.TOLD_REVIEW): RegistrationState.WAITING for state in RegistrationState},
    **{(state, RegistrationEvent.TOLD_ERASED): RegistrationState.ERASED for state in RegistrationState},
    # Who was let in for now and is suspended waits for a yes again; a right that was revoked is gone for good.
    (RegistrationState.WAITING, RegistrationEvent.TOLD_SUSPENDED): RegistrationState.WAITING,
    (RegistrationState.PROVISIONAL, RegistrationEvent.TOLD_SUSPENDED): RegistrationState.WAITING,
    (RegistrationState.GRANTED, RegistrationEvent.TOLD_SUSPENDED): RegistrationState.SUSPENDED,
    (RegistrationState.SUSPENDED, RegistrationEvent.TOLD_SUSPENDED): RegistrationState.SUSPENDED,
    (RegistrationState.PROVISIONAL, RegistrationEvent.TOLD_REINSTATED): RegistrationState.PROVISIONAL,
    (RegistrationState.GRANTED, RegistrationEvent.TOLD_REINSTATED): RegistrationState.GRANTED,
    (RegistrationState.SUSPENDED, RegistrationEvent.TOLD_REINSTATED): RegistrationState.GRANTED,
    **{(state, RegistrationEvent.TOLD_REVOKED): RegistrationState.REVOKED for state in OPEN},
    **{(state, RegistrationEvent.ACCEPT): RegistrationState.GRANTED for state in OPEN},
    **{(state, RegistrationEvent.REFUSE): RegistrationState.REFUSED for state in OPEN},
    **{(state, RegistrationEvent.REVOKE): RegistrationState.REVOKED for state in OPEN},
    (RegistrationState.GRANTED, RegistrationEvent.RENEW): RegistrationState.GRANTED,
}


@unique
class TaskState(StrEnum):
    """A review task. CLOSED: overtaken, nobody had to decide."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CLOSED = "closed"


@unique
class Withdrawal(StrEnum):
    """How it is with a face that was withdrawn and of whose erasure there is no proof yet."""

    UNDER_WAY = "under-way"
    OFFLINE = "offline"
    LATE = "late"


NO_INVITATION: Final = "no-invitation"
"""A reason the box gives; the two below are central's own."""
OVER_FULL: Final = "over-full"
STAY_OVER: Final = "stay-over"
FOR_LANDLORDS: Final = frozenset({NO_INVITATION, OVER_FULL, STAY_OVER, "without-face"})
"""Reasons a landlord may judge: who lives in the room, and, face to face, whether the card is the person's own (the
notice's words for those who do not give a face). What a document or a comparison leaves in doubt is for staff."""


@unique
class Missing(StrEnum):
    """What a registration still lacks."""

    WAY = "way"
    FACE = "face"
    DOCUMENT = "document"
    CONSENT = "consent"


def ways_of_stays() -> list[tuple[str, str, str]]:
    """Every way a stay can go: from a state, by an event, to a state."""
    return [(state.value, event.value, to.value) for (state, event), to in STAY.items()]


def following(course: Mapping[tuple[At, What], At], state: At, event: What, called: str) -> At:
    """The state that follows in a course of something that is called so. Raises NotPossible."""
    try:
        return course[state, event]
    except KeyError:
        raise NotPossible(f"{event} does not follow for {called} that is {state}") from None


def after_stay(state: StayState, event: StayEvent) -> StayState:
    """The state that follows. Raises NotPossible."""
    return following(STAY, state, event, "a stay")


def after_registration(state: RegistrationState, event: RegistrationEvent) -> RegistrationState:
    """The state that follows. Raises NotPossible."""
    return following(REGISTRATION, state, event, "a registration")


def dates_are_possible(begin: int, until: int, now: int) -> bool:
    """Whether a stay may have these dates (Unix ms, `until` exclusive): it has not ended, and is no typing error."""
    return begin < until and now < until and until - begin <= LONGEST_STAY and now - LONGEST_STAY <= begin


def places_are_possible(places: int, *, minors: bool) -> bool:
    """Whether so many people may stay; a child under 14 comes with a guardian, so there are two at least."""
    return (2 if minors else 1) <= places <= MOST_PLACES


def withdrawal(asked_at: int, now: int, *, is_silent: bool) -> Withdrawal:
    """How it is with a withdrawal of `asked_at` (Unix ms). is_silent: the box is not heard."""
    if is_silent:
        return Withdrawal.OFFLINE
    return Withdrawal.LATE if now - asked_at > ERASED_WITHIN else Withdrawal.UNDER_WAY


def is_for_landlord(reasons: Collection[str]) -> bool:
    """Whether a landlord may decide about a registration that waits for these reasons."""
    return bool(reasons) and set(reasons) <= FOR_LANDLORDS


def missing(*, document: str, ways: Collection[str], references: int, has_consent: bool) -> list[Missing]:
    """What a registration still lacks, in the order in which it is done at the door.

    references: how many references of the face the box keeps.
    """
    found = [] if has_consent else [Missing.CONSENT]
    if document == "none":
        found.append(Missing.DOCUMENT)
    if not ways:
        found.append(Missing.WAY)
    if "face" in ways and not references:
        found.append(Missing.FACE)
    return found
