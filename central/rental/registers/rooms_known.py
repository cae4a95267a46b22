"""The rooms that a row can mean: by the house's name or address as offices write it, and the room's name."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.rental.housing.tables import building
from central.rental.registers.cells import place_key
from central.rental.registers.checking import Entry, Wrong
from central.rental.scope import Scope
from central.rental.tables import room

_WIDER: Final = re.compile(r"[省市县区镇乡村道]|社区")
"""What the name of a wider place ends with: before a street stand province, city, town, village, or some of them."""


class RoomsKnown:
    """The rooms of one part of town."""

    def __init__(self, session: Session, scope: Scope) -> None:
        chosen = select(room.c.id, room.c.name, building.c.id, building.c.name, building.c.address)
        self._rooms: dict[int, dict[str, list[int]]] = defaultdict(dict)
        self._houses: dict[str, set[int]] = defaultdict(set)
        for number, name, house, called, address in session.execute(chosen.join(building).where(scope.rooms())):
            self._rooms[house].setdefault(place_key(name), []).append(number)
            for key in (*_ends(place_key(called)), *_ends(place_key(address))):
                self._houses[key].add(house)

    def find(self, entry: Entry) -> int | Wrong:
        """The room a row means, or why that is not known."""
        address, name = place_key(entry.house), place_key(entry.room)
        for end in _ends(address):
            if houses := self._houses.get(end):
                return self._in(houses, name)
            if not name and (found := self._whole(end)) is not Wrong.NO_HOUSE:
                return found
        return Wrong.NO_HOUSE

    def _in(self, houses: set[int], name: str) -> int | Wrong:
        if not name:
            found = [number for house in houses for numbers in self._rooms[house].values() for number in numbers]
            return found[0] if len(found) == 1 else Wrong.ROOM_UNSAID
        found = [number for house in houses for number in self._rooms[house].get(name, ())]
        if len(found) > 1:
            return Wrong.ROOMS_SEVERAL
        return found[0] if found else Wrong.NO_ROOM

    def _whole(self, address: str) -> int | Wrong:
        """House and room in one cell: 海港路1号301室."""
        house, _, name = address.rpartition("-")
        houses = self._houses.get(house, set())
        return self._in(houses, name) if houses else Wrong.NO_HOUSE


def _ends(key: str) -> Iterator[str]:
    """The address as it is, then without what is wider, step by step."""
    if key:
        yield key
    for wider in _WIDER.finditer(key):
        if end := key[wider.end() :].strip("-"):
            yield end
