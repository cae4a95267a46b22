"""Houses that are looked at together: who lives there, and where their doors and outboxes stand in the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from central.town import boxes, rhythm
from central.town.inhabitants import Person
from central.town.layout import House
from central.town.rhythm import Array, Group
from central.town.stream import Outbox
from central.town.town import Town

HOUSES_OF_A_GROUP: Final = 24
_WAYS: Final = {"pin": 1, "card": 2, "phone": 3}
"""Place in METHODS."""


@dataclass(frozen=True)
class Neighbours:
    """A group of houses with who lives there, and where their doors and outboxes stand in the tables.

    doors: number of each house's door, by its place there. before: the last place that each outbox has given.
    """

    group: Group
    houses: Sequence[House]
    people: Sequence[str]
    outboxes: Sequence[Outbox]
    doors: Array
    before: Array


def neighbours(town: Town) -> list[Neighbours]:
    """The houses with boxes, some together, at a pace that makes as many entries as the town has."""
    found = town.with_box
    together = [found[first : first + HOUSES_OF_A_GROUP] for first in range(0, len(found), HOUSES_OF_A_GROUP)]
    living: dict[int, list[Person]] = {}
    for person in town.living.people:
        living.setdefault(person.house.number, []).append(person)
    outboxes, doors = boxes.outboxes(town), boxes.door_ids(town)
    groups = [_group(town, number, houses, living) for number, houses in enumerate(together)]
    pace = town.scale.entries / sum(rhythm.expected(group, town.days) for group in groups)
    return [
        Neighbours(
            replace(group, pace=pace),
            houses,
            [person.token for house in houses for person in living.get(house.number, [])],
            [outboxes[house.number] for house in houses],
            np.array([[doors.get((house.number, index), 0) for index in range(2)] for house in houses]),
            np.array([outboxes[house.number].seq for house in houses]),
        )
        for group, houses in zip(groups, together, strict=True)
    ]


def _group(town: Town, number: int, houses: Sequence[House], living: Mapping[int, list[Person]]) -> Group:
    people = [(index, person) for index, house in enumerate(houses) for person in living.get(house.number, [])]
    return Group(
        town.seed,
        number,
        1.0,
        heard=np.array([boxes.heard_until(house, town.now) for house in houses]),
        doors=np.array([len(house.doors) for house in houses]),
        house=np.array([index for index, _ in people], dtype=np.int64),
        habit=np.array([person.habit for _, person in people], dtype=np.int64),
        since=np.array([person.since for _, person in people], dtype=np.int64),
        until=np.array([person.until for _, person in people], dtype=np.int64),
        has_face=np.array([person.has_face and not person.has_withdrawn for _, person in people], dtype=bool),
        way=np.array([_WAYS[person.ways[-1]] for _, person in people], dtype=np.int64),
    )
