"""How far a file that was brought is, and what can be done with it, as a table. Pure."""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Final

from central.rental.rules import DAY, NotPossible

UNDO: Final = 7 * DAY
"""How long what was taken over can be taken back, ms. An assumption: no source says it."""
KEPT: Final = 7 * DAY
"""How long a file that nobody takes over is kept, ms. An assumption, too."""


@unique
class State(StrEnum):
    """How far a file is. UNMAPPED: nobody knows yet which column is what. PUT_AWAY, TAKEN_BACK: its rows are gone.

    MAKING, UNMAKING: houses and rooms are made of its rows, or taken away again, some at a time.
    """

    WAITING = "waiting"
    UNREADABLE = "unreadable"
    UNMAPPED = "unmapped"
    READY = "ready"
    MAKING = "making"
    TAKEN = "taken"
    UNMAKING = "unmaking"
    TAKEN_BACK = "taken-back"
    PUT_AWAY = "put-away"


@unique
class Event(StrEnum):
    """What happens to it. AGAIN: it is read again, with other columns or beside what has changed.

    MAKE, UNMAKE: what TAKE and TAKE_BACK are, where each row makes something; DONE: the last of them has.
    """

    READ = "read"
    FAIL = "fail"
    ASK = "ask"
    AGAIN = "again"
    TAKE = "take"
    TAKE_BACK = "take-back"
    MAKE = "make"
    UNMAKE = "unmake"
    DONE = "done"
    PUT_AWAY = "put-away"


COURSE: Final[Mapping[State, Mapping[Event, State]]] = {
    State.WAITING: {
        Event.READ: State.READY,
        Event.FAIL: State.UNREADABLE,
        Event.ASK: State.UNMAPPED,
        Event.PUT_AWAY: State.PUT_AWAY,
    },
    State.UNREADABLE: {Event.PUT_AWAY: State.PUT_AWAY},
    State.UNMAPPED: {Event.AGAIN: State.WAITING, Event.PUT_AWAY: State.PUT_AWAY},
    State.READY: {
        Event.AGAIN: State.WAITING,
        Event.TAKE: State.TAKEN,
        Event.MAKE: State.MAKING,
        Event.PUT_AWAY: State.PUT_AWAY,
    },
    State.MAKING: {Event.DONE: State.TAKEN},
    State.TAKEN: {Event.TAKE_BACK: State.TAKEN_BACK, Event.UNMAKE: State.UNMAKING},
    State.UNMAKING: {Event.DONE: State.TAKEN_BACK},
    State.TAKEN_BACK: {},
    State.PUT_AWAY: {},
}
OPEN: Final = frozenset({State.WAITING, State.UNREADABLE, State.UNMAPPED, State.READY})
"""Files that wait for somebody."""
WORKED: Final = (State.WAITING, State.MAKING, State.UNMAKING)
"""Files that wait for central itself."""


def after(state: State, event: Event) -> State:
    """The state that follows. Raises NotPossible."""
    if event not in COURSE[state]:
        raise NotPossible(f"{event} does not follow from {state}")
    return COURSE[state][event]
