"""Which part of the board a stay belongs to, and what may still be taken back. Pure; times are Unix ms."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum, unique
from typing import Final
from zoneinfo import ZoneInfo

from central.rental import days
from central.rental.rules import DAY, IN_FORCE, StayState

HOUR: Final = 60 * 60 * 1000
UNDO_WITHIN: Final = 10 * 60 * 1000
"""How long an act may be taken back, ms: whoever did it sees at once that it was wrong. Longer than that people rely on
it, and an hour later nothing could be put back as it was."""
LOOKED_FOR: Final = 30 * DAY
"""For how long somebody who has not come is waited for, ms; an assumption. Then the desk takes them for one who lives
there, and whether they have registered is asked elsewhere."""


@unique
class What(StrEnum):
    """What is done about a stay at the desk. WALK_IN: a stay that was made there."""

    WALK_IN = "walk-in"
    CHECK_IN = "check-in"
    CHECK_OUT = "check-out"
    LATE = "late"


@unique
class Part(StrEnum):
    """A part of the board, in the order of the page. No stay is in two."""

    ARRIVING = "arriving"
    OVERDUE = "overdue"
    LEAVING = "leaving"
    NO_SHOW = "no-show"
    IN_HOUSE = "in-house"


@dataclass(frozen=True)
class Moment:
    """Now, by the town's clocks. midnight, tomorrow: where today begins and ends. leave_at: by when people leave today.

    no_show: how long after a stay has begun somebody who did not come counts as not coming, ms.
    """

    now: int
    midnight: int
    tomorrow: int
    leave_at: int
    no_show: int

    @classmethod
    def of(cls, now: int, zone: ZoneInfo, *, leave_by: int, no_show: int) -> "Moment":
        """leave_by: an hour of the last day; no_show: hours after the first midnight of a stay."""
        today = days.day_of(now, zone)
        return cls(now, days.begins(today, zone), days.ends(today, zone), _at(today, leave_by, zone), no_show * HOUR)


@dataclass(frozen=True)
class Facts:
    """What decides it. has_come: somebody has registered, or was checked in. is_late: may leave later today."""

    state: StayState
    begin: int
    until: int
    has_come: bool = False
    is_late: bool = False


def part_of(stay: Facts, at: Moment) -> Part | None:
    """The part of the board a stay belongs to; None: the desk has nothing to do with it today."""
    if not stay.has_come and stay.begin > at.now - LOOKED_FOR:
        return _part_of_awaited(stay, at)
    if stay.state is not StayState.RUNNING:
        return None
    if stay.until > at.tomorrow:
        return Part.IN_HOUSE
    is_in_time = at.now < at.leave_at or stay.is_late
    return Part.LEAVING if stay.until == at.tomorrow and is_in_time else Part.OVERDUE


def may_be_undone(done_at: int, now: int) -> bool:
    """Whether an act of that moment may still be taken back."""
    return now - done_at < UNDO_WITHIN


def _part_of_awaited(stay: Facts, at: Moment) -> Part | None:
    if stay.state not in IN_FORCE or stay.begin >= at.tomorrow:
        return None
    return Part.ARRIVING if stay.begin > at.now - at.no_show else Part.NO_SHOW


def _at(day: date, hour: int, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(hour), zone).timestamp()) * 1000
