"""Areas, grids, houses and rooms: where everything stands, before anybody lives in it.

Villages have houses that a family built and lets in part, communities have blocks of flats, industrial grids
dormitories.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from itertools import islice
from typing import Final

import numpy as np

from central.place.rules import Kind, path_of
from central.town.dice import dice
from central.town.scale import Scale
from central.web.grants import TOWN

TOWN_NAME: Final = "黄湾镇（演示）"
HOUSES_OF_A_GRID: Final = 25
OWNED: Final = 0.31
"""Which part of a house its landlord's own families live in, where it is no dormitory."""
VACANT: Final = 0.035


@unique
class Presence(StrEnum):
    """How a house's box is: heard a moment ago, silent for some time, claimed and never heard, not there yet."""

    ONLINE = "online"
    LATE = "late"
    NEVER = "never"
    NONE = "none"


@dataclass(frozen=True)
class Area:
    """A part of the town. share: of all rooms. sizes: rooms of a house, from and to. house: what one is called."""

    name: str
    share: float
    sizes: tuple[int, int]
    house: str
    kind: Kind = Kind.AREA

    @property
    def is_industrial(self) -> bool:
        """Whether nobody lives here but in dormitories."""
        return self.kind is Kind.GRID


_VILLAGES: Final = ("桑园村", "稻香村", "莲塘村", "竹溪村", "梅浦村", "柳堰村", "荷泾村")
_COMMUNITIES: Final = ("晨光社区", "望海社区", "听潮社区", "临江社区")
_INDUSTRIAL: Final = ("东工业网格", "西工业网格")
AREAS: Final = (
    *(Area(name, 0.08, (5, 14), "{grid}组{number}号") for name in _VILLAGES),
    *(Area(name, 0.075, (9, 22), "{grid}里{number}幢") for name in _COMMUNITIES),
    *(Area(name, 0.07, (40, 80), "公寓{number}号楼", Kind.GRID) for name in _INDUSTRIAL),
)


@dataclass(frozen=True)
class Place:
    """A row of the tree."""

    id: int
    kind: Kind
    name: str
    parent_id: int
    path: str


@dataclass(frozen=True)
class House:
    """A building with its box, where it has one. number: of building, box and outbox. landlord: counted from 0."""

    number: int
    place_id: int
    area: Area
    name: str
    rooms: int
    landlord: int
    presence: Presence
    doors: tuple[str, ...]

    @property
    def is_heard(self) -> bool:
        """Whether its box has ever spoken."""
        return self.presence in (Presence.ONLINE, Presence.LATE)

    @property
    def floors(self) -> int:
        """How many storeys."""
        return min(6, max(2, self.rooms // 4))


@dataclass(frozen=True)
class Spot:
    """A room before anybody lives in it."""

    house: House
    name: str
    floor: int
    is_owned: bool
    is_vacant: bool


@dataclass(frozen=True)
class Layout:
    """places: without the town itself. The landlord with the largest houses is 0."""

    places: Sequence[Place]
    houses: Sequence[House]
    landlords: int


def lay_out(scale: Scale, seed: int) -> Layout:
    """Areas, grids and houses, in the order of their numbers."""
    chance = dice(seed, "houses")
    places: list[Place] = []
    houses: list[House] = []
    for area, rooms in zip(AREAS, _shared(scale.rooms), strict=True):
        _build_area(area, rooms, chance, places, houses)
    return Layout(places, _by_size_of_landlord(houses), len({house.landlord for house in houses}))


def spots(house: House, seed: int) -> Iterator[Spot]:
    """The rooms of a house, from the ground floor up: the landlord's own first."""
    chance = dice(seed, "rooms", house.number)
    owned = 0 if house.area.is_industrial else max(1, round(house.rooms * OWNED))
    vacant = chance.random(house.rooms) < VACANT
    on_floor = -(-house.rooms // house.floors)
    for index in range(house.rooms):
        floor = 1 + index // on_floor
        is_vacant = not house.is_heard or (bool(vacant[index]) and index >= owned)
        yield Spot(house, f"{floor}{index % on_floor + 1:02}", floor, index < owned, is_vacant)


def _build_area(area: Area, rooms: int, chance: np.random.Generator, places: list[Place], houses: list[House]) -> None:
    """Put an area into the lists, its grids behind it, and each grid's houses behind that."""
    of_area = _place(places, area.kind, area.name, TOWN, path_of("/", TOWN))
    sizes = iter(_sizes(rooms, area.sizes, chance))
    grid = 0
    while together := list(islice(sizes, HOUSES_OF_A_GRID)):
        grid += 1
        of_grid, first = of_area, 1 + (grid - 1) * HOUSES_OF_A_GRID
        if not area.is_industrial:
            of_grid, first = _place(places, Kind.GRID, f"第{grid}网格", of_area.id, of_area.path), 1
        for number, size in enumerate(together, first):
            name = area.name[:2] + area.house.format(grid=grid, number=number)
            at = _place(places, Kind.BUILDING, name, of_grid.id, of_grid.path)
            houses.append(_house(len(houses) + 1, at, area, size, chance))


def _by_size_of_landlord(houses: list[House]) -> list[House]:
    """The same houses; who has most rooms is landlord 0."""
    rooms: Counter[int] = Counter()
    for house in houses:
        rooms[house.landlord] += house.rooms
    rank = {landlord: number for number, (landlord, _) in enumerate(rooms.most_common())}
    return [replace(house, landlord=rank[house.landlord]) for house in houses]


def _place(places: list[Place], kind: Kind, name: str, parent_id: int, parent_path: str) -> Place:
    number = TOWN + 1 + len(places)
    places.append(Place(number, kind, name, parent_id, path_of(parent_path, number)))
    return places[-1]


def _house(number: int, at: Place, area: Area, rooms: int, chance: np.random.Generator) -> House:
    has_second = rooms > 12 or bool(chance.random() < 0.15)
    return House(
        number,
        at.id,
        area,
        at.name,
        rooms,
        # Three houses in ten are the second one of whoever has the house before; some nine dormitories are one firm's.
        -1 - number // 9 if area.is_industrial else number * 7 // 10,
        Presence.ONLINE if area.is_industrial else _presence(number),
        ("大门", "后门") if has_second else ("大门",),
    )


def _presence(number: int) -> Presence:
    """Some are silent, some new, some without a box, in a small town, too."""
    if number % 40 == 5:
        return Presence.LATE
    if number % 80 == 7:
        return Presence.NEVER
    return Presence.NONE if number % 110 == 11 else Presence.ONLINE


def _shared(rooms: int) -> list[int]:
    """How many rooms each area has."""
    whole = sum(area.share for area in AREAS)
    shares = [round(rooms * area.share / whole) for area in AREAS]
    shares[0] += rooms - sum(shares)
    return shares


def _sizes(rooms: int, span: tuple[int, int], chance: np.random.Generator) -> Iterable[int]:
    """Rooms of each house; the last takes what is left."""
    least, most = span
    left = rooms
    while left:
        size = left if left < least + most else int(chance.integers(least, most + 1))
        yield size
        left -= size
