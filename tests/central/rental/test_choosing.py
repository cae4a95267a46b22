"""In a large town the landlord of a room and its box are typed; what nobody could mean changes nothing."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from central.accepted import SecondFactor
from central.account import service as account
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.edges.tables import box
from central.place import service as places
from central.place.rules import Kind
from central.rental import rooms
from central.rental.housing import buildings
from central.rental.housing.buildings import Description
from central.rental.scope import Scope
from central.web.choosing import FEW, OFFERED_PEOPLE
from central.web.grants import Grant
from central.web.roles import Role
from tests.fakes.staff import Staff, hire, signed_in

MANY = FEW + 1


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    with database_of(made).writing() as session:
        for number in range(1, MANY + 1):
            account.add_landlord(session, f"Lin {number}", by="tests", now=1)
        key = {"public_key": b"", "version": "", "claimed_at": 1, "place_id": 1}
        rows = [key | {"name": f"Harbour {number}", "thumbprint": str(number)} for number in range(1, MANY + 1)]
        session.execute(insert(box), rows)
    yield made
    database_of(made).close()


@pytest.fixture
def staff(app: Flask) -> Staff:
    return signed_in(app)


def add(staff: Staff, **fields: str) -> str:
    """Send the form of a new room; the page that follows."""
    answer = staff.send("/rooms/new", "/rooms/new", name="301", **fields)
    return staff.get(answer.location).text if answer.status_code == 303 else answer.text


def test_landlord_and_box_are_typed(staff: Staff) -> None:
    page = staff.get("/rooms/new").text
    assert "<option" not in page
    assert staff.get("/rooms/landlords-named?q=lin 6").get_json() == {"names": ["Lin 6", "Lin 60", "Lin 61"]}
    assert staff.get("/rooms/boxes-named?q=harbour 60").get_json() == {"names": ["Harbour 60"]}

    several = add(staff, **{"landlord-typed": "lin 6", "box-typed": "Harbour 7"})
    assert re.findall(r'<option value="\d+">(.*?)</option>', several) == ["Lin 6", "Lin 60", "Lin 61"]
    assert "Harbour 7" in several

    made = add(staff, **{"landlord-typed": "Lin 6", "box-typed": "Harbour 7"})
    assert "Harbour 7 · Lin 6 ·" in made


def test_an_empty_box_is_none_and_a_name_that_nobody_has_is_asked_again(staff: Staff) -> None:
    page = add(staff, **{"landlord-typed": "Lin 7", "box-typed": "Nowhere"})
    assert "Choose one of the boxes, or none." in page
    assert 'value="Nowhere"' in page

    made = add(staff, **{"landlord-typed": "Lin 7", "box-typed": "  "})
    assert "Nobody can be invited until the office has put a box at the door." in made


def test_a_house_may_be_nobodys_or_one_landlords_and_stays_so(staff: Staff) -> None:
    sent = {"name": "No. 3", "place": "1", "lowest": "1", "highest": "2", "stairs": "1"}
    wrong = staff.send("/buildings/new", "/buildings/new", **sent, **{"landlord-typed": "Lin"})
    assert "Choose one of the landlords, or none." in wrong.text

    assert staff.send("/buildings/new", "/buildings/new", **sent, **{"landlord-typed": "Lin 9"}).status_code == 303
    form = staff.get("/buildings/1/change").text
    held = {name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', form) for name in ("landlord-was", "landlord")}
    kept = {name: found[1] for name, found in held.items() if found}
    assert kept["landlord-was"] == "Lin 9"
    changed = sent | kept | {"highest": "3", "landlord-typed": "Lin 9"}
    assert "Lin 9" in staff.get(staff.send("/buildings/1/change", "/buildings/1/change", **changed).location).text


def offered(staff: Staff, typed: str) -> list[str]:
    """The landlords that are offered for what is typed."""
    found: list[str] = staff.get(f"/rooms/landlords-named?q={quote(typed)}").get_json()["names"]
    return found


def test_landlords_are_offered_for_enough_letters_and_a_few_at_a_time(app: Flask, staff: Staff) -> None:
    with database_of(app).writing() as session:
        for name in ("林小燕", "林大海", "陈"):
            account.add_landlord(session, name, by="tests", now=1)

    assert [offered(staff, typed) for typed in ("", " ", "l", "6", "/", "l ", "- l -")] == [[]] * 7
    assert len(offered(staff, "li")) == OFFERED_PEOPLE < MANY
    assert offered(staff, "林") == ["林大海", "林小燕"]
    assert offered(staff, "陈") == ["陈"]
    # Nor does the form tell more, without a script.
    assert "Which of these?" not in add(staff, **{"landlord-typed": "l"})
    assert add(staff, **{"landlord-typed": "li"}).count("<option value=") == OFFERED_PEOPLE + 1


def test_landlords_of_elsewhere_are_offered_to_nobody_who_looks_after_a_part(app: Flask, staff: Staff) -> None:
    database, everywhere = database_of(app), Scope("tests")
    with database.writing() as session:
        east, west = (places.add(session, kind=Kind.AREA, name=name, parent_id=1, by="tests", now=1) for name in "EW")
        number = {row.name: row.id for row in account.landlords(session)}
        for name, place in (("Lin 60", east), ("Lin 61", west)):
            buildings.add(session, everywhere, Description(f"Of {name}", place, landlord_id=number[name]), now=1)
        session.execute(update(box).where(box.c.name == "Harbour 1").values(place_id=west))
        box_id = session.scalar(select(box.c.id).where(box.c.name == "Harbour 1"))
        rooms.add(session, landlord_id=number["Lin 6"], box_id=box_id, name="101", now=1)
    hire(app, "小王", grants=[Grant(Role.REGISTRAR, east)])
    registrar = Staff(app)
    assert registrar.sign_in("小王").status_code == 303

    # Of Lin 59 nothing is known yet: anybody may enter their first room.
    assert offered(registrar, "lin 6") == ["Lin 60"]
    assert offered(registrar, "lin 59") == ["Lin 59"]
    assert offered(staff, "lin 6") == ["Lin 6", "Lin 60", "Lin 61"]

    sent = {"name": "No. 3", "place": str(east), "lowest": "1", "highest": "2", "stairs": "1"}
    beyond = {"landlord-typed": "", "landlord-was": "", "landlord": str(number["Lin 61"])}
    refused = registrar.send("/buildings/new", "/buildings/new", **sent, **beyond)
    assert "Choose one of the landlords, or none." in refused.text
    own = beyond | {"landlord": str(number["Lin 60"])}
    assert registrar.send("/buildings/new", "/buildings/new", **sent, **own).status_code == 303
