"""A place among many is chosen by a part of its name, without a script; nothing is lost where several are meant."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.place import finding, naming, service
from central.place.service import Kind, PlaceRow
from central.web.choosing import OFFERED, Named, meant
from central.web.grants import EVERYWHERE, TOWN, Reach
from tests.fakes.staff import Staff, signed_in


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A town of two villages with a grid each, and 40 houses in every grid; read, but for houses that are added."""
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("choosing") / "central.db")
    made = create_app(Config(database=f"sqlite:///{file}", second_factor=SecondFactor.OFFERED))
    with database_of(made).writing() as session:
        for village in ("East", "West"):
            inside = TOWN
            for kind, name in ((Kind.AREA, village), (Kind.GRID, "Grid 1")):
                inside = service.add(session, kind=kind, name=name, parent_id=inside, by="tests", now=1)
            for number in range(1, 41):
                name = f"Harbour {number}"
                service.add(session, kind=Kind.BUILDING, name=name, parent_id=inside, by="tests", now=1)
    yield made
    database_of(made).close()


@pytest.fixture(scope="module")
def staff(app: Flask) -> Staff:
    return signed_in(app)


@pytest.fixture(scope="module")
def rows(app: Flask) -> list[PlaceRow]:
    with database_of(app).reading() as session:
        return service.places(session, EVERYWHERE)


def value(page: str, name: str) -> str:
    """What a field holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None
    return found[1]


def make(staff: Staff, **fields: str) -> str:
    """Send the form of a new house; the page that follows."""
    sent = {"name": "No. 3", "lowest": "1", "highest": "2", "stairs": "1", "address": "by the quay"}
    answer = staff.send("/buildings/new", "/buildings/new", **sent | fields)
    return staff.get(answer.location).text if answer.status_code == 303 else answer.text


def test_one_that_is_meant_is_taken_and_of_several_those_are_offered(staff: Staff) -> None:
    page = staff.get("/buildings/new").text
    assert page.count("<option") < 20
    assert len(page) < 40_000

    several = make(staff, **{"place-typed": "harbour 3"})
    assert "Which of these?" in several
    assert several.count(">East / Grid 1 / Harbour 3") == 11
    assert 'value="by the quay"' in several
    one = re.search(r'<option value="(\d+)">West / Grid 1 / Harbour 3<', several)
    assert one is not None
    typed, was = value(several, "place-typed"), value(several, "place-was")
    assert "Which of these?" in make(staff, **{"place-typed": typed, "place-was": was, "place": ""})
    assert "by the quay · Harbour 3" in make(staff, **{"place-typed": typed, "place-was": was, "place": one[1]})

    assert "by the quay · Harbour 7" in make(staff, **{"place-typed": "West/Harbour 7", "place-was": "", "place": ""})


def test_a_name_that_nobody_has_is_no_place_and_what_was_chosen_before_is_not_taken_instead(staff: Staff) -> None:
    page = make(staff, **{"place-typed": "Nowhere", "place-was": "East", "place": "2"})
    assert "Choose one of the places." in page
    assert (value(page, "place-typed"), value(page, "place-was"), value(page, "place")) == ("Nowhere", "", "")


def test_a_box_whose_place_nobody_has_typed_is_not_put_anywhere(app: Flask, staff: Staff) -> None:
    blank = {"place-typed": " ", "place-was": "East", "place": "2"}
    answer = staff.send("/boxes/claim-codes", "/boxes", name="No. 3", **blank)
    assert answer.status_code == 422
    assert "Choose where the box will stand." in answer.text


def test_names_are_offered_as_one_types(staff: Staff) -> None:
    names = staff.get("/places/named?q=west/harbour 1").get_json()["names"]
    assert names[0] == "West / Grid 1 / Harbour 1"
    assert len(names) == 11
    assert len(staff.get("/places/named?q=harbour").get_json()["names"]) == OFFERED
    assert staff.get("/places/named?q=%20").get_json()["names"] == []


def test_a_full_name_means_its_place_alone(app: Flask, rows: list[PlaceRow]) -> None:
    with app.test_request_context():
        named = [Named(number, name) for number, name in naming.full_names(rows).items()]
        assert len({each.name for each in named}) == len(rows)
        assert all(meant(named, each.name) == [each] for each in named)


@pytest.mark.parametrize("reached", [{TOWN}, {2}, {3, 5}, set[int]()])
def test_the_database_finds_the_names_that_are_meant(app: Flask, reached: set[int]) -> None:
    here = Reach(places=frozenset(reached))
    with app.test_request_context(), database_of(app).reading() as session:
        names = naming.full_names(service.places(session, here))
        rows = [Named(number, name) for number, name in names.items()]
        for typed in ("west/harbour 1", "harbour 40", "WEST", "grid", "west / grid 1", "100%", "/", "a_", "e/r 2"):
            found = finding.named_like(session, here, typed, 1000)
            # A name that was typed in full is the first of those that hold it.
            assert (
                sorted(found) == sorted(row.name for row in meant(rows, typed))
                or found[0] == meant(rows, typed)[0].name
            )
