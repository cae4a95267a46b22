"""The houses, rooms, places and landlords that the rows of a register of houses can mean, in one part of town."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.account import service as account
from central.place import service as places
from central.place.service import Kind
from central.rental.housing.tables import building
from central.rental.registers.cells import place_key
from central.rental.registers.checking import Wrong
from central.rental.registers.houses.checking import HouseEntry
from central.rental.scope import Scope
from central.rental.tables import room


@dataclass(frozen=True)
class KnownHouse:
    """A house there is. rooms: by how they are found, each with its number, landlord, and what is known of it."""

    id: int
    lowest: int
    highest: int
    rooms: dict[str, Any]


class HousesKnown:
    """What there is; making adds to it. place_id: of the register, for rows that name no place."""

    def __init__(self, session: Session, scope: Scope, place_id: int) -> None:
        self._place_id = place_id
        self._houses: dict[str, dict[int, KnownHouse]] = defaultdict(dict)
        self._places: dict[str, list[int]] = defaultdict(list)
        self._landlords = {_name_key(row.name): row.id for row in account.landlords(session)}
        for place in places.places(session, scope.reach):
            if place.kind is not Kind.BUILDING:
                self._places[place_key(place.name)].append(place.id)
        self._read(session, scope)

    def _read(self, session: Session, scope: Scope) -> None:
        known: dict[int, KnownHouse] = {}
        columns = building.c.id, building.c.name, building.c.lowest, building.c.highest
        for number, name, lowest, highest in session.execute(select(*columns).where(scope.buildings())):
            known[number] = self._houses[place_key(name)].setdefault(number, KnownHouse(number, lowest, highest, {}))
        names = "id", "name", "building_id", "landlord_id", "floor", "area", "bedrooms", "beds", "use"
        of_houses = select(*(room.c[name] for name in names)).where(room.c.building_id.is_not(None), scope.rooms())
        for row in session.execute(of_houses):
            if row.building_id in known:
                known[row.building_id].rooms.setdefault(place_key(row.name), row)

    def house(self, entry: HouseEntry) -> KnownHouse | Wrong | None:
        """The house a row means; None where there is none yet."""
        found = list(self._houses.get(entry.house_key, {}).values())
        return Wrong.HOUSES_SEVERAL if len(found) > 1 else next(iter(found), None)

    def place(self, entry: HouseEntry) -> int | Wrong:
        """Where the row says that the house stands."""
        if not entry.village:
            return self._place_id
        found = self._places.get(place_key(entry.village), [])
        if len(found) > 1:
            return Wrong.VILLAGES_SEVERAL
        return found[0] if found else Wrong.NO_VILLAGE

    def landlord(self, entry: HouseEntry) -> int | None:
        """The landlord of that name; None where there is none yet."""
        return self._landlords.get(_name_key(entry.landlord))

    def add_landlord(self, entry: HouseEntry, number: int) -> None:
        """There is one now."""
        self._landlords[_name_key(entry.landlord)] = number

    def add_house(self, entry: HouseEntry, number: int) -> KnownHouse:
        """There is one now."""
        made = KnownHouse(number, entry.lowest, entry.storeys or 1, {})
        return self._houses[entry.house_key].setdefault(number, made)


def _name_key(name: str) -> str:
    return name.strip().casefold()
