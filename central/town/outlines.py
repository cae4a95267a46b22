"""Writes where places lie: made-up outlines that fill the town without a gap, as large as Huangwan, by the coast there.

The town is a square on a lattice, cut in two again and again by how many rooms lie on either side; then all of it is
bent. Borders are drawn through every point of the lattice, so that neighbours have exactly the same ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import pi, sin
from typing import Final

from central.place.geometry import Geometry, Position, read
from central.place.rules import Kind
from central.place.tables import place_outline
from central.town.layout import Layout, Place
from central.town.town import BY, Town
from central.town.writing import Rows
from central.web.grants import TOWN

_LATTICE: Final = 64
_SOUTH_WEST: Final = (120.775, 30.325)
_WIDTH: Final = (0.0986, 0.0853)
"""Degrees; 9.46 km each way are the 89.5 km² of the article."""


@dataclass(frozen=True)
class Patch:
    """A rectangle of the lattice."""

    west: int
    south: int
    east: int
    north: int

    def cut(self, share: float) -> tuple["Patch", "Patch"]:
        """Two patches, the first with that share of it, cut across the longer side."""
        wide, high = self.east - self.west, self.north - self.south
        if wide >= high:
            at = self.west + min(max(round(wide * share), 1), wide - 1)
            return Patch(self.west, self.south, at, self.north), Patch(at, self.south, self.east, self.north)
        at = self.south + min(max(round(high * share), 1), high - 1)
        return Patch(self.west, self.south, self.east, at), Patch(self.west, at, self.east, self.north)

    @property
    def border(self) -> Iterator[tuple[int, int]]:
        """All points of the lattice on its border, round and back to the first."""
        yield from ((x, self.south) for x in range(self.west, self.east))
        yield from ((self.east, y) for y in range(self.south, self.north))
        yield from ((x, self.north) for x in range(self.east, self.west, -1))
        yield from ((self.west, y) for y in range(self.north, self.south - 1, -1))


def write(rows: Rows, town: Town) -> None:
    """The outlines of the town, its areas and their grids; of houses nobody has said where they stand."""
    found = [(number, each.as_json(), town.began, BY) for number, each in outlines(town.layout).items()]
    rows.put(place_outline, ("place_id", "geometry", "noted_at", "noted_by"), found)


def outlines(layout: Layout) -> dict[int, Geometry]:
    """Place → its outline."""
    whole = Patch(0, 0, _LATTICE, _LATTICE)
    rooms = _rooms_below(layout)
    patches = {TOWN: whole}
    for number, patch in _divided(whole, _parts(layout, TOWN), rooms):
        patches[number] = patch
        patches |= dict(_divided(patch, _parts(layout, number), rooms))
    return {number: _geometry(patch) for number, patch in sorted(patches.items())}


def _parts(layout: Layout, of: int) -> list[Place]:
    return [place for place in layout.places if place.parent_id == of and place.kind is not Kind.BUILDING]


def _rooms_below(layout: Layout) -> dict[int, int]:
    places = {place.id: place for place in layout.places}
    below: dict[int, int] = {}
    for house in layout.houses:
        for number in map(int, places[house.place_id].path.strip("/").split("/")):
            below[number] = below.get(number, 0) + house.rooms
    return below


def _divided(patch: Patch, parts: Sequence[Place], rooms: Mapping[int, int]) -> Iterator[tuple[int, Patch]]:
    """Each part with its piece of the patch."""
    if len(parts) == 1:
        yield parts[0].id, patch
    if len(parts) < 2:
        return
    middle = len(parts) // 2
    first, second = (sum(rooms.get(part.id, 0) + 1 for part in some) for some in (parts[:middle], parts[middle:]))
    pieces = patch.cut(first / (first + second))
    yield from _divided(pieces[0], parts[:middle], rooms)
    yield from _divided(pieces[1], parts[middle:], rooms)


def _geometry(patch: Patch) -> Geometry:
    ring = [list(_bent(x / _LATTICE, y / _LATTICE)) for x, y in patch.border]
    return read({"type": "Polygon", "coordinates": [ring]})


def _bent(x: float, y: float) -> Position:
    """A point of the unit square as longitude and latitude, borders bent as rivers and roads are."""
    east = x + 0.03 * sin(2 * pi * (1.2 * y + 0.3 * x)) + 0.01 * sin(2 * pi * 5 * y)
    north = y + 0.03 * sin(2 * pi * (1.1 * x + 0.1)) + 0.008 * sin(2 * pi * 4 * x)
    return _SOUTH_WEST[0] + east * _WIDTH[0], _SOUTH_WEST[1] + north * _WIDTH[1]
