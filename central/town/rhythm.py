"""Who comes to which door at what time of the day: the rhythm of the town, house by house and day by day.

A door counts who comes in; going out is free. People come as their habit says, by the weights of the hours; strangers
are not recognised; now and then a lock is tampered with, loses power or does not open. What happens at a group of
houses on a day depends on the seed, the group and the day alone: those who write the entries and those who write the
stream find the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from central.town.dice import dice
from central.town.habits import HOURS, OFTEN, SHIFTS, Habit
from wire.kinds import Alarm, DoorState, Level, Method, Reason, ReleaseResult

Array = np.ndarray

_STRANGER_HOURS: Final = (3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 8, 9, 8, 6, 6, 7, 8, 9, 9, 8, 7, 6, 5, 4)
_STRANGERS: Final = 0.045
"""Strangers at a door, for each time somebody comes home."""
_MISSED: Final = 0.02
"""How often somebody is not recognised at first, and opens by another way some seconds later."""
_FACE: Final = 0.93
"""How often whoever has given a face uses it."""
_HAPPENINGS: Final = 0.012
"""What happens to a lock, for each house and day."""

REASONS: Final = (Reason.GRANTED, Reason.NOT_RECOGNISED)
METHODS: Final = (Method.FACE, Method.PIN, Method.CARD, Method.PHONE)
RELEASES: Final = (None, ReleaseResult.DONE, ReleaseResult.REFUSED, ReleaseResult.UNKNOWN)

_CONNECTED: Final = 1
HAPPENINGS: Final[Mapping[int, DoorState | Alarm]] = {
    _CONNECTED: DoorState("", "online"),
    2: DoorState("", "tamper", "cover opened"),
    3: DoorState("", "normal"),
    4: DoorState("", "power-fail", "on battery"),
    5: DoorState("", "normal"),
    6: Alarm("not-released", Level.CRITICAL, "", "the lock's answer: refused"),
    7: Alarm("way-off", Level.CRITICAL, "", "face: 10 failures within 10 minutes"),
    8: Alarm("camera-gone", Level.WARNING, "", "no picture for 30 s"),
    9: Alarm("camera-live", Level.INFO, ""),
}
"""What can happen at a door besides people, but for its name; 0 is a person."""
_COURSES: Final = ((2, 3), (4, 5), (6,), (7,), (8, 9))
"""What begins, and how it ends 20 minutes later, where it ends by itself."""


@dataclass(frozen=True)
class Day:
    """A day of the town's: from `begin` (Unix ms) to `end`. number: counted from the first; week: from some Monday."""

    number: int
    begin: int
    end: int
    is_free: bool
    week: int


@dataclass(frozen=True)
class Group:
    """Houses that are looked at together, with all that happens at them depends on.

    heard: of each house, until when its box has spoken. doors: how many each has. Of people: the house they live in,
    counted within the group, their habit, when the door opens for them, the way besides their face.
    """

    seed: int
    number: int
    pace: float
    heard: Array
    doors: Array
    house: Array
    habit: Array
    since: Array
    until: Array
    has_face: Array
    way: Array


@dataclass(frozen=True)
class Visits:
    """What happened, each by its columns, in the order of houses and then of time.

    person: counted within the group, -1 for nobody known. reason, method, release, happening: places in the lists
    above. score: thousandths, -1 where none.
    """

    house: Array
    door: Array
    at: Array
    person: Array
    reason: Array
    method: Array
    score: Array
    release: Array
    frame_to_strike: Array
    strike_to_answer: Array
    happening: Array

    @property
    def records(self) -> Array:
        """An entry, and what became of its release; or what happened."""
        return np.where(self.happening > 0, 1, 1 + (self.release > 0))

    def chosen(self, which: Array) -> "Visits":
        """Those at these places, or of which this is true."""
        return Visits(**{name: column[which] for name, column in vars(self).items()})


def expected(group: Group, days: Sequence[Day]) -> float:
    """About how many entries there will be, at the pace the group has."""
    total = 0.0
    for day in days:
        begin = np.maximum(group.since, day.begin)
        end = np.minimum(np.minimum(group.until, day.end), group.heard[group.house])
        here = np.clip((end - begin) / (day.end - day.begin), 0, 1)
        total += float((_often(group, day) * here).sum())
    return total * (1 + _STRANGERS + _MISSED * _FACE * float(np.mean(group.has_face)))


def visits(group: Group, day: Day) -> Visits:
    """What happened at the group's houses on that day."""
    chance = dice(group.seed, "visits", group.number, day.number)
    homeward = _homeward(group, day, chance)
    parts = [
        homeward,
        _missed(homeward, chance),
        _strangers(group, day, homeward, chance),
        _happened(group, day, chance),
    ]
    together = Visits(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(homeward)})
    heard = together.chosen(
        (together.at >= day.begin) & (together.at < np.minimum(day.end, group.heard[together.house]))
    )
    return heard.chosen(np.lexsort((heard.at, heard.house)))


def places(found: Visits, before: Array) -> Array:
    """The place of each in its outbox's stream. before: of each house, the last place that was taken."""
    records = found.records
    behind = np.cumsum(records)
    first = np.searchsorted(found.house, found.house)
    skipped = np.where(first > 0, behind[first - 1], 0)
    return np.asarray(before[found.house] + behind - records - skipped + 1)


def counted(found: Visits, houses: int) -> Array:
    """How many records each house's outbox gets."""
    return np.bincount(found.house, weights=found.records, minlength=houses).astype(np.int64)


def _habits(group: Group, day: Day) -> Array:
    """The habit of each on that day: those who work in shifts change theirs every week."""
    shift = np.take([int(each) for each in SHIFTS], (day.week + np.arange(len(group.habit))) % len(SHIFTS))
    return np.where(group.habit == Habit.SHIFTS, shift, group.habit)


def _often(group: Group, day: Day) -> Array:
    table = np.array([OFTEN[habit][day.is_free] for habit in HOURS])
    return np.asarray(table[_habits(group, day)] * group.pace)


def _homeward(group: Group, day: Day, chance: np.random.Generator) -> Visits:
    """Those who live here come home."""
    person = np.repeat(np.arange(len(group.habit)), chance.poisson(_often(group, day)))
    habit = _habits(group, day)[person]
    at = np.zeros(len(person), dtype=np.int64)
    for each, hours in HOURS.items():
        of_habit = np.flatnonzero(habit == each)
        at[of_habit] = _moments(day, hours[day.is_free], len(of_habit), chance)
    here = np.flatnonzero((at >= group.since[person]) & (at < group.until[person]))
    person, at = person[here], at[here]
    by_face = group.has_face[person] & (chance.random(len(person)) < _FACE)
    method = np.where(by_face, 0, group.way[person])
    return _entries(group, person, group.house[person], at, method, chance)


def _missed(homeward: Visits, chance: np.random.Generator) -> Visits:
    """Some look into the camera once more: the first time they were not recognised."""
    again = homeward.chosen((homeward.method == 0) & (chance.random(len(homeward.at)) < _MISSED))
    return _denied(again, again.at - chance.integers(3_000, 12_000, len(again.at)))


def _strangers(group: Group, day: Day, homeward: Visits, chance: np.random.Generator) -> Visits:
    """People nobody knows stand at doors: visitors, couriers, whoever has mistaken the house."""
    usual = np.bincount(homeward.house, minlength=len(group.doors)) * _STRANGERS
    house = np.repeat(np.arange(len(group.doors)), chance.poisson(usual))
    nobody = np.full(len(house), -1)
    at = _moments(day, _STRANGER_HOURS, len(house), chance)
    return _denied(_entries(group, nobody, house, at, np.zeros(len(house), dtype=np.int64), chance), at)


def _happened(group: Group, day: Day, chance: np.random.Generator) -> Visits:
    """What happens to locks and cameras; on the first day each lock says that it is there."""
    rows: list[tuple[int, int, int, int]] = []
    if day.number == 0:
        rows += [
            (number, place, day.begin + number, _CONNECTED)
            for number, doors in enumerate(group.doors.tolist())
            for place in range(doors)
        ]
    for struck in np.flatnonzero(chance.random(len(group.doors)) < _HAPPENINGS).tolist():
        course = _COURSES[int(chance.integers(len(_COURSES)))]
        begins = int(chance.integers(day.begin, day.end))
        rows += [(struck, 0, begins + 20 * 60_000 * step, code) for step, code in enumerate(course)]
    house, door, at, happening = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    nothing = np.zeros(len(rows), dtype=np.int64)
    return Visits(
        house, door, at, nothing - 1, nothing, nothing, nothing - 1, nothing, nothing, nothing, np.asarray(happening)
    )


def _entries(
    group: Group, person: Array, house: Array, at: Array, method: Array, chance: np.random.Generator
) -> Visits:
    """People who are let in."""
    number = len(person)
    score = np.where(method == 0, np.clip(chance.normal(720, 70, number), 480, 960).astype(np.int64), -1)
    chances = chance.random(number)
    release = np.where(chances < 0.0003, 2, np.where(chances < 0.001, 3, 1))
    return Visits(
        house,
        (chance.random(number) * group.doors[house] * 0.7).astype(np.int64),
        at,
        person,
        np.zeros(number, dtype=np.int64),
        method,
        score,
        release,
        np.clip(chance.normal(np.where(method == 0, 320, 60), 50), 20, 2000).astype(np.int64),
        np.clip(chance.normal(95, 20, number), 30, 3000).astype(np.int64),
        np.zeros(number, dtype=np.int64),
    )


def _denied(found: Visits, at: Array) -> Visits:
    """The same at these moments, but nobody was recognised, so nothing was released."""
    nothing = np.zeros(len(at), dtype=np.int64)
    reason, method = nothing + 1, nothing
    return Visits(
        found.house, found.door, at, nothing - 1, reason, method, nothing - 1, nothing, nothing, nothing, nothing
    )


def _moments(day: Day, weights: Sequence[int], number: int, chance: np.random.Generator) -> Array:
    """So many moments of a day, by the weights of its 24 hours, Unix ms."""
    reached = np.concatenate([[0], np.cumsum(weights)]) / sum(weights)
    share = np.interp(chance.random(number), reached, np.linspace(0, 1, len(reached)))
    return np.asarray(day.begin + (share * (day.end - day.begin)).astype(np.int64))
