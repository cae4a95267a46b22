"""The state machine of a room (房态), as one table that the transactions, the picture and docs/housing.md go by. Pure.

From "hotel-style management" (旅馆式管理, Ningbo Haishu 2019): a room is looked at before it is offered, let, left, and
looked at again. Stays bring a room from vacant to occupied and out of it by themselves (`by_stays`); the rest somebody
does.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum, unique
from typing import Final

from central.rental.rules import NotPossible


@unique
class RoomState(StrEnum):
    """How a room stands. NO_DOOR is never kept: a vacant room without a box looks so."""

    NO_DOOR = "no-door"
    NOT_LET = "not-let"
    APPLIED = "applied"
    VACANT = "vacant"
    RESERVED = "reserved"
    OCCUPIED = "occupied"
    LEAVING = "leaving"
    UNCHECKED = "unchecked"
    OUT_OF_ORDER = "out-of-order"
    BLOCKED = "blocked"
    CLOSED = "closed"


@unique
class RoomEvent(StrEnum):
    """What happens to a room."""

    OFFER = "offer"
    APPROVE = "approve"
    REJECT = "reject"
    RESERVE = "reserve"
    RELEASE = "release"
    CHECK_IN = "check-in"
    NOTICE = "notice"
    STAY_ON = "stay-on"
    CHECK_OUT = "check-out"
    CHECKED = "checked"
    BREAK = "break"
    REPAIRED = "repaired"
    BLOCK = "block"
    LIFT = "lift"
    TAKE_BACK = "take-back"
    CLOSE = "close"
    REOPEN = "reopen"


@unique
class Use(StrEnum):
    """What a room was built as."""

    BEDROOM = "bedroom"
    FLAT = "flat"
    LIVING_ROOM = "living-room"
    DORMITORY = "dormitory"
    KITCHEN = "kitchen"
    BATHROOM = "bathroom"
    BALCONY = "balcony"
    CELLAR = "cellar"


NEVER_LET: Final = frozenset({Use.KITCHEN, Use.BATHROOM, Use.BALCONY, Use.CELLAR})
"""What nobody may live in (Hangzhou 2016)."""

_Ways = Mapping[RoomEvent, RoomState]

ROOM: Mapping[RoomState, _Ways] = {
    RoomState.NOT_LET: {RoomEvent.OFFER: RoomState.APPLIED, RoomEvent.CLOSE: RoomState.CLOSED},
    RoomState.APPLIED: {
        RoomEvent.APPROVE: RoomState.VACANT,
        RoomEvent.REJECT: RoomState.NOT_LET,
        RoomEvent.TAKE_BACK: RoomState.NOT_LET,
    },
    RoomState.VACANT: {
        RoomEvent.RESERVE: RoomState.RESERVED,
        RoomEvent.CHECK_IN: RoomState.OCCUPIED,
        RoomEvent.BREAK: RoomState.OUT_OF_ORDER,
        RoomEvent.BLOCK: RoomState.BLOCKED,
        RoomEvent.TAKE_BACK: RoomState.NOT_LET,
    },
    RoomState.RESERVED: {
        RoomEvent.CHECK_IN: RoomState.OCCUPIED,
        RoomEvent.RELEASE: RoomState.VACANT,
        RoomEvent.BLOCK: RoomState.BLOCKED,
    },
    RoomState.OCCUPIED: {
        RoomEvent.NOTICE: RoomState.LEAVING,
        RoomEvent.CHECK_OUT: RoomState.UNCHECKED,
        RoomEvent.BLOCK: RoomState.BLOCKED,
    },
    RoomState.LEAVING: {
        RoomEvent.STAY_ON: RoomState.OCCUPIED,
        RoomEvent.CHECK_OUT: RoomState.UNCHECKED,
        RoomEvent.BLOCK: RoomState.BLOCKED,
    },
    RoomState.UNCHECKED: {
        RoomEvent.CHECKED: RoomState.VACANT,
        RoomEvent.CHECK_IN: RoomState.OCCUPIED,
        RoomEvent.BREAK: RoomState.OUT_OF_ORDER,
        RoomEvent.BLOCK: RoomState.BLOCKED,
    },
    RoomState.OUT_OF_ORDER: {RoomEvent.REPAIRED: RoomState.UNCHECKED, RoomEvent.TAKE_BACK: RoomState.NOT_LET},
    RoomState.BLOCKED: {RoomEvent.LIFT: RoomState.VACANT},
    RoomState.CLOSED: {RoomEvent.REOPEN: RoomState.NOT_LET},
}

BY_STAYS: Final = frozenset({RoomEvent.RESERVE, RoomEvent.RELEASE, RoomEvent.CHECK_IN, RoomEvent.CHECK_OUT})
"""What follows from stays, and nobody does by hand."""
BY_OFFICE: Final = frozenset(
    {RoomEvent.APPROVE, RoomEvent.REJECT, RoomEvent.BLOCK, RoomEvent.LIFT, RoomEvent.CLOSE, RoomEvent.REOPEN}
)
"""What a landlord can't do."""
WITH_REASON: Final = frozenset(
    {RoomEvent.REJECT, RoomEvent.BREAK, RoomEvent.BLOCK, RoomEvent.LIFT, RoomEvent.TAKE_BACK, RoomEvent.CLOSE}
)
"""What is done for a reason that is kept."""
TAKES_STAYS: Final = frozenset(
    {RoomState.VACANT, RoomState.RESERVED, RoomState.OCCUPIED, RoomState.LEAVING, RoomState.UNCHECKED}
)
"""A room so may be given to somebody, now or later."""


def seen_as(state: RoomState, *, has_box: bool) -> RoomState:
    """How a room that is kept so looks: one without a box is not vacant, since nobody can be let in."""
    return RoomState.NO_DOOR if state is RoomState.VACANT and not has_box else state


def ways() -> list[tuple[str, str, str]]:
    """Every way a room can go: from a state, by an event, to a state."""
    return [(state.value, event.value, to.value) for state, events in ROOM.items() for event, to in events.items()]


def after(state: RoomState, event: RoomEvent) -> RoomState:
    """The state that follows. Raises NotPossible."""
    try:
        return ROOM[state][event]
    except KeyError:
        raise NotPossible(f"{event} does not follow for a room that is {state}") from None


def possible(state: RoomState, *, for_office: bool) -> list[RoomEvent]:
    """What somebody can do about a room now, in the table's order."""
    beyond = BY_STAYS if for_office else BY_STAYS | BY_OFFICE
    return [event for event in ROOM.get(state, {}) if event not in beyond]


def by_stays(state: RoomState, *, running: int, planned: int) -> Iterator[tuple[RoomEvent, RoomState]]:
    """What stays bring to a room of which so many run and are planned: each event, and the state after it."""
    while (event := _next(state, running, planned)) is not None:
        state = after(state, event)
        yield event, state


def _next(state: RoomState, running: int, planned: int) -> RoomEvent | None:
    if running:
        return RoomEvent.CHECK_IN if RoomEvent.CHECK_IN in ROOM[state] else None
    if state in (RoomState.OCCUPIED, RoomState.LEAVING):
        return RoomEvent.CHECK_OUT
    if planned:
        return RoomEvent.RESERVE if state is RoomState.VACANT else None
    return RoomEvent.RELEASE if state is RoomState.RESERVED else None
