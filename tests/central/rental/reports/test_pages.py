"""The report of rental housing: each figure is as many rows as the list it opens to has."""

import csv
import re
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import update

from central.clock import service as clocks
from central.edges.claims import put
from central.place import service as places
from central.place.service import Kind
from central.rental.housing import inspecting
from central.rental.housing.inspecting import Found, Look
from central.rental.reports.listed import registry
from central.rental.reports.measures import MEASURES
from central.rental.reports.period import Period
from central.rental.scope import Scope
from central.rental.tables import room, stay
from central.rental.views import room_of
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.rental.pages_of import DAY, PagedHouse
from tests.central.rental.registers import sheets
from tests.central.rental.registers.test_taking import bring
from tests.central.rental.telling import registered
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now


@pytest.fixture
def town(paged: PagedHouse, app: Flask) -> PagedHouse:
    """Two villages, a grid in one of them, something of each kind in both, and the box of one at its village itself."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), paged.database.writing() as session:
        north, south = (
            places.add(session, kind=Kind.AREA, name=name, parent_id=TOWN, by="tests", now=1)
            for name in ("北村", "南村")
        )
        grid = places.add(session, kind=Kind.GRID, name="一网格", parent_id=north, by="tests", now=1)
        put(session, paged.box_id, grid)
        put(session, paged.other_id, south)
    for lins in (False, True):
        stay_id, token = paged.stay(lins=lins)
        person, ways = f"{int(lins):016}", ["pin"] if lins else ["face", "pin"]
        paged.register(registered(person, stay=token, ways=ways), box=paged.other_box if lins else paged.box)
        _inspect(paged, paged.other if lins else paged.room)
        with paged.database.writing() as session:
            session.execute(update(stay).where(stay.c.id == stay_id).values(begin=now() - (20 if lins else 1) * DAY))
    register = bring(paged, [sheets.row(1)])
    paged.office.client.post(f"{register}/take")
    return paged


def _inspect(paged: PagedHouse, room_id: int) -> None:
    with paged.app.app_context(), paged.database.writing() as session:
        house = room_of(session, Scope("tests"), room_id)
        assert house is not None
        assert house.building_id is not None
        calendar = clocks.load(session, paged.app.extensions["menlu-office"])
        look = Look(found=[Found("unclean", room_id=room_id)])
        inspecting.inspect(session, calendar, Scope("tests"), house.building_id, look, now=now())


def figures(page: str) -> list[tuple[str, int]]:
    """Where each figure leads that is not 0, and what it is."""
    found = re.findall(r'<td><a href="(/reports/rows[^"]+)">([\d,]+)</a>', page)
    return [(unescape(address), int(number.replace(",", ""))) for address, number in found]


def test_every_figure_is_as_many_as_the_rows_it_opens_to(town: PagedHouse) -> None:
    page = town.office.get("/reports").text
    seen = figures(page)

    for address, number in seen:
        listed = town.office.get(address).text
        assert len(re.findall(r'<th role="rowheader"', listed)) == number, address

    told = {address.partition("of=")[2].partition("%3A")[0].partition(":")[0] for address, _ in seen}
    assert told >= {"houses", "rooms", "let", "stays", "may-enter", "by-face", "entries", "arrivals", "registered"}
    assert told >= {"inspections", "found", "open"}
    assert told <= set(MEASURES)
    assert all(word in page for word in ("北村", "南村", "All together"))
    assert [number for address, number in seen if "of=houses" in address] == [1, 1, 2]
    with town.office.get("/reports?as=csv") as file:
        lines = list(csv.reader(file.data.decode("utf-8-sig").splitlines()))
    assert [line[0] for line in lines] == ["Place", "北村", "南村", "All together"]
    assert len(lines[0]) == 1 + len(MEASURES)
    _tells_apart_what_stands_in_none_of_the_parts(town)


def _tells_apart_what_stands_in_none_of_the_parts(town: PagedHouse) -> None:
    with town.app.app_context(), town.database.writing() as session:
        put(session, town.other_id, TOWN)

    seen = figures(town.office.get("/reports").text)

    ((rest, number),) = [each for each in seen if "of=houses" in each[0] and "rest=" in each[0]]
    assert number == 1
    listed = town.office.get(rest).text
    assert "2 Harbour Road" in listed
    assert "1 Harbour Road" not in listed


def test_whoever_looks_after_a_part_reports_that_part_alone(town: PagedHouse) -> None:
    with town.database.reading() as session:
        ids = {row.name: row.id for row in places.places(session, Scope("").reach)}
    hire(town.app, "小王", grants=[Grant(Role.SQUAD_LEADER, ids["北村"])])
    wang = Staff(town.app)
    wang.sign_in("小王")

    page = wang.get("/reports").text

    assert "南村" not in page
    assert [number for address, number in figures(page) if "of=rooms" in address] == [1, 1]
    assert wang.get(f"/reports?place={ids['南村']}").status_code == 404
    beyond = wang.get(f"/reports/rows?of=houses:2026-01-01:2026-01-02&place={ids['南村']}").text
    assert "2 Harbour Road" not in beyond
    _lists_that_part_alone(town, wang)


def _lists_that_part_alone(town: PagedHouse, wang: Staff) -> None:
    with town.database.writing() as session:
        session.execute(update(room).values(use="kitchen"))

    telling = set()
    for name in registry.all_of(town.app):
        address = f"/reports/listed/{name}?as=csv"
        with wang.get(address) as own, town.office.get(address) as whole:
            seen, every = own.text, whole.text
        assert "2 Harbour Road" not in seen, name
        if "1 Harbour Road" in seen and "2 Harbour Road" in every:
            telling.add(name)
    assert telling >= {"crowded", "recoloured"}
    assert wang.get("/reports/listed/no-such").status_code == 404


@pytest.mark.parametrize(("first", "last"), [("2027-02-29", "2028-02-28"), ("2026-03-02", "2026-03-01"), ("", "x")])
def test_what_is_no_period_is_this_month_up_to_today(first: str, last: str) -> None:
    today = date(2028, 2, 29)

    assert Period.read(first, last, today) == Period(date(2028, 2, 1), today)


def test_a_period_holds_its_last_day_to_midnight() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    begin, end = Period(date(2028, 2, 29), date(2028, 2, 29)).moments(zone)

    assert end - begin == DAY
    assert datetime.fromtimestamp(end / 1000, zone) == datetime(2028, 3, 1, tzinfo=zone)
