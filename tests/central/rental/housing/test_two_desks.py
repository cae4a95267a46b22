"""Two desks at once: one room takes no more people than it has space for, and rooms that change places do not wait for
each other for ever; on both databases.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from central.clock import service as clocks
from central.clock.service import Event, Occurrence, Subject
from central.edges.tables import box
from central.place import service as places
from central.place.service import Kind
from central.rental import service
from central.rental.housing import buildings, inspecting, judging, views
from central.rental.housing.buildings import Seat
from central.rental.housing.crowding import Measures
from central.rental.housing.inspecting import Found
from central.rental.housing.room_states import RoomState, Use
from central.rental.rules import NotPossible
from central.rental.scope import Scope
from central.rental.service import Plan
from central.rental.tables import stay
from tests.central.rental.conftest import DAY, NOW, new_box
from tests.central.rental.housing.conftest import Home

DESKS = 4


def at_once(*acts: Callable[[], object]) -> list[bool]:
    """Whether each of them was done, all begun in one moment."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], object]) -> bool:
        ready.wait(20)
        try:
            act()
        except NotPossible:
            return False
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_desks_that_give_one_room_at_once_as_many_succeed_as_it_has_space_for(home: Home) -> None:
    home.measure(Measures(Use.BEDROOM, 100, 1))

    done = at_once(*[lambda: home.house.invite(plan=Plan(NOW - DAY, NOW + DAY, 1))] * DESKS)

    assert sorted(done) == [False] * (DESKS - 2) + [True] * 2
    with home.house.database.reading() as session:
        people = session.scalar(select(func.sum(stay.c.places)).where(stay.c.room_id == home.house.room))
    assert people == 2
    assert home.state() is RoomState.OCCUPIED


def test_two_stays_that_change_rooms_at_once_both_arrive(home: Home) -> None:
    first, second = home.house.invite(), home.house.invite(room=home.house.second)

    def move(stay_id: int, room: int) -> None:
        with home.house.database.writing() as session:
            service.move(session, home.house.chen, stay_id, room, now=NOW)

    done = at_once(lambda: move(first, home.house.second), lambda: move(second, home.house.room))

    assert done == [True, True]
    with home.house.database.reading() as session:
        rooms = {row.id: row.room_id for row in session.execute(select(stay.c.id, stay.c.room_id))}
    assert rooms == {first: home.house.second, second: home.house.room}


def test_a_room_that_is_put_at_another_box_stands_in_that_boxes_house(home: Home) -> None:
    with home.house.database.writing() as session:
        other = new_box(session, "2 Harbour Road")
        landlord = home.row().landlord_id
        assert landlord is not None
        service.change_room(session, home.house.second, landlord_id=landlord, box_id=other, name="302", now=NOW)
        moved = service.room_of(session, home.office, home.house.second)

    assert moved is not None
    assert moved.building_id not in (None, home.building)
    assert home.row().rooms == 2


def house_of(home: Home, room: int) -> views.BuildingRow:
    with home.house.database.reading() as session:
        row = service.room_of(session, home.office, room)
        assert row is not None
        assert row.building_id is not None
        found = views.building_of(session, home.office, row.building_id)
    assert found is not None
    return found


def change_room(home: Home, room: int, landlord: Scope, at: int, name: str) -> None:
    with home.house.database.writing() as session:
        owner = landlord.reach.owner
        assert owner is not None
        service.change_room(session, room, landlord_id=owner, box_id=at, name=name, now=NOW)


def test_a_house_is_whose_all_its_rooms_are_and_a_former_landlord_keeps_nothing(home: Home) -> None:
    chen, lin = home.house.chen, home.house.lin
    change_room(home, home.house.other, chen, home.house.box, "401")
    mine = home.row().landlord_id

    change_room(home, home.house.other, lin, home.house.box, "401")
    shared = home.row().landlord_id
    for room, name in ((home.house.room, "301"), (home.house.second, "302")):
        change_room(home, room, lin, home.house.box, name)

    assert (mine, shared, home.row().landlord_id) == (chen.reach.owner, None, lin.reach.owner)
    with home.house.database.reading() as session:
        assert views.building_of(session, chen, home.building) is None


def test_two_boxes_at_one_place_that_is_a_building_share_its_house(home: Home) -> None:
    with home.house.database.writing() as session:
        mill = places.add(session, kind=Kind.BUILDING, name="Mill", parent_id=home.grid, by="tests", now=NOW)
        boxes = [new_box(session, name) for name in ("front", "back")]
        session.execute(update(box).where(box.c.id.in_(boxes)).values(place_id=mill))

    change_room(home, home.house.room, home.house.chen, boxes[0], "301")
    change_room(home, home.house.second, home.house.chen, boxes[1], "302")

    first, second = (house_of(home, room) for room in (home.house.room, home.house.second))
    assert first == second
    assert (first.name, first.place_id, first.rooms) == ("Mill", mill, 2)


def test_a_room_that_was_taken_out_of_its_house_does_not_hide_where_its_box_stands(home: Home) -> None:
    with home.house.database.writing() as session:
        buildings.seat(session, home.office, home.house.room, Seat())
        owner = home.house.chen.reach.owner
        assert owner is not None
        made = service.add_room(session, landlord_id=owner, box_id=home.house.box, name="303", now=NOW)

    assert house_of(home, made).id == home.building


def test_a_room_that_is_put_elsewhere_and_an_inspection_of_its_house_do_not_wait_for_each_other(home: Home) -> None:
    def seat() -> None:
        home.measure(Measures(Use.BEDROOM, 100, 1))

    def look() -> None:
        home.look(Found("unclean", room_id=home.house.room))

    assert at_once(*[seat, look] * 3) == [True] * 6


def test_whoever_brings_a_clock_on_does_not_wait_for_an_inspection(home: Home) -> None:
    if home.house.database.engine.dialect.name == "sqlite":
        pytest.skip("one at a time writes to SQLite, and nobody waits for rows")
    (hazard,) = home.look(Found("unclean"))
    with home.house.database.reading() as session:
        (found,) = clocks.clocks_of(session, Subject(judging.KIND, str(hazard)), NOW)
    late = Occurrence(found.id, found.rule, Subject(judging.KIND, str(hazard)), "", Event.BREACHED, NOW, NOW)

    with home.house.database.writing() as session:
        buildings.held(session, home.office, home.building)
        with pytest.raises(OperationalError), home.house.database.writing() as other:
            inspecting.heard(other, late)
