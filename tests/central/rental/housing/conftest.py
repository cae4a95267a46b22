"""The house of the other tests as a building that is known, with rooms that were measured; on both databases."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.clock.service import Calendar
from central.place import service as places
from central.place.service import Kind
from central.rental.housing import buildings, findings, inspecting, views
from central.rental.housing.buildings import Description, Seat
from central.rental.housing.crowding import Measures
from central.rental.housing.inspecting import Found, Look
from central.rental.housing.room_states import RoomState
from central.rental.scope import Scope
from central.rental.views import room_of
from tests.central.clock.conftest import OFFICE
from tests.central.rental.conftest import NOW, House


@dataclass(frozen=True)
class Home:
    """house: with its rooms; building: theirs, in `grid`."""

    house: House
    building: int
    grid: int

    @property
    def office(self) -> Scope:
        """Somebody who looks at houses."""
        return self.house.office

    def calendar(self, session: Session) -> Calendar:
        return clocks.load(session, OFFICE)

    def look(self, *found: Found, gone: tuple[int, ...] = (), by: Scope | None = None, at: int = NOW) -> list[int]:
        """An inspection; the hazards that count after it."""
        with self.house.database.writing() as session:
            look = Look(found=found, gone=gone)
            inspecting.inspect(session, self.calendar(session), by or self.office, self.building, look, now=at)
            return [row.id for row in findings.hazards_of(session, self.office, self.building)]

    def row(self) -> views.BuildingRow:
        with self.house.database.reading() as session:
            found = views.building_of(session, self.office, self.building)
        assert found is not None
        return found

    def state(self, room: int | None = None) -> RoomState:
        with self.house.database.reading() as session:
            found = room_of(session, self.office, room or self.house.room)
        assert found is not None
        return found.state

    def measure(self, measures: Measures, *, room: int | None = None, beds: int = 1) -> None:
        with self.house.database.writing() as session:
            where = Seat(self.building, 3, measures, beds)
            buildings.seat(session, self.office, room or self.house.room, where)


@pytest.fixture
def home(house: House) -> Home:
    with house.database.writing() as session:
        grid = places.add(session, kind=Kind.GRID, name="Harbour", parent_id=1, by="tests", now=NOW)
        found = room_of(session, house.office, house.room)
        assert found is not None
        assert found.building_id is not None
        said = Description("1 Harbour Road", grid, landlord_id=found.landlord_id, highest=4)
        buildings.change(session, house.office, found.building_id, said)
    return Home(house, found.building_id, grid)
