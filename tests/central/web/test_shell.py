"""The menu: what a person may open, in sections, and where they are."""

import re

from flask import Flask

from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff, hire

PASSWORD = "seven grey stones in a row"


def menu(page: str) -> dict[str, list[str]]:
    """Section → the addresses in it."""
    inner = page.partition('<nav class="menu"')[2].partition("</nav>")[0]
    sections = re.findall(r"<h2[^>]*>([^<]+)</h2>(.*?)</ul>", inner, re.DOTALL)
    return {name: re.findall(r'href="([^"]+)"', links) for name, links in sections}


def test_the_sections_hold_what_a_person_may_open_and_no_section_is_empty(app: Flask, paged: PagedHouse) -> None:
    hire(app, "Li", PASSWORD, [Grant(Role.SECURITY, TOWN)])
    li = Staff(app)
    li.sign_in("Li", PASSWORD)

    assert list(menu(paged.chen.get("/").text)) == ["Housing"]
    assert list(menu(li.get("/").text)) == ["This system"]


def test_the_page_one_is_on_is_marked(paged: PagedHouse) -> None:
    page = paged.chen.get("/rooms").text

    assert re.findall(r'<a href="([^"]+)" aria-current="page"', page) == ["/rooms"]


def test_who_is_not_signed_in_has_none(app: Flask) -> None:
    assert menu(app.test_client().get("/sign-in").text) == {}
