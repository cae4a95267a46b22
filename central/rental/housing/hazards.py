"""What an inspection looks for, how grave each is, how a hazard is put right, and by when. Pure.

The list follows the province's draft of 2022 on the fire safety of rented houses and its law on the safe use of houses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Final

from central.clock.service import Rule, Span, Unit
from central.rental.rules import NotPossible

WORDS_LENGTH = 300
"""Letters that say what a hazard looks like, or why something was done."""
ASSUMED: Final = "assumption / 假定，待确认"
_ASSUMED_ON: Final = date(2026, 11, 23)
_FIRE: Final = "浙江省居住出租房屋消防安全管理规定草案 (2022)"
_SAFETY: Final = "浙江省房屋使用安全管理条例 (2017-09-01)"


@unique
class Purpose(StrEnum):
    """What an inspection is for."""

    ROUTINE = "routine"
    LISTING = "listing"
    RECHECK = "recheck"
    COMPLAINT = "complaint"


@unique
class Severity(StrEnum):
    """How grave a hazard is."""

    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Facts:
    """What of a building decides what has to be looked for."""

    has_shop: bool = False
    shares_kitchen: bool = False
    is_self_built: bool = False
    is_appraised: bool = False
    is_regulated: bool = False


@dataclass(frozen=True)
class Item:
    """Something to look for. fact: only in buildings with it; unless: not in those with that."""

    code: str
    severity: Severity
    source: str
    fact: str = ""
    unless: str = ""

    def concerns(self, facts: Facts) -> bool:
        """Whether it has to be looked for in such a building."""
        return (not self.fact or getattr(facts, self.fact)) and not (self.unless and getattr(facts, self.unless))


ITEMS: Final[Mapping[str, Item]] = {
    item.code: item
    for item in (
        Item("exit-blocked", Severity.CRITICAL, _FIRE),
        Item("e-bike-inside", Severity.CRITICAL, _FIRE),
        Item("dangerous-goods", Severity.CRITICAL, _FIRE),
        Item("dangerous-house", Severity.CRITICAL, f"{_SAFETY} 33"),
        Item("no-appraisal", Severity.CRITICAL, f"{_SAFETY} 15", "is_self_built", "is_appraised"),
        Item("windows-barred", Severity.SERIOUS, _FIRE),
        Item("charging-unsafe", Severity.SERIOUS, _FIRE),
        Item("no-gas-detector", Severity.SERIOUS, _FIRE, "shares_kitchen"),
        Item("no-own-stairs", Severity.SERIOUS, _FIRE, "has_shop"),
        Item("not-for-living", Severity.SERIOUS, _FIRE),
        Item("over-full", Severity.SERIOUS, _FIRE),
        Item("bad-wiring", Severity.SERIOUS, ASSUMED),
        Item("no-extinguisher", Severity.MINOR, _FIRE),
        Item("no-escape-kit", Severity.MINOR, _FIRE),
        Item("no-management", Severity.MINOR, _FIRE, "is_regulated"),
        Item("unclean", Severity.MINOR, ASSUMED),
    )
}


@unique
class HazardState(StrEnum):
    """How far a hazard is. MENDED: the landlord says so, and nobody has looked yet."""

    OPEN = "open"
    MENDED = "mended"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@unique
class HazardEvent(StrEnum):
    """What happens to a hazard. CANCEL: it was none."""

    MEND = "mend"
    CONFIRM = "confirm"
    RETURN = "return"
    CANCEL = "cancel"


HAZARD: Mapping[HazardState, Mapping[HazardEvent, HazardState]] = {
    HazardState.OPEN: {
        HazardEvent.MEND: HazardState.MENDED,
        HazardEvent.CONFIRM: HazardState.CLOSED,
        HazardEvent.CANCEL: HazardState.CANCELLED,
    },
    HazardState.MENDED: {
        HazardEvent.CONFIRM: HazardState.CLOSED,
        HazardEvent.RETURN: HazardState.OPEN,
        HazardEvent.CANCEL: HazardState.CANCELLED,
    },
    HazardState.CLOSED: {},
    HazardState.CANCELLED: {},
}
COUNT: Final = frozenset({HazardState.OPEN, HazardState.MENDED})
"""Hazards that count until somebody has seen that they are gone."""


def ways() -> list[tuple[str, str, str]]:
    """Every way a hazard can go."""
    return [(state.value, event.value, to.value) for state, events in HAZARD.items() for event, to in events.items()]


def after(state: HazardState, event: HazardEvent) -> HazardState:
    """The state that follows. Raises NotPossible."""
    try:
        return HAZARD[state][event]
    except KeyError:
        raise NotPossible(f"{event} does not follow for a hazard that is {state}") from None


def rule_name(severity: Severity) -> str:
    """What the rule is called by which a hazard has to be put right."""
    return f"housing.hazard-{severity.value}"


def rule(severity: Severity, days: int) -> Rule:
    """By when a hazard has to be put right. days: working days for a serious one, the last stage of "135"."""
    terms = {
        Severity.CRITICAL: Span(24, Unit.HOURS),
        Severity.SERIOUS: Span(days, Unit.WORKING_DAYS),
        Severity.MINOR: Span(2 * days, Unit.WORKING_DAYS),
    }
    reminder = Span(6, Unit.HOURS) if severity is Severity.CRITICAL else Span(1, Unit.WORKING_DAYS)
    return Rule(
        name=rule_name(severity),
        en=f"Put a {severity.value} hazard right",
        zh={"minor": "整改一般隐患", "serious": "整改较大隐患", "critical": "整改重大隐患"}[severity.value],
        term=terms[severity],
        source=ASSUMED,
        dated=_ASSUMED_ON,
        reminders=(reminder,),
        escalations=(Span(1, Unit.WORKING_DAYS),),
    )
