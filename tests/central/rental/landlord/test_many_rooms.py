"""A landlord of 500 rooms: their pages ask the database no more than those of one of fifty, and find each room."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, insert, select, update

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.rental.housing.tables import building
from central.rental.rules import DAY
from central.rental.tables import room, stay
from central.web.roles import Role, roles_of
from tests.browser.test_every_page import OF_PHONES, pages_of
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.town import now

FEW, MANY = 50, 500
IN_HOUSE = 25
"""Rooms of a house: so that the few fill a page of each list, too, but that of houses."""


@pytest.fixture
def paged(sqlite_url: str) -> Iterator[PagedHouse]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield PagedHouse(made)
    database_of(made).close()


def test_no_page_of_a_landlord_of_500_rooms_asks_more_than_that_of_50(paged: PagedHouse) -> None:
    paged.stay()
    _let(paged, FEW)
    pages = _pages(paged)
    few = {page: _questions(paged, page) for page in pages}
    _let(paged, MANY)

    many = {page: _questions(paged, page) for page in pages}

    with paged.database.reading() as session:
        owned = session.scalar(select(func.count()).where(room.c.landlord_id == paged.scope.reach.owner))
    assert owned == MANY
    assert {"/", "/rooms", "/stays", "/buildings"} <= set(pages)
    assert {page: (few[page], many[page]) for page in pages if many[page] > few[page]} == {}
    # Each of them is read from far fewer questions than there are rooms, houses or stays on it.
    assert max(many.values()) < 50, many


def test_each_of_500_rooms_is_found_by_its_name_or_its_house(paged: PagedHouse) -> None:
    _let(paged, MANY)

    first, by_room, by_house = (
        set(re.findall(r">(1\d{3})<", paged.chen.get(f"/rooms{asked}").text))
        for asked in ("", "?q=1217", "?q=海港路8号")
    )

    assert len(first) < 60
    assert by_room == {"1217"}
    # After the one room that was there, each house begins one later.
    assert by_house == {str(number) for number in range(1201, 1226)}


def _let(paged: PagedHouse, upto: int) -> None:
    """Have Chen own so many rooms, with somebody in each; all but the first are at no box."""
    owner, began = paged.scope.reach.owner, now() - DAY
    with paged.database.writing() as session:
        there = session.scalar(select(func.count()).where(room.c.landlord_id == owner)) or 0
        house: dict[str, Any] = {
            "address": "",
            "agent": "",
            "tier": "",
            "place_id": 1,
            "highest": 9,
            "landlord_id": owner,
        }
        house |= {"made_at": 1, "made_by": "tests"}
        for first in range(there, upto, IN_HOUSE):
            named = house | {"name": f"海港路{first // IN_HOUSE}号"}
            made = session.execute(insert(building).values(named).returning(building.c.id)).scalar_one()
            rows = [
                {
                    "name": f"{1000 + number}",
                    "landlord_id": owner,
                    "building_id": made,
                    "floor": 1 + number % 9,
                    "made_at": 1,
                }
                for number in range(first, min(first + IN_HOUSE, upto))
            ]
            rooms = list(session.scalars(insert(room).returning(room.c.id), rows))
            session.execute(insert(stay), _stays(rooms, began))
            session.execute(update(room).where(room.c.id.in_(rooms)).values(state="occupied"))


def _stays(rooms: Sequence[int], began: int) -> list[dict[str, Any]]:
    """Some end within two weeks."""
    stays: dict[str, Any] = {"begin": began, "places": 2, "state": "running", "made_at": began, "made_by": "tests"}
    return [
        stays
        | {"room_id": number, "until": began + (2 + number % 90) * DAY, "token": f"{number:032x}", "minors": False}
        for number in rooms
    ]


def _pages(paged: PagedHouse) -> list[str]:
    """Every page that a landlord may open, of the newest room, house and stay of theirs."""
    with paged.database.reading() as session:
        newest = {
            "room_id": session.scalar(select(func.max(room.c.id)).where(room.c.landlord_id == paged.scope.reach.owner)),
            "building_id": session.scalar(select(func.max(building.c.id))),
            "stay_id": session.scalar(select(func.max(stay.c.id))),
        }
    found = [address for address in _addresses(paged.app, newest) if paged.chen.get(address).status_code == 200]
    return sorted(found)


def _addresses(app: Flask, newest: dict[str, int | None]) -> Iterator[str]:
    of_pages = pages_of(app)
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint in of_pages and rule.endpoint not in OF_PHONES
        if is_page and Role.LANDLORD in roles_of(app.view_functions[rule.endpoint]) and rule.arguments <= newest.keys():
            with app.test_request_context():
                yield app.url_for(rule.endpoint, **{name: newest[name] for name in rule.arguments})


def _questions(paged: PagedHouse, address: str) -> int:
    """How many statements it takes to answer."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    paged.chen.get(address)
    event.listen(paged.database.engine, "before_cursor_execute", note)
    assert paged.chen.get(address).status_code == 200
    event.remove(paged.database.engine, "before_cursor_execute", note)
    return len(asked)
