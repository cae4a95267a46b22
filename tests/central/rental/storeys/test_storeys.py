"""Storeys have names and a last look of their own, and only those that the house has."""

import pytest

from central.rental.housing import findings, inspecting, views
from central.rental.housing.crowding import STANDARDS, Measures
from central.rental.housing.inspecting import Found, Look
from central.rental.rules import NotPossible
from central.rental.storeys import naming
from central.rental.storeys.views import Storey, storeys
from tests.central.rental.conftest import DAY, NOW
from tests.central.rental.housing.conftest import Home, home
from tests.central.rental.pages_of import PagedHouse

__all__ = ["home"]
SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def seen(home: Home) -> dict[int, Storey]:
    with home.house.database.reading() as session:
        row = views.building_of(session, home.office, home.building)
        assert row is not None
        board = views.board(session, home.office, home.building, next(iter(STANDARDS.values())))
        found = findings.hazards_of(session, home.office, home.building)
        return {each.number: each for each in storeys(session, row, board, found)}


def look(home: Home, said: Look, at: int) -> None:
    with home.house.database.writing() as session:
        inspecting.inspect(session, home.calendar(session), home.office, home.building, said, now=at)


def test_a_storey_has_its_name_rooms_hazards_and_last_look(home: Home) -> None:
    home.measure(Measures(area=200))
    home.house.invite()
    with home.house.database.writing() as session:
        naming.name(session, home.office, home.building, {1: "商铺", 3: "三楼夹层"})
        naming.name(session, home.office, home.building, {1: ""})
    look(home, Look(found=[Found("unclean", room_id=home.house.room)]), NOW)
    look(home, Look(storeys=[3, 4]), NOW + DAY)

    found = seen(home)

    assert list(found) == [4, 3, 2, 1]
    assert found[3] == Storey(3, "三楼夹层", rooms=1, let=1, vacant=0, people=1, hazards=1, looked_at=NOW + DAY)
    assert [(found[number].name, found[number].looked_at) for number in (4, 2, 1)] == [
        ("", NOW + DAY),
        ("", NOW),
        ("", NOW),
    ]


@SQLITE
@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_storey_that_the_house_does_not_have_is_neither_named_nor_inspected(home: Home, number: int) -> None:
    with home.house.database.writing() as session, pytest.raises(NotPossible):
        naming.name(session, home.office, home.building, {number: "roof"})
    with pytest.raises(NotPossible):
        look(home, Look(storeys=[number]), NOW)


def test_the_office_names_storeys_and_a_landlord_reads_them(paged: PagedHouse) -> None:
    with paged.database.reading() as session:
        (row,) = views.building_rows(session.execute(views.buildings_chosen(paged.scope)))
    path = f"/buildings/{row.id}/storeys"

    wrong = paged.office.send(path, path, name1="x" * 31)
    kept = paged.office.send(path, path, name1="临街商铺")

    assert (wrong.status_code, kept.status_code) == (422, 303)
    page = paged.chen.get(path).text
    assert "临街商铺" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert "临街商铺" in paged.chen.get(f"/buildings/{row.id}").text
    assert paged.lin.get(path).status_code == 404
