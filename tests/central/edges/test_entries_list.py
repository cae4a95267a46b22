"""Entries as a list: chosen by days, sorted by the time at the door, taken as a file for a purpose and within reach."""

import csv
import io
import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.audit.tables import audit
from central.db import database_of
from central.edges import lists, views
from central.edges.tables import box
from central.place import service as places
from central.web.grants import EVERYWHERE, TOWN, Grant
from central.web.lists import Asked
from central.web.roles import Role
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import Staff, hire, signed_in
from wire.kinds import Entry

PERSON = "3f9c2e71a0b4d586"
ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 4, 12, tzinfo=ZONE)


@pytest.fixture
def staff(app: Flask) -> Staff:
    return signed_in(app)


@pytest.fixture
def days(box: SigningBox) -> SigningBox:
    """Entries of three days that came in from the newest to the oldest: 1 of March 6, 2 of March 5, 3 of March 4."""
    for days in (2, 1, 0):
        at = int((NOON + timedelta(days=days)).timestamp() * 1000)
        box.append(Entry(f"=door {days}", days != 1, "granted", "face", PERSON), at=at)
    box.push()
    return box


def rows(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<tr id="entry-(\d+)"', page)]


def taken(staff: Staff, query: str) -> list[list[str]]:
    answer = staff.get(f"/entries?{query}&as=csv&for=incident")
    assert answer.status_code == 200
    content = answer.data.decode("utf-8-sig")
    answer.close()
    return list(csv.reader(io.StringIO(content)))


def test_days_are_those_at_the_door_and_sorted_by_them(staff: Staff, days: SigningBox) -> None:
    for query, wanted in {
        "": [3, 2, 1],
        "sort=time": [3, 2, 1],
        "sort=-time": [1, 2, 3],
        "sort=came": [1, 2, 3],
        "from=2026-03-05": [1, 2],
        "to=2026-03-05": [2, 3],
        "to=2026-03-05&sort=time": [3, 2],
        "from=2026-03-05&to=2026-03-05": [2],
        "from=2026-03-05&sort=came": [1, 2],
        "from=2026-03-05&outcome=granted": [1],
        "from=2026-03-07": [],
        "from=yesterday": [3, 2, 1],
    }.items():
        assert rows(staff.get(f"/entries?{query}").text) == wanted, query


def test_a_page_is_live_only_where_new_entries_would_stand_on_it(staff: Staff, days: SigningBox) -> None:
    for query, is_live in (
        ("", True),
        ("door=1&outcome=granted", True),
        ("sort=-time", False),
        ("to=2026-03-05", False),
    ):
        assert ("data-live-rows" in staff.get(f"/entries?{query}").text) is True
        assert ("data-stream=" in staff.get(f"/entries?{query}").text) is is_live, query


def test_a_file_says_what_it_is_for_and_tells_nobodys_ways(app: Flask, staff: Staff, days: SigningBox) -> None:
    heads, *found = taken(staff, "outcome=granted&from=2026-03-04")

    assert [row[heads.index("Door")] for row in found] == ["'=door 2", "'=door 0"]
    assert "Person" not in heads
    assert not any(PERSON[:6] in cell for row in found for cell in row)
    with database_of(app).reading() as session:
        told = session.execute(select(audit).where(audit.c.act == "export")).one()
        looked = session.execute(select(audit.c.act).where(audit.c.act == "entries.read")).first()
    assert (told.of, told.why) == ("list:entries", "incident")
    assert json.loads(told.detail) == {"filtered by": ["from", "outcome"], "rows": 2}
    assert looked is None


def test_no_file_is_made_for_no_purpose(app: Flask, staff: Staff, days: SigningBox) -> None:
    for purpose in ("", "&for=", "&for=curiosity", "&for=incident%20"):
        answer = staff.get(f"/entries?outcome=granted&as=csv{purpose}")
        assert (answer.status_code, answer.location) == (303, "/entries?outcome=granted"), purpose
    assert "choose what it is for" in staff.get("/entries").text
    with database_of(app).reading() as session:
        assert session.execute(select(audit).where(audit.c.act == "export")).first() is None


def test_a_file_goes_no_further_than_who_takes_it_sees(app: Flask, staff: Staff, days: SigningBox) -> None:
    hire(app, "elsewhere", grants=[Grant(Role.SQUAD_LEADER, None, "stay:1")])
    away = Staff(app)
    away.sign_in("elsewhere")

    assert len(taken(staff, "")) == 4
    assert len(taken(away, "")) == 1
    assert rows(away.get("/entries?sort=-time").text) == []


def doors_offered(page: str) -> list[str]:
    _, _, select = page.partition('<select id="filter-door"')
    return re.findall(r'<option value="(\d+)"', select.partition("</select>")[0])


def test_doors_are_offered_where_they_are_few_enough_to_choose_from(
    staff: Staff, days: SigningBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(doors_offered(staff.get("/entries").text)) == 3

    monkeypatch.setattr(lists, "MOST", 2)

    assert 'id="filter-door"' not in staff.get("/entries").text
    assert doors_offered(staff.get("/entries?door=1").text) == ["1"]
    assert len(rows(staff.get("/entries?door=1").text)) == 1


def test_a_place_above_ones_reach_holds_nothing_in_the_list_and_above_it(app: Flask, days: SigningBox) -> None:
    with database_of(app).writing() as session:
        village = places.add(session, kind=places.Kind.AREA, name="North", parent_id=TOWN, by="tests", now=1)
        session.execute(update(box).values(place_id=village))
    hire(app, "north", grants=[Grant(Role.SQUAD_LEADER, village)])
    leader = Staff(app)
    leader.sign_in("north")

    for place, found in ((village, [3, 2, 1]), (TOWN, [])):
        page = leader.get(f"/entries?place={place}").text
        assert rows(page) == found
        assert re.findall(r'data-figure="doors">(\d+)<', page) == [str(len(found))]


def test_an_index_bears_each_order_that_an_address_can_ask_for(app: Flask, days: SigningBox) -> None:
    queries: tuple[dict[str, str], ...] = (
        {},
        {"door": "1"},
        {"sort": "-time"},
        {"from": "2026-03-05"},
        {"to": "2026-03-05"},
    )
    with app.test_request_context(), database_of(app).reading() as session:
        if session.get_bind().dialect.name != "sqlite":
            pytest.skip("how SQLite goes about it")
        for known in (False, True):
            if known:
                know_a_whole_town(session)
            for query in queries:
                plan = planned(session, Asked.read(lists.ENTRIES, query))
                assert "USE TEMP B-TREE FOR ORDER BY" not in plan, (query, plan)


def know_a_whole_town(session: Session) -> None:
    """What ANALYZE tells SQLite of one, looking at a part of each index."""
    connection = session.connection()
    connection.exec_driver_sql("ANALYZE")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for table, index, stat in (
        ("entry", "ix_entry_door_id_id", "10400562 401 1"),
        ("entry", "ix_entry_at_granted", "8866806 1 1"),
        ("door", "sqlite_autoindex_door_1", "1816 2 1"),
        ("box", "ix_box_place_id", "1146 1"),
    ):
        connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, stat))
    connection.exec_driver_sql("ANALYZE sqlite_schema")


def planned(session: Session, asked: Asked) -> list[str]:
    """How SQLite would find a page."""
    order = asked.order(lists.ENTRIES)
    keys = [key.desc() if order.descending else key.asc() for key in order.keys]
    page = views.entries_chosen(session, EVERYWHERE).where(*asked.conditions).order_by(*keys).limit(51)
    text = page.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
