"""Who may see the entries of one person, for what, and for how long a yes is good. Pure.

Where somebody went is sensitive (PIPL article 28): counts are the default, a timeline needs a case, a second person's
yes, and is never looked at in secret. The spans are guesses; the page says so.
"""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from central.web.roles import Role

DAY: Final = 24 * 3600 * 1000
"""ms."""
WAITS: Final = 3 * DAY
"""So long somebody else may answer."""
GOOD_FOR: Final = DAY
"""So long after a yes the entries may be looked at."""
LONGEST: Final = 31 * DAY
"""The longest period that may be asked for."""
ASKERS: Final = (Role.OFFICE, Role.REGISTRAR)
APPROVERS: Final = (Role.OFFICE,)
"""Who may say yes, but to nothing they asked themselves."""
LATELY: Final = 30 * DAY
"""Two of whom one has let the other in within that time, or given them a right, may be one person with two accounts."""
CASE_LENGTH, WHY_LENGTH = 60, 200


@unique
class AskState(StrEnum):
    """How it stands with an ask; OVER is kept nowhere: its time has run out, answered with yes or not at all."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    OVER = "over"


class NotOpen(Exception):
    """It is answered already, was refused, or its time is over."""


class OwnAsk(Exception):
    """Nobody says yes to what they asked themselves."""


class Beholden(Exception):
    """Nobody says yes to whom they let in lately, nor to who let them in."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for. begin, until: of the period, Unix ms, `until` exclusive."""

    purpose: str
    case_number: str
    why: str
    begin: int
    until: int


def state_at(kept: AskState, good_until: int, now: int) -> AskState:
    """How an ask stands now (Unix ms)."""
    return AskState.OVER if kept is not AskState.REFUSED and now >= good_until else kept


def require_open(state: AskState, *, asked_by: int, by: int) -> None:
    """Whether `by` may answer. Raises NotOpen, OwnAsk."""
    if state is not AskState.ASKED:
        raise NotOpen
    if asked_by == by:
        raise OwnAsk
