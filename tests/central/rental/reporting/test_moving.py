"""Deadlines of a room without a box are where its house stands, and go along with it; never the whole town's."""

import pytest
from sqlalchemy import insert, select, update

from central.clock.tables import clock
from central.place import service as places
from central.place.service import Kind
from central.rental import rooms, upkeep
from central.rental.housing import buildings
from central.rental.housing.buildings import Description, Seat
from central.rental.reporting import moving
from central.rental.scope import Scope
from central.rental.tables import room, stay
from central.web.grants import TOWN
from tests.central.rental.conftest import DAY, NOW, House

OFFICE = Scope("office")


class Boxless:
    """Two grids with a house of Chen's in each; in the first a room without a box, and a stay there."""

    def __init__(self, house: House) -> None:
        self.database, self.owner = house.database, house.chen.reach.owner
        with self.database.writing() as session:
            self.north, self.south = (
                places.add(session, kind=Kind.GRID, name=name, parent_id=TOWN, by="tests", now=1) for name in "北南"
            )
            self.house, self.other = (
                buildings.add(session, OFFICE, Description(f"{grid}号", grid, landlord_id=self.owner), now=1)
                for grid in (self.north, self.south)
            )
            row = {"landlord_id": self.owner, "name": "201", "made_at": 1, "building_id": self.house}
            self.room = int(session.execute(insert(room).values(row).returning(room.c.id)).scalar_one())
            # A room loses its box between stays; one that was agreed on before is still there.
            agreed = {"room_id": self.room, "begin": NOW, "until": NOW + 300 * DAY, "places": 2, "state": "planned"}
            agreed |= {"token": "b" * 32, "minors": False, "made_at": NOW - DAY, "made_by": "tests"}
            self.stay = int(session.execute(insert(stay).values(agreed).returning(stay.c.id)).scalar_one())
        upkeep.keep_up(self.database, NOW + 1)

    def places(self) -> set[int]:
        """Where the clocks of the stay are."""
        with self.database.reading() as session:
            about = clock.c.subject_kind == "stay", clock.c.subject_id == str(self.stay)
            return set(session.scalars(select(clock.c.place_id).where(*about)))


@pytest.fixture
def boxless(house: House) -> Boxless:
    return Boxless(house)


def test_deadlines_of_a_room_without_a_box_are_those_of_its_houses_grid(boxless: Boxless) -> None:
    assert boxless.places() == {boxless.north}


def test_they_go_along_with_a_house_that_is_another_grids(boxless: Boxless) -> None:
    said = Description("北号", boxless.south, landlord_id=boxless.owner)
    with boxless.database.writing() as session:
        buildings.change(session, OFFICE, boxless.house, said)
        moving.house_changed(session, boxless.house)

    assert boxless.places() == {boxless.south}


def test_they_go_along_with_a_room_that_is_put_in_another_house(boxless: Boxless) -> None:
    with boxless.database.writing() as session:
        buildings.seat(session, OFFICE, boxless.room, Seat(boxless.other))
        moving.room_changed(session, boxless.room, boxless.house)

    assert boxless.places() == {boxless.south}


def test_the_box_of_a_house_says_where_its_other_rooms_stand(boxless: Boxless, house: House) -> None:
    with boxless.database.writing() as session:
        box_id = session.scalar(select(room.c.box_id).where(room.c.id == house.room))
        assert box_id is not None
        session.execute(update(room).where(room.c.id == house.room).values(building_id=boxless.house))
        rooms.add(session, landlord_id=boxless.owner or 0, box_id=box_id, name="202", now=NOW)
        moving.box_moved(session, box_id)

    assert boxless.places() == {TOWN}, "where that box is"


def test_those_of_a_room_in_no_house_are_the_towns(boxless: Boxless) -> None:
    with boxless.database.writing() as session:
        buildings.seat(session, OFFICE, boxless.room, Seat())
        moving.room_changed(session, boxless.room, boxless.house)

    assert boxless.places() == {TOWN}
