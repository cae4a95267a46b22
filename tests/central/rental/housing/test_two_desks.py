"""Two desks at once: one room takes no more people than it has space for, and rooms that change places do not wait for
each other for ever; on both databases.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from central.rental import service
from central.rental.housing.crowding import Measures
from central.rental.housing.room_states import RoomState, Use
from central.rental.rules import NotPossible
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
        service.change_room(session, home.house.second, landlord_id=landlord, box_id=other, name="302")
        moved = service.room_of(session, home.office, home.house.second)

    assert moved is not None
    assert moved.building_id not in (None, home.building)
    assert home.row().rooms == 2
