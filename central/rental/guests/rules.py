"""The state machine of a guest as a table, and what follows from how long they stay. Pure. Times are Unix ms.

A visitor stays for hours; a relative stays for days. Whoever relates to nobody there lives there, and registers.
"""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Final

from central.rental.housing.deadlines import RELATIVES
from central.rental.rules import DAY, following

HOUR: Final = 60 * 60 * 1000
MOST_HOURS: Final = 24
"""Of a visit: who is there for longer stays there."""
FREE_DAYS: Final = RELATIVES.term.amount
"""For so many days a relative need not register (浙江省流动人口居住登记条例, article 12)."""
FREE_FOR: Final = FREE_DAYS * DAY
"""The same in ms; on the town's clocks no day is longer than another."""
MOST_AT_ONCE: Final = 10
"""Guests of one stay who are expected or there: more is no visit but a business."""
FORGOTTEN_AFTER: Final = 30 * DAY
"""How long after their end central keeps who they were, an assumption: for complaints about the door."""


@unique
class Kind(StrEnum):
    """What somebody comes for."""

    VISITOR = "visitor"
    RELATIVE = "relative"


@unique
class Relation(StrEnum):
    """What a relative is to the host."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER = "other"


CARED_FOR: Final = frozenset({Relation.SPOUSE, Relation.CHILD, Relation.PARENT})
"""People who have a legal duty to care for one another (民法典, articles 1059 and 1067): they may share a bedroom."""


@unique
class GuestState(StrEnum):
    """How far a visit is."""

    EXPECTED = "expected"
    THERE = "there"
    OVER = "over"
    CANCELLED = "cancelled"


@unique
class GuestEvent(StrEnum):
    """What happens to a visit."""

    BEGIN = "begin"
    CODE = "code"
    CHANGE = "change"
    END = "end"
    CANCEL = "cancel"


IN_FORCE: Final = frozenset({GuestState.EXPECTED, GuestState.THERE})
"""Guests whose code opens, or will."""

GUEST: Mapping[tuple[GuestState, GuestEvent], GuestState] = {
    (GuestState.EXPECTED, GuestEvent.BEGIN): GuestState.THERE,
    (GuestState.EXPECTED, GuestEvent.CODE): GuestState.EXPECTED,
    (GuestState.EXPECTED, GuestEvent.CHANGE): GuestState.EXPECTED,
    (GuestState.EXPECTED, GuestEvent.CANCEL): GuestState.CANCELLED,
    (GuestState.THERE, GuestEvent.CODE): GuestState.THERE,
    (GuestState.THERE, GuestEvent.CHANGE): GuestState.THERE,
    (GuestState.THERE, GuestEvent.END): GuestState.OVER,
}


def ways() -> list[tuple[str, str, str]]:
    """Every way a visit can go: from a state, by an event, to a state."""
    return [(state.value, event.value, to.value) for (state, event), to in GUEST.items()]


def after(state: GuestState, event: GuestEvent) -> GuestState:
    """The state that follows. Raises NotPossible."""
    return following(GUEST, state, event, "a guest")


def ending(state: GuestState) -> GuestEvent:
    """What it is called when a visit in this state is ended: nobody leaves who has not come."""
    return GuestEvent.CANCEL if state is GuestState.EXPECTED else GuestEvent.END


def before_ending(state: GuestState) -> GuestState:
    """Where a visit was that is over, or cancelled."""
    return GuestState.THERE if state is GuestState.OVER else GuestState.EXPECTED


def lives_there_from(begin: int) -> int:
    """From when a relative who came at `begin` counts as one who lives there."""
    return begin + FREE_FOR


def has_to_register(kind: Kind, begin: int, until: int) -> bool:
    """Whether somebody who stays from `begin` until `until` has to register."""
    return kind is Kind.RELATIVE and until > lives_there_from(begin)


def times_are_possible(kind: Kind, begin: int, until: int, now: int) -> bool:
    """Whether a guest may have these times: `until` is still to come, and a visit lasts MOST_HOURS at most."""
    return begin < until and now < until and (kind is Kind.RELATIVE or until - begin <= MOST_HOURS * HOUR)
