"""A number in a hall: its states as a table, and how long people waited. Nobody's name is known here. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from math import ceil
from statistics import median
from typing import Final

from central.rental.rules import following


@unique
class TicketState(StrEnum):
    """How far a number is. LAPSED: its day was over before anybody said what became of it."""

    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    MISSED = "missed"
    LAPSED = "lapsed"


@unique
class TicketEvent(StrEnum):
    """What happens to a number. CLOSE: its day is over."""

    CALL = "call"
    SERVE = "serve"
    MISS = "miss"
    CLOSE = "close"


TICKET: Final[Mapping[tuple[TicketState, TicketEvent], TicketState]] = {
    (TicketState.WAITING, TicketEvent.CALL): TicketState.CALLED,
    (TicketState.CALLED, TicketEvent.SERVE): TicketState.SERVED,
    (TicketState.CALLED, TicketEvent.MISS): TicketState.MISSED,
    # Whoever comes back after all does not go to the end.
    (TicketState.MISSED, TicketEvent.CALL): TicketState.CALLED,
    (TicketState.WAITING, TicketEvent.CLOSE): TicketState.LAPSED,
    (TicketState.CALLED, TicketEvent.CLOSE): TicketState.LAPSED,
}


@dataclass(frozen=True)
class Times:
    """When a number was taken, called and done with, Unix ms; None: not yet, or never."""

    taken_at: int
    called_at: int | None
    ended_at: int | None
    state: TicketState


@dataclass(frozen=True)
class Waits:
    """A day's: how many took a number, how many were served and how many were not there; ms waited and served.

    None where nobody was called, or served. wait_p90: nine in ten waited no longer.
    """

    taken: int
    served: int
    missed: int
    wait: float | None
    wait_p90: float | None
    service: float | None
    service_p90: float | None


def after(state: TicketState, event: TicketEvent) -> TicketState:
    """The state that follows. Raises NotPossible."""
    return following(TICKET, state, event, "a number")


def waits(numbers: Iterable[Times]) -> Waits:
    """How a day was, of the numbers of that day."""
    all_of_them = list(numbers)
    waited = [each.called_at - each.taken_at for each in all_of_them if each.called_at is not None]
    served = [each for each in all_of_them if each.state is TicketState.SERVED]
    lasted = [each.ended_at - each.called_at for each in served if each.ended_at and each.called_at]
    missed = sum(each.state is TicketState.MISSED for each in all_of_them)
    return Waits(
        len(all_of_them), len(served), missed, _middle(waited), _ninety(waited), _middle(lasted), _ninety(lasted)
    )


def _middle(values: Sequence[int]) -> float | None:
    return float(median(values)) if values else None


def _ninety(values: Sequence[int]) -> float | None:
    """The nearest rank: the smallest value that nine in ten do not exceed."""
    return float(sorted(values)[ceil(0.9 * len(values)) - 1]) if values else None
