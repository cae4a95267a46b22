"""No page shows anybody a link, or a form, that is not open to their role."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import insert
from werkzeug.exceptions import HTTPException

from central.accepted import SecondFactor
from central.account.guard import OPEN
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.edges.tables import door
from central.web.roles import EVERYBODY, Role, roles_of
from tests.central.test_matrix import STREAMS, Town, guarded, path_of
from tests.fakes.staff import Staff


class Doors(HTMLParser):
    """Method and address of every link and form of a page. path: its own."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self._path, self._method = path, "GET"
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._method = (given.get("method") or "get").upper()
            self._add(self._method, given.get("action"))
        elif given.get("formaction"):
            self._add(self._method, given["formaction"])
        elif tag == "a" and given.get("href"):
            self._add("GET", given["href"])

    def _add(self, method: str, address: str | None) -> None:
        self.found.add((method, urlsplit(urljoin(self._path, address or "")).path))


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    app = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    made = Town(app)
    with made.database.writing() as session:
        session.execute(insert(door), {"box_id": made.house.box_id, "name": "Front door"})
    yield made
    database_of(app).close()


def test_a_page_shows_no_door_that_is_shut(town: Town) -> None:
    wrong, counts = set(), dict.fromkeys(Role, 0)
    for role in Role:
        for page, (method, address) in doors(town, town.visitor(role)):
            counts[role] += 1
            endpoint = leads_to(town.app, method, address)
            if endpoint is not None and not is_open(town.app, endpoint, role):
                wrong.add(f"{role.value}: {endpoint} on {page}")

    assert wrong == set()
    assert min(counts.values()) > 10


def doors(town: Town, staff: Staff) -> Iterator[tuple[str, tuple[str, str]]]:
    """What leads on, from each page there is that opens."""
    for method, rule in guarded(town.app):
        if method != "GET" or rule.endpoint in STREAMS:
            continue
        path = path_of(rule, town.own)
        answer = staff.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for door in Doors(answer.text, path).found:
                yield rule.endpoint, door


def leads_to(app: Flask, method: str, address: str) -> str | None:
    """The endpoint; None where it is none of central's pages."""
    try:
        return str(app.url_map.bind("localhost").match(address, method=method)[0])
    except HTTPException:
        return None


def is_open(app: Flask, endpoint: str, role: Role) -> bool:
    """Whether the guard would let that role in."""
    if endpoint in OPEN:
        return True
    roles = roles_of(app.view_functions[endpoint])
    return roles == EVERYBODY or role in roles
