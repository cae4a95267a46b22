"""Who may pass which door, when: one pure function, `decide`, and the facts it reads.

No clock is read and no database opened here; the portal brings the facts. The order of the questions matters and is
the order of the code: first whether the door answers anybody, then who stands there, then whether that person may.
"""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import StrEnum, unique

from edge.hours import Hours, are_open
from wire.kinds import Method, Reason

FREE_FAILURES = 5
"""Presentations in a row that may fail before each further one waits (NIST SP 800-63B-4 draft, 3.2.3)."""
DELAY_AFTER_FAILURES = 30_000
"""How long it waits, ms (same source: at least 30 s)."""
MOST_FAILURES = 50
"""After so many in a row the way is off until staff allow it again (same source: 50 without presentation attack
detection, 100 with; we do not lean on ours)."""
CAPTURE = "capture"
"""Stands where a way of opening does, for the capture of faces that are enrolled at a door's screen."""
CAN_FAIL = (*(method.value for method in Method if method is not Method.STAFF), CAPTURE)
"""What too many failures turn off, and staff allow again."""


@unique
class Standing(StrEnum):
    """Whether a person's right to enter is in force."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Resident:
    """One person as the door knows them. Validity is Unix time in ms, `until` exclusive; None leaves that end open.

    room: as the person says it at the door; "" where they have none. hours: when in the week; none means always.
    """

    person: str
    standing: Standing = Standing.ACTIVE
    valid_from: int | None = None
    valid_until: int | None = None
    room: str = ""
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True)
class Clock:
    """The box's clock at the presentation.

    now: Unix time in ms. trusted: False when the clock was set back or never set since power came.
    known: the latest time known to have passed; validity is judged by it while the clock is not trusted.
    """

    now: int
    trusted: bool = True
    known: int = 0

    @property
    def at_least(self) -> int:
        """The time that has come for sure, Unix ms: what ends, ends by this."""
        return self.now if self.trusted else self.known


@dataclass(frozen=True)
class Failures:
    """Presentations by one way that failed in a row, and when the last of them was (Unix ms)."""

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
    method: Method = Method.FACE,
    lockdown: bool = False,
    failures: Failures = Failures(),
    room_failures: Failures = Failures(),
    zone: tzinfo = UTC,
) -> Decision:
    """Whether the door is released for `resident` (None: nobody was recognised).

    method: by what they opened; staff need not be residents. failures: of that way at this door. room_failures: of
    that way for the room that was named. zone: by whose clocks weekly hours are meant.
    """
    reason = _refusal_by_door(clock, method, lockdown, failures, room_failures)
    if reason is None and method is not Method.STAFF:
        reason = _refusal_of(resident, clock, zone)
    return Decision(reason is None, reason or Reason.GRANTED)


def is_off(failures: Failures) -> bool:
    """Whether so many presentations failed in a row that the way stays off until staff allow it again."""
    return failures.count >= MOST_FAILURES


def is_rate_limited(failures: Failures, clock: Clock) -> bool:
    """Whether too many presentations failed in a row, the last of them just now.

    A clock that was set back does not prolong the wait: a last failure in the future counts as just passed by.
    """
    waited = clock.now - failures.last
    return failures.count >= FREE_FAILURES and 0 <= waited < DELAY_AFTER_FAILURES


def _refusal_by_door(
    clock: Clock, method: Method, lockdown: bool, failures: Failures, room_failures: Failures
) -> Reason | None:
    """Whether the door, or this way, answers nobody just now."""
    if lockdown:
        return Reason.LOCKDOWN
    if is_off(failures):
        return Reason.WAY_OFF
    if is_rate_limited(failures, clock) or is_rate_limited(room_failures, clock):
        return Reason.RATE_LIMITED
    if method is Method.PHONE and not clock.trusted:
        return Reason.CLOCK_NOT_TRUSTED
    return None


def _refusal_of(resident: Resident | None, clock: Clock, zone: tzinfo) -> Reason | None:
    if resident is None:
        return Reason.NOT_RECOGNISED
    if resident.standing is Standing.REVOKED:
        return Reason.REVOKED
    if resident.standing is Standing.SUSPENDED:
        return Reason.SUSPENDED
    return _refusal_by_stay(resident, clock) or _refusal_by_hours(resident, clock, zone)


def _refusal_by_stay(resident: Resident, clock: Clock) -> Reason | None:
    """Outside the stay, or not to be told: a wrong clock never locks out a resident whose stay had begun."""
    time = clock.at_least
    if resident.valid_from is not None and time < resident.valid_from:
        return Reason.OUTSIDE_VALIDITY if clock.trusted else Reason.CLOCK_NOT_TRUSTED
    if resident.valid_until is not None and time >= resident.valid_until:
        return Reason.OUTSIDE_VALIDITY
    return None


def _refusal_by_hours(resident: Resident, clock: Clock, zone: tzinfo) -> Reason | None:
    """Who has hours, and no resident has, waits for a clock that can tell them."""
    if not resident.hours:
        return None
    if not clock.trusted:
        return Reason.CLOCK_NOT_TRUSTED
    return None if are_open(resident.hours, clock.now, zone) else Reason.OUTSIDE_HOURS
