"""What has to be reported because of a stay or a registration, as it stands. Pure.

No duty is begun where nothing is to be done any more: whoever has registered before their first day has been reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from central.clock.service import Rule
from central.rental.housing import deadlines
from central.rental.housing.deadlines import Staged
from central.rental.rules import IN_FORCE, OPEN, Missing, RegistrationState, StayState

STAY, REGISTRATION = "stay", "registration"
"""What clocks are about."""


@unique
class Standing(StrEnum):
    """How it is with a duty. WAITS: it is the office's turn. VOID: nothing can be done about it any more."""

    NONE = "none"
    RUNS = "runs"
    WAITS = "waits"
    DONE = "done"
    VOID = "void"


@unique
class Begins(StrEnum):
    """Whether a clock begins where none is open. ANEW: whatever became of those before; NOT: one only goes on."""

    ONCE = "once"
    ANEW = "anew"
    NOT = "not"


@dataclass(frozen=True)
class StayFacts:
    """How a stay stands. was_known: somebody of it has registered, at whichever door; is_known: at its own, and is not
    gone. waits: somebody who registered waits for a yes. by_time: nobody but the calendar has ended it. moved_at: when
    it was put behind another door with people who were known there; None: it was not. ends_now: it has just ended.
    """

    state: StayState
    begin: int
    until: int
    was_known: bool = False
    is_known: bool = False
    waits: bool = False
    by_time: bool = False
    moved_at: int | None = None
    ends_now: bool = False


@dataclass(frozen=True)
class PersonFacts:
    """How a registration stands."""

    state: RegistrationState
    registered_at: int
    missing: Sequence[Missing] = ()


@dataclass(frozen=True)
class Duty:
    """A rule, how it is with it, and since when (Unix ms). why: of the standing, for the clock's story."""

    rule: Rule
    standing: Standing
    since: int
    why: str
    begins: Begins = Begins.ONCE


WHY: Final[Mapping[Standing, str]] = {
    Standing.RUNS: "somebody lives there, and nobody has registered",
    Standing.WAITS: "somebody has registered and waits for a decision",
    Standing.DONE: "somebody has registered",
    Standing.VOID: "the stay is over",
}


def of_stay(facts: StayFacts, staged: Staged) -> list[Duty]:
    """The duties of a stay: its landlord's, and its people's."""
    known = _standing(facts, is_known=facts.was_known, has_begun=facts.state is not StayState.PLANNED)
    at_door = _standing(facts, is_known=facts.is_known, has_begun=True)
    ended = facts.state is StayState.ENDED and facts.by_time
    return [
        Duty(deadlines.report(staged), known, facts.begin, WHY.get(known, "")),
        Duty(deadlines.LETTING, known, facts.begin, WHY.get(known, "")),
        Duty(
            deadlines.ADDRESS,
            at_door,
            facts.moved_at or facts.begin,
            WHY.get(at_door, ""),
            Begins.NOT if facts.moved_at is None else Begins.ANEW,
        ),
        Duty(
            deadlines.END,
            Standing.RUNS if ended else Standing.NONE,
            facts.until,
            "the last day is over, and nobody has said that they left",
            # Of one that was over before central counted this, nobody was asked.
            Begins.ONCE if facts.ends_now else Begins.NOT,
        ),
    ]


def of_person(facts: PersonFacts, staged: Staged) -> Duty:
    """The duty of a registration: that it be complete."""
    standing = _completeness(facts)
    return Duty(deadlines.register(staged), standing, facts.registered_at, _COMPLETE[standing])


_COMPLETE: Final = {
    Standing.RUNS: "something is missing, or nobody has decided",
    Standing.DONE: "nothing is missing",
    Standing.VOID: "the registration is over",
}
_IN_FULL: Final = frozenset({RegistrationState.GRANTED, RegistrationState.SUSPENDED})


def _standing(facts: StayFacts, *, is_known: bool, has_begun: bool) -> Standing:
    if is_known:
        return Standing.DONE
    if facts.state not in IN_FORCE:
        return Standing.VOID
    if not has_begun:
        return Standing.NONE
    return Standing.WAITS if facts.waits else Standing.RUNS


def _completeness(facts: PersonFacts) -> Standing:
    if facts.state not in OPEN:
        return Standing.VOID
    return Standing.DONE if facts.state in _IN_FULL and not facts.missing else Standing.RUNS
