"""A landlord's first page and the box they add: all of theirs, nothing of others', nor of a house they had before."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert, update

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.rental import service
from central.rental.housing.tables import building
from central.rental.landlord import boxes, views
from central.rental.rules import DAY
from central.rental.service import Plan
from central.rental.tables import room
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import registered
from tests.fakes.signing_box import SigningBox
from tests.fakes.town import now


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    database_of(made).close()


@pytest.fixture
def paged(app: Flask) -> PagedHouse:
    return PagedHouse(app)


def house_of(paged: PagedHouse) -> int:
    with paged.database.reading() as session:
        return int(boxes.houses(session, paged.scope)[0].id)


def test_a_landlord_finds_first_what_needs_them_and_nothing_of_anothers(paged: PagedHouse) -> None:
    token = service.new_token()
    with paged.database.writing() as session:
        plan = Plan(now() - DAY, now() + 5 * DAY, 2)
        service.invite(session, paged.scope, paged.room, plan, token=token, now=now())
    paged.register(registered(stay=token, outcome="review", reasons=["over-full"]))

    mine, others = paged.chen.get("/").text, paged.lin.get("/").text

    needed = ("Waits for your yes", "Not all have registered", "end within two weeks", "lack something")
    for said in (*needed, "1 Harbour Road"):
        assert said in mine, said
    for said in ("301", "Waits for your yes", "1 Harbour Road"):
        assert said not in others, said
    assert "2 Harbour Road" in others


def test_a_box_is_asked_for_comes_and_opens_the_rooms_that_are_said(app: Flask, paged: PagedHouse) -> None:
    house = house_of(paged)
    with paged.database.writing() as session:
        row = {"name": "302", "landlord_id": paged.scope.reach.owner, "building_id": house, "made_at": now()}
        waiting = int(session.execute(insert(room).values(row).returning(room.c.id)).scalar_one())
    assert paged.lin.client.post("/own-boxes/new", data={"house": house, "name": "x"}).status_code == 422
    strange = paged.chen.client.post("/own-boxes/new", data={"house": house, "name": "x\u202e"})
    assert "Letter 2 is U+202E" in strange.text
    asked = {"house": house, "name": "后门"}
    made, *others = (paged.chen.client.post("/own-boxes/new", data=asked) for _ in range(boxes.MOST_CODES + 1))
    assert [each.status_code for each in (made, *others)] == [201] * boxes.MOST_CODES + [422]
    (code,) = re.findall(r"menlu-edge claim ([A-Z0-9-]+)", made.text)
    (address,) = re.findall(r'href="(/own-boxes/\d+)"', made.text)
    assert "Waits for the box" in paged.chen.get(address).text
    assert paged.lin.get(address).status_code == 404

    box = SigningBox(app.test_client(), now=now() // 1000)
    assert box.claim(code).status_code == 201
    assert "The box has come" in paged.chen.get(address).text
    assert paged.lin.client.post(address, data={"room": waiting}).status_code == 404
    assert paged.chen.client.post(address, data={"room": paged.other}).status_code == 404
    assert "Choose a room." in paged.chen.client.post(address).text
    assert paged.chen.client.post(address, data={"room": waiting}).status_code == 303

    with paged.database.reading() as session:
        opened = service.room_of(session, paged.scope, waiting)
    assert opened is not None
    assert opened.box_id not in (None, paged.box_id)


def test_a_former_landlord_sees_nothing_of_a_house_that_changed_hands(paged: PagedHouse) -> None:
    house, (stay_id, token) = house_of(paged), paged.stay()
    paged.register(registered(stay=token, outcome="review", reasons=["over-full"]))
    made = paged.chen.client.post("/own-boxes/new", data={"house": house, "name": "后门"})
    (address,) = re.findall(r'href="(/own-boxes/\d+)"', made.text)
    with paged.database.writing() as session:
        owner = paged.lins.reach.owner
        session.execute(update(room).where(room.c.building_id == house).values(landlord_id=owner))
        session.execute(update(building).where(building.c.id == house).values(landlord_id=owner))

    page = paged.chen.get("/").text

    assert "1 Harbour Road" not in page
    assert "后门" not in page
    for gone in (address, f"/stays/{stay_id}", f"/rooms/{paged.room}", f"/buildings/{house}"):
        assert paged.chen.get(gone).status_code == 404, gone
    assert "1 Harbour Road" in paged.lin.get("/").text


def test_rooms_whose_storey_nobody_has_said_stand_beside_those_of_storeys(paged: PagedHouse) -> None:
    row = {"landlord_id": paged.scope.reach.owner, "building_id": house_of(paged), "made_at": 1}
    with paged.database.writing() as session:
        session.execute(insert(room), [row | {"name": "cellar", "floor": -1}, row | {"name": "201", "floor": 2}])

    page = paged.chen.get("/").text

    places = [page.index(said) for said in ("Basement 1", "Storey not said", "Storey 2")]
    assert places == sorted(places)


def test_five_hundred_rooms_are_folded_and_read_with_few_questions(paged: PagedHouse) -> None:
    house, owner = house_of(paged), paged.scope.reach.owner
    with paged.database.writing() as session:
        rows = [
            {"name": f"{number}", "landlord_id": owner, "building_id": house, "floor": number // 50, "made_at": 1}
            for number in range(1000, 1500)
        ]
        session.execute(insert(room), rows)

    page = paged.chen.get("/")

    assert "501" in page.text
    assert len(page.text) < 60_000
    with paged.database.reading() as session:
        (row,) = views.page_of_houses(session, paged.scope, views.Spot()).rows
        assert views.rooms_of(session, paged.scope, [row]) == {}
