"""The states of a clock and the table of its events. Pure.

What is not in the table can't happen: `following` raises NotPossible. docs/clocks.md shows the picture that drawing.py
makes of it.
"""

from collections.abc import Mapping
from enum import StrEnum, unique


class NotPossible(Exception):
    """What was asked does not follow from the state the clock is in."""


@unique
class State(StrEnum):
    """How a clock stands. BREACHED: its time is over and what was to be done is not."""

    RUNNING = "running"
    PAUSED = "paused"
    BREACHED = "breached"
    MET = "met"
    CANCELLED = "cancelled"


@unique
class Event(StrEnum):
    """What happens to a clock. REINSTATED: the calendar changed, and its time is not over after all.

    REOPENED: that it was cancelled is taken back.
    """

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    RECALCULATED = "recalculated"
    REINSTATED = "reinstated"
    REMINDED = "reminded"
    BREACHED = "breached"
    ESCALATED = "escalated"
    MET = "met"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


OPEN = frozenset({State.RUNNING, State.PAUSED, State.BREACHED})
"""Clocks that somebody still has to see to."""

TABLE: Mapping[State, Mapping[Event, State]] = {
    State.RUNNING: {
        Event.PAUSED: State.PAUSED,
        Event.EXTENDED: State.RUNNING,
        Event.RECALCULATED: State.RUNNING,
        Event.REMINDED: State.RUNNING,
        Event.BREACHED: State.BREACHED,
        Event.MET: State.MET,
        Event.CANCELLED: State.CANCELLED,
    },
    State.PAUSED: {
        Event.RESUMED: State.RUNNING,
        Event.EXTENDED: State.PAUSED,
        Event.MET: State.MET,
        Event.CANCELLED: State.CANCELLED,
    },
    State.BREACHED: {
        Event.EXTENDED: State.RUNNING,
        Event.RECALCULATED: State.BREACHED,
        Event.REINSTATED: State.RUNNING,
        Event.ESCALATED: State.BREACHED,
        Event.MET: State.MET,
        Event.CANCELLED: State.CANCELLED,
    },
    State.MET: {},
    State.CANCELLED: {
        Event.REOPENED: State.RUNNING,
    },
}


def ways() -> list[tuple[str, str, str]]:
    """Every way a clock can go: from a state, by an event, to a state."""
    return [(state.value, event.value, to.value) for state, events in TABLE.items() for event, to in events.items()]


def following(state: State, event: Event) -> State:
    """The state after `event`. Raises NotPossible."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise NotPossible(f"a clock that is {state} can't be {event}") from None
