"""What a form has shown is compared by what it means: no language and no turn of the year looks like a change."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from central.db import database_of
from central.place import outlines
from central.place.geometry import read
from central.place.shown import shown
from central.web import moments
from central.web.grants import TOWN
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff

TOLD = "since you opened it"


def hidden(staff: Staff, page: str) -> dict[str, str]:
    """The hidden fields of the page's last form."""
    form = staff.get(page).text.rpartition('<form method="post"')[2]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def send(staff: Staff, page: str, fields: dict[str, str]) -> TestResponse:
    return staff.client.post(page, data=fields, headers={"Referer": f"http://localhost{page}"})


def test_another_language_in_a_second_tab_is_no_change(paged: PagedHouse) -> None:
    page = f"/rooms/{paged.room}/state/block"
    paged.office.client.set_cookie("menlu-language", "zh_Hans")
    seen = hidden(paged.office, page)
    paged.office.client.set_cookie("menlu-language", "en")
    assert send(paged.office, page, seen | {"why": "wiring"}).location == f"/rooms/{paged.room}"
    assert "Suspended by order" in paged.office.get(f"/rooms/{paged.room}").text


def test_new_year_is_no_change_and_another_day_is(paged: PagedHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    stay_id, _ = paged.stay()
    page = f"/stays/{stay_id}/dates"
    seen = hidden(paged.chen, page)
    with monkeypatch.context() as later:
        later.setattr(moments, "day", lambda at: f"{moments.local(at):%Y-%m-%d}")
        assert send(paged.chen, page, seen | {"last": "2031-02-03"}).location == f"/stays/{stay_id}"
    again = seen | {"once": hidden(paged.chen, page)["once"], "last": "2031-02-04"}
    assert send(paged.chen, page, again).location == page
    assert TOLD in paged.chen.get(page).text


def test_who_changed_an_outline_is_told_instead_of_its_digest(app: Flask) -> None:
    point = read({"type": "Point", "coordinates": [120, 30]})
    with app.test_request_context(), database_of(app).writing() as session:
        outlines.note(session, {TOWN: point}, by="李", now=moments.now())
        told = shown(session, TOWN)["outline"][1]
    assert "李" in told.words
    assert told.code not in told.words
