"""Who lives where: how many people in which room, in which stays, since when and until when; and who has left.

Every number comes from the scale: exactly so many with their household register here, so many without. Who has left is
in none of them.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from central.rental.rules import DAY, LONGEST_STAY, RegistrationState, StayState
from central.town import invented
from central.town.dice import dice, token
from central.town.habits import Habit
from central.town.inhabitants import Person, Room, Stay
from central.town.layout import Layout, Spot, spots
from central.town.scale import Scale

HOUR: Final = DAY // 24
_SIZES: Final = (0.04, 0.08, 0.1, 0.14, 0.16, 0.16, 0.14, 0.1, 0.05, 0.03)
"""How often 1 … 10 people live in a room."""
MOST_IN_A_ROOM: Final = 12
_OVER_FULL: Final = 60
"""One room in so many has a person more than its bedrooms are meant for."""
_FAMILY: Final = 0.35
"""Of rooms that are let: a family. In the others people have come alone or in pairs, each with a stay of their own."""
_LEAVES_TODAY: Final = 200
"""Of stays that run, one in so many ends tonight."""
_AWAITED, _NO_SHOW = (4, 0), (40, 1)
"""Of those that are to come, which ones begin today, and which did two days ago and nobody came: one in so many, from
which on.
"""
_LATE: Final = (14, 5)
"""Of all, whose people have registered some days after they came."""
_AGES: Final = (41, 39, 67, 16, 69, 9, 44, 19, 35, 5, 72, 12)
"""Of a family, the first two grown up."""


class Settling:
    """Lets people move in, house by house; what it has made can be read afterwards.

    now: the moment the town is made at, Unix ms; zone: its time zone.
    """

    def __init__(self, scale: Scale, layout: Layout, seed: int, now: int, zone: ZoneInfo) -> None:
        self.seed, self.now, self.zone = seed, now, zone
        self.today = datetime.fromtimestamp(now / 1000, zone).date()
        self.rooms: list[Room] = []
        self.stays: list[Stay] = []
        self.people: list[Person] = []
        self._awaited = 0
        self._chance = dice(seed, "households")
        self._numbers = invented.Numbers()
        self._settle([spot for house in layout.houses for spot in spots(house, seed)], scale)

    def _settle(self, found: Sequence[Spot], scale: Scale) -> None:
        living = self._sizes(found, scale)
        for number, (spot, people) in enumerate(zip(found, living, strict=True), 1):
            self.rooms.append(self._measured(number, spot, people))
            if people:
                self._fill(self.rooms[-1])
        # Behind those who live here, so that their numbers are the first.
        for room in self.rooms:
            self._others(room)

    def _sizes(self, found: Sequence[Spot], scale: Scale) -> list[int]:
        """How many live in each room: exactly as many as there are."""
        living = np.zeros(len(found), dtype=int)
        for is_owned, people in ((True, scale.registered), (False, scale.floating)):
            here = [index for index, spot in enumerate(found) if spot.is_owned is is_owned and not spot.is_vacant]
            living[here] = _divided(people, len(here), self._chance)
        return [int(each) for each in living]

    def _measured(self, number: int, spot: Spot, people: int) -> Room:
        meant_for = people - 1 if number % _OVER_FULL == 0 and people > 2 and not spot.is_owned else people
        bedrooms = max(1, -(-meant_for // 2)) if people else int(self._chance.integers(1, 4))
        area = 120 + 2 * bedrooms * int(self._chance.integers(45, 130))
        return Room(number, spot, bedrooms, area, people)

    def _fill(self, room: Room) -> None:
        """The people who live in the room now."""
        is_family = room.spot.is_owned or self._chance.random() < _FAMILY
        for people in [room.people] if is_family else _pairs(room.people):
            begin, until = self._dates(is_owned=room.spot.is_owned)
            stay = self._stay(room, begin, until, people, StayState.RUNNING, minors=is_family and people > 3)
            for member in range(people):
                self._move_in(room, stay, member, is_family=is_family)

    def _dates(self, *, is_owned: bool) -> tuple[int, int]:
        """Of a stay that runs: the owners' for as long as a stay may last, others' for a year, again and again."""
        if is_owned:
            begin = self._midnight(-int(self._chance.integers(200, 3000)))
            return begin, begin + LONGEST_STAY - DAY
        days = int(self._chance.geometric(1 / 200))
        left = 1 if len(self.stays) % _LEAVES_TODAY == 1 else 365 - days % 364
        return self._midnight(-min(days, 1500)), self._midnight(left)

    def _stay(self, room: Room, begin: int, until: int, places: int, state: StayState, *, minors: bool = False) -> Stay:
        ended_at = until if state is StayState.ENDED else begin - DAY if state is StayState.CANCELLED else None
        made_at = min(begin, self.now) - 3 * DAY - int(self._chance.integers(0, 3 * DAY))
        number = len(self.stays) + 1
        self.stays.append(Stay(number, room.id, begin, until, places, minors, state, made_at, ended_at))
        return self.stays[-1]

    def _move_in(self, room: Room, stay: Stay, member: int, *, is_family: bool) -> None:
        """One more of those who live here."""
        age = _AGES[member] + int(self._chance.integers(-6, 7)) if is_family else int(self._chance.integers(18, 58))
        habit = self._habit(max(age, 1), room.spot)
        hours = int(self._chance.integers(9 * HOUR, 21 * HOUR))
        number = len(self.people) + 1
        state, days = _standing(number)
        after = 4 + stay.id % 5 if _is_one(_LATE, stay.id) else 0
        late = self._midnight(-days) + hours if days else stay.begin + after * DAY + hours
        registered_at = min(max(late, stay.begin), self.now - HOUR)
        ends = stay.until if state is RegistrationState.GRANTED else registered_at
        self._person(room, stay, max(age, 1), habit, state, registered_at, ends)

    def _others(self, room: Room) -> None:
        """Who has left the room, who is to come, who did not come after all; nobody leaves a home of their own."""
        if room.spot.is_owned:
            return
        if room.spot.is_vacant:
            if room.id % 4 != 1 and room.spot.house.is_heard:
                begin = self._midnight(_comes_in(self._awaited, room))
                self._stay(room, begin, begin + 365 * DAY, 2, StayState.PLANNED)
                self._awaited += 1
            return
        if room.id % 3 == 0:
            self._moved_out(room, days=room.id // 3 % 90)
        if room.id % 90 == 1:
            begin = self._midnight(-int(self._chance.integers(5, 200)))
            self._stay(room, begin, begin + 30 * DAY, 1, StayState.CANCELLED)

    def _moved_out(self, room: Room, days: int) -> None:
        """One or two people whose stay ended so many days ago; of today's the box still knows."""
        until = self._midnight(-days)
        begin = until - int(self._chance.integers(30, 400)) * DAY
        people = 1 + room.id % 2
        stay = self._stay(room, begin, until, people, StayState.ENDED)
        state = RegistrationState.REVOKED if days == 0 else RegistrationState.ERASED
        for _ in range(people):
            age = int(self._chance.integers(18, 58))
            registered_at = begin + int(self._chance.integers(9 * HOUR, 21 * HOUR))
            self._person(room, stay, age, self._habit(age, room.spot), state, registered_at, until)

    def _person(
        self, room: Room, stay: Stay, age: int, habit: Habit, state: RegistrationState, since: int, until: int
    ) -> None:
        number = len(self.people) + 1
        is_male = bool(self._chance.random() < (0.5 if room.spot.is_owned else 0.58))
        home = invented.HERE if room.spot.is_owned else invented.ELSEWHERE[number * 7 % len(invented.ELSEWHERE)]
        birth = self.today - timedelta(days=age * 365 + int(self._chance.integers(0, 365)))
        # A child that was born into the stay is registered some weeks after.
        since = max(since, midnight(birth + timedelta(days=30), self.zone) + 10 * HOUR)
        has_face = bool(self._chance.random() < 0.86)
        other = ("pin", "card", "phone")[int(self._chance.choice(3, p=(0.6, 0.25, 0.15)))]
        self.people.append(
            Person(
                id=number,
                token=token(self.seed, "person", number),
                house=room.spot.house,
                stay_id=stay.id,
                room=room.spot.name,
                name=invented.name(number * 37 + number // 96),
                number=self._numbers.next(home[0], birth, is_male=is_male),
                birth=birth,
                is_male=is_male,
                home=home,
                habit=habit,
                ways=("face", other) if has_face else (other,),
                has_face=has_face,
                state=state,
                registered_at=since,
                since=since,
                until=max(until, since),
            )
        )

    def _habit(self, age: int, spot: Spot) -> Habit:
        """What somebody of that age does all day, at that house."""
        if age < 6 or age >= 65:
            usual: dict[Habit, float] = {Habit.HOME: 0.95, Habit.NEVER: 0.05}
        elif age < 18:
            usual = {Habit.PUPIL: 0.98, Habit.NEVER: 0.02}
        elif spot.house.area.is_industrial:
            usual = {Habit.SHIFTS: 0.8, Habit.DAY: 0.17, Habit.NEVER: 0.03}
        else:
            usual = {Habit.SHIFTS: 0.3, Habit.DAY: 0.5, Habit.ROAMER: 0.1, Habit.HOME: 0.08, Habit.NEVER: 0.02}
        return list(usual)[int(self._chance.choice(len(usual), p=list(usual.values())))]

    def _midnight(self, days: int) -> int:
        """The beginning of the day so many days from today, Unix ms."""
        return midnight(self.today + timedelta(days=days), self.zone)


def midnight(day: date, zone: ZoneInfo) -> int:
    """When a day begins, Unix ms."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * 1000


def _comes_in(number: int, room: Room) -> int:
    """In how many days somebody comes, of those that are to come the one with that number; before, if nobody did."""
    if _is_one(_NO_SHOW, number):
        return -2
    return 0 if _is_one(_AWAITED, number) else 1 + room.id % 30


def _is_one(of: tuple[int, int], number: int) -> bool:
    return number % of[0] == of[1]


def _standing(number: int) -> tuple[RegistrationState, int]:
    """How somebody who lives here stands, by their number; and how many days ago they registered, 0: when they came."""
    if number % 640 == 13:
        return RegistrationState.WAITING, 1 + number // 640 % 6
    if number % 3000 == 17:
        return RegistrationState.PROVISIONAL, 1
    return (RegistrationState.SUSPENDED, 4) if number % 2500 == 19 else (RegistrationState.GRANTED, 0)


def _divided(people: int, rooms: int, chance: np.random.Generator) -> np.ndarray:
    """How many live in each of so many rooms, at least one. Raises ValueError where they do not fit."""
    if not rooms <= people <= rooms * MOST_IN_A_ROOM:
        raise ValueError(f"{people} people do not fit into {rooms} rooms")
    sizes = chance.choice(np.arange(1, len(_SIZES) + 1), size=rooms, p=_SIZES)
    while over := int(sizes.sum()) - people:
        step = -1 if over > 0 else 1
        may = np.flatnonzero((sizes + step >= 1) & (sizes + step <= MOST_IN_A_ROOM))
        sizes[chance.permutation(may)[: abs(over)]] += step
    return sizes


def _pairs(people: int) -> Iterator[int]:
    """Two and two, and the last one alone."""
    yield from [2] * (people // 2)
    if people % 2:
        yield 1
