"""The first page: counts that open to lists, each as far as the visitor reaches, and live."""

import json
import re

from flask import Flask
from sqlalchemy import insert

from central.db import database_of
from central.edges import service as edges
from central.edges.service import Matter
from central.edges.tables import box
from central.place import service as place
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now

PASSWORD = "nine red kites over the bay"


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-figure="([\w-]+)">([^<]+)<', page))


def something_is_wrong(app: Flask, name: str, place_id: int = TOWN) -> None:
    """A box that was never heard, about which something is to be looked at."""
    with database_of(app).writing() as session:
        row = {"name": name, "public_key": b"", "thumbprint": name, "version": "1", "claimed_at": 1}
        made = session.execute(insert(box).values(row | {"place_id": place_id}).returning(box.c.id)).scalar_one()
        edges.note_matter(session, made, Matter("lock-tamper", "critical", "", now()))


def test_the_first_page_counts_what_needs_somebody(app: Flask, staff: Staff) -> None:
    assert figures(staff.get("/").text) == dict.fromkeys(
        (
            "matters",
            "silent",
            "hazards",
            "appeals",
            "requests",
            "unregistered",
            "ending",
            "permits",
            "own-requests",
            "guests",
            "work",
            "work-late",
            "timelines",
            "duties",
            "overdue",
            "today",
            "webhooks",
        ),
        "0",
    )
    something_is_wrong(app, "1 Harbour Road")
    found = figures(staff.get("/").text)
    assert (found["matters"], found["silent"]) == ("1", "1")


def test_each_count_opens_to_a_list_that_holds_as_many(app: Flask, staff: Staff) -> None:
    for name in ("1 Harbour Road", "2 Harbour Road"):
        something_is_wrong(app, name)
    page = staff.get("/").text
    for address, name, number in re.findall(r'<a href="([^"]+)"><span[^>]*data-figure="([\w-]+)">(\d+)<', page):
        shown = staff.get(address.replace("&amp;", "&"))
        assert shown.status_code == 200, address
        if name in ("matters", "silent"):
            assert shown.text.count('<th role="rowheader"') == int(number) == 2


def test_what_is_beyond_somebodys_reach_is_not_counted(app: Flask) -> None:
    with database_of(app).writing() as session:
        here, there = (
            place.add(session, kind=place.Kind.AREA, name=name, parent_id=TOWN, by="tests", now=now())
            for name in ("East", "West")
        )
    something_is_wrong(app, "1 East Road", here)
    something_is_wrong(app, "1 West Road", there)
    hire(app, "Li", PASSWORD, [Grant(Role.OFFICE, here)])
    staff = Staff(app)
    staff.sign_in("Li", PASSWORD)

    assert figures(staff.get("/").text)["matters"] == "1"
    assert "1 West Road" not in staff.get("/matters").text


def test_a_landlord_sees_what_is_theirs(paged: PagedHouse) -> None:
    page = paged.chen.get("/").text
    assert "My houses" in page
    assert "1 Harbour Road" in page
    assert "2 Harbour Road" not in page
    assert 'href="/rooms"' in page
    # What counts them is asked by open pages still.
    assert (paged.chen.get("/needs/since").json or {})["figures"].keys() == {
        "hazards",
        "appeals",
        "requests",
        "unregistered",
        "ending",
        "guests",
    }


def test_who_has_nothing_to_count_is_told_where_to_go(app: Flask) -> None:
    app.extensions["menlu-needs"].clear()
    hire(app, "Li", PASSWORD, [Grant(Role.SECURITY, TOWN)])
    staff = Staff(app)
    staff.sign_in("Li", PASSWORD)
    page = staff.get("/").text
    assert "Nothing is counted for you here" in page
    assert figures(page) == {}


def test_the_counts_are_told_when_asked_and_as_they_change(app: Flask, staff: Staff) -> None:
    something_is_wrong(app, "1 Harbour Road")
    asked = staff.get("/needs/since").json
    assert asked is not None
    assert asked["figures"]["matters"] == "1"

    answer = staff.client.get("/needs/stream", buffered=False)
    events = iter(answer.iter_encoded())
    told = (next(events) + next(events)).decode()
    answer.close()
    assert json.loads(told.partition("data: ")[2])["figures"] == asked["figures"]


def test_an_open_first_page_keeps_no_session_from_ending(app: Flask) -> None:
    assert Staff(app).get("/needs/since").status_code == 401
