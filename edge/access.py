"""Who may pass which door, when: one pure function, `decide`, and the facts it reads.

No clock is read and no database opened here; the portal brings the facts. The order of the questions matters and is
the order of the code: first whether the door answers anybody, then who stands there, then whether that person may.
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from wire.kinds import Reason

FREE_FAILURES = 5
"""Presentations in a row that may fail before each further one waits (NIST SP 800-63B-4 draft, 3.2.3)."""
DELAY_AFTER_FAILURES = 30_000
"""How long it waits, ms (same source: at least 30 s)."""


@unique
class Standing(StrEnum):
    """Whether a person's right to enter is in force."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Resident:
    """One person as the door knows them. Validity is Unix time in ms, `until` exclusive; None leaves that end open."""

    person: str
    standing: Standing = Standing.ACTIVE
    valid_from: int | None = None
    valid_until: int | None = None


@dataclass(frozen=True)
class Clock:
    """The box's clock at the presentation.

    now: Unix time in ms. trusted: False when the clock was set back or never set since power came.
    known: the latest time known to have passed; validity is judged by it while the clock is not trusted.
    """

    now: int
    trusted: bool = True
    known: int = 0


@dataclass(frozen=True)
class Failures:
    """Presentations that failed in a row at this door, and when the last of them was (Unix ms)."""

    count: int = 0
    last: int = 0


@dataclass(frozen=True)
class Decision:
    """The answer at the door and its reason."""

    granted: bool
    reason: Reason


def decide(
    resident: Resident | None,
    clock: Clock,
    *,
    lockdown: bool = False,
    failures: Failures = Failures(),
) -> Decision:
    """Whether the door is released for `resident` (None: nobody was recognised)."""
    reason = _refusal(resident, clock, lockdown, failures)
    return Decision(reason is None, reason or Reason.GRANTED)


def _refusal(resident: Resident | None, clock: Clock, lockdown: bool, failures: Failures) -> Reason | None:
    if lockdown:
        return Reason.LOCKDOWN
    if is_rate_limited(failures, clock):
        return Reason.RATE_LIMITED
    if resident is None:
        return Reason.NOT_RECOGNISED
    if resident.standing is Standing.REVOKED:
        return Reason.REVOKED
    if resident.standing is Standing.SUSPENDED:
        return Reason.SUSPENDED
    return _refusal_by_time(resident, clock)


def is_rate_limited(failures: Failures, clock: Clock) -> bool:
    """Whether too many presentations failed in a row, the last of them just now.

    A clock that was set back does not prolong the wait: a last failure in the future counts as just passed by.
    """
    waited = clock.now - failures.last
    return failures.count >= FREE_FAILURES and 0 <= waited < DELAY_AFTER_FAILURES


def _refusal_by_time(resident: Resident, clock: Clock) -> Reason | None:
    """Outside the stay, or not to be told: a wrong clock never locks out a resident whose stay had begun."""
    time = clock.now if clock.trusted else clock.known
    if resident.valid_from is not None and time < resident.valid_from:
        return Reason.OUTSIDE_VALIDITY if clock.trusted else Reason.CLOCK_NOT_TRUSTED
    if resident.valid_until is not None and time >= resident.valid_until:
        return Reason.OUTSIDE_VALIDITY
    return None
