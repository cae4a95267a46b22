"""Houses, rooms and landlords from a spreadsheet: what is wrong is told, what is there stays, what was made can go."""

import threading
from collections.abc import Sequence
from io import BytesIO

import pytest
import python_calamine
from flask import Flask
from sqlalchemy import func, select

from central.account import service as account
from central.place import service as places
from central.place.service import Kind as PlaceKind
from central.rental import days
from central.rental.housing import occupancy
from central.rental.housing.room_states import RoomEvent
from central.rental.housing.tables import building
from central.rental.registers import columns
from central.rental.registers.columns import HEADINGS, Kind
from central.rental.registers.houses import checking, making
from central.rental.registers.tables import register_made
from central.rental.registers.working import Reader
from central.rental.scope import Scope
from central.rental.tables import room
from central.sealed.ring import ring
from central.web import moments
from central.web.grants import TOWN
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.registers import sheets
from tests.central.rental.registers.test_taking import read, tallies
from tests.fakes.town import NAME, now

HEADS = (
    "房屋名称",
    "房东姓名",
    "房间号",
    "地址",
    "村",
    "层数",
    "所在楼层",
    "使用面积",
    "卧室数",
    "床位数",
    "用途",
    "民族",
)
NAMES = ("house", "landlord", "room", "address", "village", "storeys", "floor", "area", "bedrooms", "beds", "use")
BY_HEADS = columns.mapped(HEADS, Kind.HOUSES)


@pytest.fixture(autouse=True)
def without_tokens(app: Flask) -> None:
    """Forms are sent as they are; that they carry a token is tried elsewhere."""
    app.config["WTF_CSRF_ENABLED"] = False


def row(**said: str) -> list[str]:
    """A row under HEADS that can be taken over."""
    known = {"house": "北村1号", "landlord": "王伟", "room": "101"} | said
    return [*(known.get(each, "") for each in NAMES), "汉"]


def bring(paged: PagedHouse, rows: Sequence[Sequence[str]], place: int = TOWN) -> str:
    """The address of the register's page, once it is read."""
    file = BytesIO(sheets.sheet(rows, HEADS, "出租房屋台账")), "x.xlsx"
    sent = {"called": "台账", "place": str(place), "kind": "houses", "file": file}
    answer = paged.office.client.post("/registers/new", data=sent)
    assert answer.status_code == 303, answer.status_code
    read(paged)
    return str(answer.location)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"house": ""}, ["house:missing"]),
        ({"landlord": ""}, ["landlord:missing"]),
        ({"room": ""}, []),
        ({"room": "1" * 41}, ["room:name-long"]),
        ({"storeys": "6层", "floor": "6楼", "area": "12.50㎡", "bedrooms": "1间", "beds": "2", "use": "单间"}, []),
        ({"storeys": "61"}, ["storeys:storeys"]),
        ({"storeys": "3", "floor": "4"}, ["floor:floor"]),
        ({"floor": "0"}, ["floor:floor"]),
        ({"floor": "-1"}, []),
        ({"area": "12.55"}, ["area:area"]),
        ({"area": "0"}, ["area:area"]),
        ({"beds": "0"}, ["beds:count"]),
        ({"use": "仓库"}, ["use:use"]),
    ],
)
def test_what_is_wrong_is_told_by_its_field(said: dict[str, str], found: list[str]) -> None:
    assert [str(each) for each in checking.check(3, row(**said), BY_HEADS).findings] == found


@pytest.mark.parametrize("unit", ["", "㎡", "m2", " M²", "平米", " 平方米"])
@pytest.mark.parametrize(("metres", "tenths"), [("2", 20), ("12", 120), ("22", 220), ("12.2", 122), ("32.50", 325)])
def test_an_area_is_read_with_or_without_its_unit(metres: str, tenths: int, unit: str) -> None:
    checked = checking.check(3, row(area=metres + unit), BY_HEADS)

    assert (checked.entry.area, checked.findings) == (tenths, [])


def test_houses_rooms_and_landlords_are_made_once_and_taken_back_where_nobody_uses_them(
    paged: PagedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "AT_ONCE", 2)
    monkeypatch.setattr(making, "UNMADE_AT_ONCE", 4)
    with paged.database.writing() as session:
        north = places.add(session, kind=PlaceKind.AREA, name="北村", parent_id=TOWN, by="tests", now=1)
    good = [
        row(village="北村", floor="2", area="18", beds="2"),
        row(village="北村", room="102", floor="-1", use="地下室"),
        row(house="南村2号", landlord="陈房东", room=""),
        row(house="南村3号", landlord="李霞", room="201"),
    ]
    bad = [
        row(village="北村", landlord="李霞"),
        row(house="南村3号", landlord="李霞", room="202", village="西村"),
        row(house="2 Harbour Road", landlord="陈房东", room="401"),
        row(house="南村4号", landlord=NAME),
    ]
    there = [row(house="1 Harbour Road", landlord="陈房东", room="301", area="33")]

    register = bring(paged, [*good, *bad, *there])
    page = paged.office.get(register).text
    rows = paged.office.get("/registers/rows?register=1").text
    _take_and_die_once(paged, register)

    assert tallies(page) == {"New": 4, "Changed": 0, "The same": 1, "To be mended": 4}
    told = (
        "stands in the file already",
        "in another way",
        "no place of this name",
        "another landlord",
        "is known otherwise",
    )
    assert [word for word in told if word not in page] == []
    assert "王伟" not in rows
    assert "Taken over" in paged.office.get(register).text
    with paged.database.reading() as session:
        houses = session.execute(select(building.c.name, building.c.place_id, building.c.lowest, building.c.highest))
        assert {tuple(each) for each in houses} >= {("北村1号", north, -1, 2), ("南村2号", TOWN, 1, 1)}
        found = session.execute(select(room.c.name, room.c.area, room.c.beds, room.c.floor, room.c.use))
        assert {tuple(each) for each in found} >= {("101", 180, 2, 2, "bedroom"), ("102", None, None, -1, "cellar")}
        assert {row.name for row in account.landlords(session)} == {"陈房东", "Lin", "王伟", "李霞"}
        assert session.scalar(select(func.count()).select_from(register_made)) == 8
        used = session.scalar(select(room.c.id).where(room.c.name == "201"))
    again = bring(paged, good)
    assert tallies(paged.office.get(again).text)["The same"] == 4
    _takes_back_all_but_what_is_used(paged, register, used or 0)
    _template_has_headings_that_are_understood(paged)


def _take_and_die_once(paged: PagedHouse, register: str) -> None:
    """Whoever makes things of the rows is stopped after the first piece; another goes on later."""
    paged.office.client.post(f"{register}/take")
    stopped = threading.Event()
    stopped.set()
    with paged.app.app_context():
        Reader(paged.database, ring(), stopped).turn(now(), days.day_of(now(), moments.zone()))
    assert "Is being taken over" in paged.office.get(register).text
    read(paged, at=now() + 10 * 60_000)


def _takes_back_all_but_what_is_used(paged: PagedHouse, register: str, used: int) -> None:
    with paged.database.writing() as session:
        occupancy.act(session, Scope("tests"), used, RoomEvent.BREAK, why="a pipe", now=now())
    paged.office.client.post(f"{register}/take-back")
    stopped = threading.Event()
    stopped.set()
    with paged.app.app_context():
        Reader(paged.database, ring(), stopped).turn(now(), days.day_of(now(), moments.zone()))
    half = paged.office.get(register).text
    read(paged, at=now() + 10 * 60_000)

    page = paged.office.get(register).text
    # Of the last four that were made a room is used, and so are its house and its landlord.
    assert "1 of 8 taken away" in half
    assert "These stay" not in half
    assert "Taken back" in page
    assert "Landlords 1; Houses 1; Rooms 1" in page
    with paged.database.reading() as session:
        assert {row.name for row in account.landlords(session)} == {"陈房东", "Lin", "李霞"}
        assert set(session.scalars(select(building.c.name))) == {"1 Harbour Road", "2 Harbour Road", "南村3号"}
        assert set(session.scalars(select(room.c.name))) == {"301", "401", "201"}


def _template_has_headings_that_are_understood(paged: PagedHouse) -> None:
    for kind in Kind:
        with paged.office.get(f"/registers/template/{kind}") as file:
            (heads,) = python_calamine.load_workbook(BytesIO(file.data)).get_sheet_by_index(0).to_python()
        assert list(columns.mapped([str(each) for each in heads], kind)) == list(HEADINGS[kind])
