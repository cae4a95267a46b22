"""Search: what is found is within reach, and what is looked for stands nowhere."""

import re

import pytest
from flask import Flask

from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff


def hits(staff: Staff, text: str) -> list[str]:
    page = staff.send("/search", "/search", q=text).text
    return re.findall(r'<li><a href="([^"]+)">', page.partition("<main")[2])


def test_rooms_stays_doors_and_boxes_are_found_by_their_names(paged: PagedHouse) -> None:
    stay_id, _ = paged.stay()
    assert hits(paged.office, "301") == [f"/rooms/{paged.room}", f"/stays/{stay_id}"]
    assert hits(paged.office, "HARBOUR") == [f"/boxes/{paged.box_id}", f"/boxes/{paged.other_id}"]


def test_a_landlord_finds_their_own_and_nothing_else(paged: PagedHouse) -> None:
    paged.stay(lins=True)
    assert hits(paged.chen, "0") == [f"/rooms/{paged.room}"]
    assert hits(paged.chen, "harbour") == []


@pytest.mark.parametrize("text", ["330106199001011234", "330106 19900101 123x", "13812345678", "330106900101123"])
def test_a_number_of_a_document_or_a_phone_is_not_looked_for_and_not_written_back(paged: PagedHouse, text: str) -> None:
    page = paged.office.send("/search", "/search", q=text).text
    assert "looks like the number" in page
    assert text not in page


@pytest.mark.parametrize("text", ["", " ", "x" * 61, "%", "_", "\\", "<b>"])
def test_odd_words_find_nothing(paged: PagedHouse, text: str) -> None:
    assert hits(paged.office, text) == []


def test_what_is_looked_for_does_not_come_from_an_address(paged: PagedHouse) -> None:
    assert 'value="301"' not in paged.office.get("/search?q=301").text


def test_nobody_searches_without_signing_in(app: Flask) -> None:
    assert Staff(app).get("/search").status_code == 303
