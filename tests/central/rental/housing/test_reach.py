"""Who sees a house: those who look after the place where its box stands; on both databases."""

from sqlalchemy import update

from central.edges.tables import box
from central.place import service as places
from central.place.service import Kind
from central.rental import service
from central.rental.housing import findings, views
from central.rental.housing.inspecting import Found
from central.rental.scope import Scope
from central.web.grants import Reach
from tests.central.rental.conftest import NOW
from tests.central.rental.housing.conftest import Home


def grid_with(home: Home, name: str, *boxes: int) -> Scope:
    """Somebody who looks after a grid of this name, where these boxes now stand."""
    with home.house.database.writing() as session:
        grid = places.add(session, kind=Kind.GRID, name=name, parent_id=1, by="tests", now=NOW)
        session.execute(update(box).where(box.c.id.in_(boxes)).values(place_id=grid))
    return Scope("Zhao", Reach(places=frozenset({grid})))


def seen(home: Home, scope: Scope) -> tuple[int, int, int, int, int]:
    """How many houses, rooms, stays, hazards and people in the houses somebody sees."""
    with home.house.database.reading() as session:
        houses = views.building_rows(session.execute(views.buildings_chosen(scope)))
        rooms, stays = service.rooms_after(session, scope, 0, 100), service.stays(session, scope)
        hazards = findings.count_hazards(session, scope)
    return len(houses), len(rooms), len(stays), hazards, sum(each.people for each in houses)


def test_a_box_that_is_put_elsewhere_takes_its_rooms_stays_and_house_along(home: Home) -> None:
    home.house.invite()
    home.look(Found("unclean", room_id=home.house.room), Found("bad-wiring"))
    old = Scope("Qian", Reach(places=frozenset({home.grid})))

    new = grid_with(home, "Hill", home.house.box)

    assert seen(home, new) == (1, 3, 1, 2, 1)
    assert seen(home, old) == (0, 0, 0, 0, 0)


def test_a_house_without_a_box_is_seen_where_it_stands(home: Home) -> None:
    with home.house.database.writing() as session:
        for number, name in ((home.house.room, "301"), (home.house.second, "302"), (home.house.other, "401")):
            landlord = home.house.lin if number == home.house.other else home.house.chen
            owner = landlord.reach.owner
            assert owner is not None
            service.change_room(session, number, landlord_id=owner, box_id=None, name=name, now=NOW)

    assert seen(home, Scope("Qian", Reach(places=frozenset({home.grid})))) == (1, 3, 0, 0, 0)
