"""The pages of places: the tree, a new place, another name, another parent, and only one's own part."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.place import pages, service
from central.place.service import Kind
from central.place.tables import place
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes.staff import Staff, hire, signed_in


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


@pytest.fixture
def staff(app: Flask) -> Staff:
    return signed_in(app)


def add(staff: Staff, name: str, kind: str = "area", place: int = TOWN) -> int:
    answer = staff.send("/places/new", "/places/new", name=name, kind=kind, place=str(place))
    return answer.status_code


def test_an_empty_town_says_what_to_do(staff: Staff) -> None:
    assert "The town has no parts yet" in staff.get("/places").text

    add(staff, "北村")
    assert "The town has no parts yet" not in staff.get("/places?in=2").text


def test_a_place_is_added_renamed_and_moved(staff: Staff) -> None:
    assert add(staff, "北村") == add(staff, "南村") == add(staff, "一格", "grid", 2) == 303

    assert staff.send("/places/4", "/places/4", name="二格", place="3").status_code == 303

    page = staff.get("/places").text
    assert "一格" not in page
    assert page.rindex("南村") < page.rindex("二格")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "", "kind": "area", "place": "1"}, "Use 1 to 60 letters."),
        ({"name": "x", "kind": "planet", "place": "1"}, "Choose what it is."),
        ({"name": "x", "kind": "area", "place": "77"}, "Choose what it lies in."),
        ({"name": "x", "kind": "town", "place": "1"}, "It can&#39;t lie in there"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(staff: Staff, fields: dict[str, str], said: str) -> None:
    answer = staff.send("/places/new", "/places/new", **fields)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{fields["name"]}"' in answer.text


def test_of_a_large_town_buildings_are_counted_and_shown_by_the_grid(
    app: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST", 3)
    add(staff, "北村")
    for name in ("一号", "二号"):
        add(staff, name, "building", 2)

    page = staff.get("/places").text
    assert "一号" not in page
    assert '<a href="/places?in=2">Buildings: 2</a>' in page

    part = staff.get("/places?in=2").text
    assert "一号" in part
    assert "二号" in part
    assert staff.get("/places?in=99").status_code == 404


def test_a_place_with_more_buildings_than_a_page_holds_shows_them_page_by_page(app: Flask, staff: Staff) -> None:
    names = [f"{'长' * 50}路 {number:04} 号" for number in range(pages.MOST + 20)]
    with database_of(app).writing() as session:
        service.add(session, kind=Kind.AREA, name="北村", parent_id=TOWN, by="tests", now=1)
        rows = [(Kind.BUILDING.value, name, 2, f"/1/2/{number}/", 1, "tests") for number, name in enumerate(names, 3)]
        columns = ("kind", "name", "parent_id", "path", "made_at", "made_by")
        session.execute(insert(place), [dict(zip(columns, row, strict=True)) for row in rows])

    first, path = staff.get("/places?in=2").text, "/places?in=2"
    found = set[str]()
    while path:
        page = staff.get(path).text
        assert len(page.encode()) < 300_000
        found |= set(re.findall(r"长路 \d{4} 号", page))
        following = re.search(r'rel="next" href="([^"]*)"', page)
        path = following[1].replace("&amp;", "&") if following else ""

    assert len(found) == len(names)
    assert 'rel="prev"' not in first
    back = re.search(r'rel="prev" href="([^"]*)"', page)
    assert back
    assert staff.get(back[1].replace("&amp;", "&")).text.count("号<") == first.count("号<")
    assert f'href="/places?in=2">Buildings: {len(names)}' in staff.get("/places").text


def test_somebody_sees_and_changes_only_the_part_they_look_after(app: Flask, staff: Staff) -> None:
    add(staff, "北村")
    add(staff, "南村")
    hire(app, "李", grants=[Grant(Role.OFFICE, 2)])
    theirs = Staff(app)
    theirs.sign_in("李")

    page = theirs.get("/places").text
    assert "北村" in page
    assert "南村" not in page
    assert theirs.get("/places/3").status_code == theirs.get("/places/1").status_code == 404
    assert add(theirs, "x", "grid", 3) == 422
    assert theirs.send("/places/2", "/places/2", name="北新村").status_code == 303
    assert "北新村" in theirs.get("/places").text
