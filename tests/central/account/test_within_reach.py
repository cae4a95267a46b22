"""Who looks after a part of the town sees its landlords, and makes no code for an account that holds more than that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.account import service
from central.account.codes_made import codes_made
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.place import service as places
from central.place.service import Kind
from central.rental.housing import buildings
from central.rental.housing.buildings import Description
from central.rental.scope import Scope
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.account.test_landlord_pages import PASSWORD, code_for
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now


@pytest.fixture
def app(url: str) -> Iterator[Flask]:
    """Central's app, on both kinds of database."""
    made = create_app(Config(database=url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


@dataclass
class Parts:
    """Two parts of the town. north, colleague, south: registrars there, signed in. numbers: of landlords, by name."""

    north: Staff
    colleague: Staff
    south: Staff
    numbers: dict[str, int]

    def seen(self, staff: Staff) -> set[str]:
        return set(re.findall(r'<th role="rowheader"[^>]*>([^<]*)</th>', staff.get("/landlords").text))

    def again(self, staff: Staff, name: str) -> int:
        return staff.send(f"/landlords/{self.numbers[name]}/code", "/landlords").status_code


@pytest.fixture
def parts(app: Flask, staff: Staff) -> Parts:
    """Landlords with a house in the north, in the south, in both, and two of whom nothing is known yet."""
    with database_of(app).writing() as session:
        north, south = (places.add(session, kind=Kind.AREA, name=name, parent_id=TOWN, by="t", now=1) for name in "NS")
    browsers = []
    for name, place in (("小王", north), ("小李", north), ("小赵", south)):
        hire(app, name, grants=[Grant(Role.REGISTRAR, place)])
        browsers.append(Staff(app))
        assert browsers[-1].sign_in(name).status_code == 303
    for adder, name in (
        (staff, "Chen"),
        (staff, "Lin"),
        (staff, "Both"),
        (staff, "Of the office"),
        (browsers[0], "Of the north"),
    ):
        code_for(adder, name)
    with database_of(app).writing() as session:
        numbers = {row.name: row.id for row in service.landlords(session)}
        for name, place in (("Chen", north), ("Lin", south), ("Both", north), ("Both", south)):
            house = Description(f"{name} {place}", place, landlord_id=numbers[name])
            buildings.add(session, Scope("tests"), house, now=1)
    return Parts(*browsers, numbers)


def test_who_looks_after_a_part_of_the_town_sees_its_landlords_alone(parts: Parts, staff: Staff) -> None:
    assert parts.seen(parts.north) == parts.seen(parts.colleague) == {"Chen", "Both", "Of the north"}
    assert parts.seen(parts.south) == {"Lin", "Both"}
    assert parts.seen(staff) == {"Chen", "Lin", "Both", "Of the office", "Of the north"}

    file = parts.south.get("/landlords?as=csv&for=work-through")
    assert ("Lin" in file.text, "Chen" in file.text, "Of the north" in file.text) == (True, False, False)
    file.close()


def test_nobody_makes_a_code_for_an_account_that_holds_what_is_beyond_their_part(parts: Parts, staff: Staff) -> None:
    made = {name: parts.again(parts.north, name) for name in parts.numbers}

    assert made == {"Chen": 201, "Of the north": 201, "Both": 404, "Lin": 404, "Of the office": 404}
    assert parts.again(parts.colleague, "Of the north") == 201
    assert {parts.again(staff, name) for name in parts.numbers} == {201}
    page = parts.north.get("/landlords").text
    assert f"/landlords/{parts.numbers['Both']}/code" not in page
    assert "has houses elsewhere too" in page


def test_nor_for_several_at_once(app: Flask, parts: Parts) -> None:
    chosen = {"row": [str(number) for number in parts.numbers.values()], "csrf_token": parts.north.token("/landlords")}
    before = codes_of(app, parts)

    asked = parts.north.client.post("/landlords/codes", data=chosen).text
    made = parts.north.client.post("/landlords/codes", data=chosen | {"meant": "yes"})

    assert [name in asked for name in ("Chen", "Lin", "Both", "Of the office")] == [True, False, False, False]
    assert len(re.findall(r"<code>\w{4}-\w{4}-\w{4}</code>", made.text)) == 2
    after = codes_of(app, parts)
    assert {name for name in before if before[name] != after[name]} == {"Chen", "Of the north"}
    beyond = {"row": str(parts.numbers["Lin"])}
    assert parts.north.send("/landlords/codes", "/landlords", **beyond).location == "/landlords"
    assert "None of them is yours" in parts.north.get("/landlords").text


def codes_of(app: Flask, parts: Parts) -> dict[str, int]:
    """How many codes were made anew for each."""
    with database_of(app).reading() as session:
        return {name: len(codes_made(session, number)) for name, number in parts.numbers.items()}


def test_a_landlord_reads_who_made_a_code_for_their_account_and_that_lasts(app: Flask, parts: Parts) -> None:
    first = re.search(
        r"<code>(.+?)</code>", parts.north.send(f"/landlords/{parts.numbers['Chen']}/code", "/landlords").text
    )
    assert first is not None
    landlord = Staff(app)
    landlord.send("/join", "/join", code=first[1], password=PASSWORD)
    landlord.sign_in("Chen", PASSWORD)

    told, own = landlord.get("/").text, landlord.get("/me").text

    assert "a new code for your account was made by 小王" in told
    assert ("New codes for your account" in own, "小王" in own) == (True, True)
    with database_of(app).reading() as session:
        number = parts.numbers["Chen"]
        assert [made.by for made in codes_made(session, number)] == ["小王"]
        assert codes_made(session, number, since=now() + 1) == []


def test_the_code_by_which_somebody_was_let_in_is_no_news(app: Flask, parts: Parts, staff: Staff) -> None:
    landlord = Staff(app)
    landlord.send("/join", "/join", code=code_for(staff, "Wu"), password=PASSWORD)
    landlord.sign_in("Wu", PASSWORD)

    assert "new code" not in landlord.get("/").text
    assert "New codes" not in landlord.get("/me").text
