"""Reports that are lists: the rooms that exceed the standard and no others; each change of a colour, and why."""

import csv
import random

import pytest
from flask import Flask
from sqlalchemy import insert, select

from central.clock import service as clocks
from central.rental.housing import crowding, inspecting
from central.rental.housing.crowding import Measures
from central.rental.housing.inspecting import Found, Look
from central.rental.housing.room_states import Use
from central.rental.housing.tables import building, stay_exception
from central.rental.scope import Scope
from central.rental.tables import room, stay
from tests.central.rental.pages_of import DAY, PagedHouse
from tests.fakes.town import now


@pytest.fixture(autouse=True)
def without_tokens(app: Flask) -> None:
    """Forms are sent as they are; that they carry a token is tried elsewhere."""
    app.config["WTF_CSRF_ENABLED"] = False


def listed(paged: PagedHouse, address: str) -> list[list[str]]:
    """The rows of the report's file."""
    with paged.office.get(f"/reports/listed/{address}as=csv") as file:
        return list(csv.reader(file.data.decode("utf-8-sig").splitlines()))[1:]


def test_over_full_rooms_are_those_that_exceed_the_standard_and_each_change_of_a_colour_is_told(
    paged: PagedHouse,
) -> None:
    chance, standard = random.Random(20281123), crowding.STANDARDS[crowding.USUAL]
    expected = set()
    with paged.database.writing() as session:
        house, whose = session.execute(select(building.c.id, building.c.landlord_id).limit(1)).one()
        for number in range(40):
            said = Measures(chance.choice(list(Use)), chance.choice([None, 79, 80, 120]), chance.choice([None, 1, 2]))
            people, is_family = chance.choice([0, 1, 2, 3, 5]), chance.random() < 0.3
            row = {
                "name": f"R{number}",
                "building_id": house,
                "landlord_id": whose,
                "made_at": 1,
                "use": said.use.value,
            }
            made = session.execute(
                insert(room).values(**row, area=said.area, bedrooms=said.bedrooms).returning(room.c.id)
            ).scalar_one()
            lives = {"room_id": made, "begin": 1, "until": 2, "minors": False, "made_at": 1, "made_by": "tests"}
            for place, places in enumerate({1: [1], 2: [1, 1], 3: [2, 1], 5: [5]}.get(people, [])):
                state = {"token": f"{number}-{place}", "places": places, "state": "running"}
                stay_id = session.execute(insert(stay).values(**lives, **state).returning(stay.c.id)).scalar_one()
            if people and is_family:
                said_so = {"stay_id": stay_id, "why": "mother", "made_at": 1, "made_by": "tests"}
                session.execute(insert(stay_exception).values(said_so))
            ended = {"token": f"{number}-x", "places": 9, "state": "ended"}
            session.execute(insert(stay).values(**lives, **ended))
            excesses = crowding.excesses(standard, said, people)
            if any(not (is_family and each.may_be_overridden) for each in excesses):
                expected.add(f"R{number}")

    found = listed(paged, "crowded?")

    assert {row[1] for row in found} == expected
    assert all(int(row[2]) > int(row[3]) for row in found)
    assert any("4 m²" in row[5] and "杭州市" in row[5] for row in found)
    assert f">{len(expected)}</a></td>" in paged.office.get("/reports").text
    _tells_each_change_of_a_colour_with_why_and_by_whose_act(paged)


def _tells_each_change_of_a_colour_with_why_and_by_whose_act(paged: PagedHouse) -> None:
    looks = (
        Look(),
        Look(found=[Found("exit-blocked"), Found("unclean")]),
        Look(found=[Found("no-extinguisher")]),
        Look(gone=[1, 2, 3]),
    )
    with paged.app.app_context(), paged.database.writing() as session:
        house = session.scalar(select(building.c.id).limit(1)) or 0
        calendar = clocks.load(session, paged.app.extensions["menlu-office"])
        for days, look in enumerate(looks):
            inspecting.inspect(session, calendar, Scope(f"小{days}"), house, look, now=now() - (9 - days) * DAY)

    rows = listed(paged, "recoloured?sort=at&")
    worse = listed(paged, "recoloured?became=worse&")

    assert [row[1:3] for row in rows] == [["Not looked at yet", "Green"], ["Green", "Red"], ["Red", "Green"]]
    assert [row[5] for row in rows] == ["小0", "小1", "小3"]
    assert rows[1][4] == "Newly found: Exit or stairs are blocked, Not clean"
    assert rows[2][4] == "Gone: Exit or stairs are blocked, Not clean, No fire extinguisher in the household"
    assert worse == rows[1:2]
