"""The tree of places on both databases: what is added, renamed, moved; and what is within somebody's reach."""

import pytest
from sqlalchemy import select

from central.db import Database
from central.place import service
from central.place.service import Kind, NameTaken, NoSuchPlace, WrongParent
from central.place.tables import place
from central.web.grants import EVERYWHERE, TOWN, Reach

NOW = 1_790_000_000_000


@pytest.fixture
def town(database: Database) -> Database:
    """Two villages; the first has a grid with two buildings, the second none."""
    with database.writing() as session:
        north = add(session, Kind.AREA, "北村", TOWN)
        add(session, Kind.AREA, "南村", TOWN)
        grid = add(session, Kind.GRID, "一格", north)
        for name in ("2 Canal Road", "1 Canal Road"):
            add(session, Kind.BUILDING, name, grid)
    return database


def add(session: service.Session, kind: Kind, name: str, parent_id: int) -> int:
    return service.add(session, kind=kind, name=name, parent_id=parent_id, by="tests", now=NOW)


def number(database: Database, name: str) -> int:
    with database.reading() as session:
        return int(session.scalar(select(place.c.id).where(place.c.name == name)) or 0)


def names(database: Database, reach: Reach = EVERYWHERE) -> list[tuple[int, str]]:
    with database.reading() as session:
        return [(row.depth, row.name) for row in service.places(session, reach)]


def test_the_town_is_there_from_the_beginning(database: Database) -> None:
    with database.reading() as session:
        (only,) = service.places(session, EVERYWHERE)

    assert (only.id, only.kind, only.parent_id, only.path) == (TOWN, Kind.TOWN, None, "/1/")


def test_each_place_comes_behind_what_it_lies_in_and_neighbours_by_name(town: Database) -> None:
    grid = [(1, "北村"), (2, "一格"), (3, "1 Canal Road"), (3, "2 Canal Road")]

    assert names(town) == [(0, ""), *grid, (1, "南村")]


def test_a_reach_holds_its_places_with_all_below_and_nothing_else(town: Database) -> None:
    grid = number(town, "一格")

    assert names(town, Reach(places=frozenset({grid}))) == [(2, "一格"), (3, "1 Canal Road"), (3, "2 Canal Road")]
    assert names(town, Reach()) == []
    assert names(town, Reach(owner=1)) == []
    south = Reach(places=frozenset({number(town, "南村"), number(town, "1 Canal Road")}))
    assert sorted(names(town, south)) == [(1, "南村"), (3, "1 Canal Road")]


def test_a_number_that_begins_like_another_is_not_within_its_reach(database: Database) -> None:
    with database.writing() as session:
        grids = [add(session, Kind.GRID, f"grid {each}", TOWN) for each in range(20)]
    assert {2, 20, 21} <= set(grids)

    assert names(database, Reach(places=frozenset({2}))) == [(1, "grid 0")]


def test_a_place_moves_with_all_that_lies_in_it(town: Database) -> None:
    with town.writing() as session:
        service.move(session, number(town, "一格"), number(town, "南村"))

    south = Reach(places=frozenset({number(town, "南村")}))
    assert [name for _, name in names(town, south)] == ["南村", "一格", "1 Canal Road", "2 Canal Road"]
    assert names(town, Reach(places=frozenset({number(town, "北村")}))) == [(1, "北村")]


def test_what_can_not_be_is_refused_and_nothing_is_changed(town: Database) -> None:
    before = names(town)
    grid, house = number(town, "一格"), number(town, "1 Canal Road")
    refused = [
        (WrongParent, lambda s: service.move(s, grid, house)),
        (WrongParent, lambda s: service.move(s, TOWN, grid)),
        (WrongParent, lambda s: add(s, Kind.AREA, "x", grid)),
        (NoSuchPlace, lambda s: service.move(s, grid, 999)),
        (NoSuchPlace, lambda s: service.rename(s, 999, "x")),
        (NoSuchPlace, lambda s: add(s, Kind.GRID, "x", 999)),
        (NameTaken, lambda s: add(s, Kind.BUILDING, " 1 Canal Road ", grid)),
        (NameTaken, lambda s: service.rename(s, house, "2 Canal Road")),
    ]
    for kind, act in refused:
        with pytest.raises(kind), town.writing() as session:
            act(session)

    assert names(town) == before


def test_a_name_may_stay_and_may_be_there_twice_in_different_places(town: Database) -> None:
    with town.writing() as session:
        service.rename(session, number(town, "1 Canal Road"), "1 Canal Road")
        add(session, Kind.GRID, "一格", number(town, "南村"))

    assert [name for _, name in names(town)].count("一格") == 2
