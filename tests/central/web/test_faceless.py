"""No route takes in what looks like a face, on whichever way it comes; those that look themselves are named."""

import io
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import NumberConverter

from central.account.rules import STANDS_ALONE
from central.web.faceless import NOT_SEARCHED
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.web.test_likeness import EMBEDDING, JPEG
from tests.fakes.staff import Staff, hire
from tests.fakes.town import PASSWORD

BOXES = ("edges_api",)
"""Blueprints that look at the bodies they take themselves (tests/central/edges)."""
WAYS: dict[str, Callable[[], dict[str, Any]]] = {
    "a form's words": lambda: {"data": {"name": " ".join(f"{value:.6f}" for value in EMBEDDING)}},
    "a form's field": lambda: {"data": {"0x" + "0123456789abcdef" * 16: "1"}},
    "a picture": lambda: {"data": {"photo": (io.BytesIO(JPEG), "me.jpg")}},
    "any file": lambda: {"data": {"list": (io.BytesIO(b"301,302"), "rooms.csv")}},
    "bare bytes": lambda: {"data": JPEG, "content_type": "application/octet-stream"},
    "JSON": lambda: {"json": {"v": EMBEDDING}},
    "closed bytes": lambda: {"data": b"\x1f\x8b", "headers": {"Content-Encoding": "gzip"}},
    "the address": lambda: {"query_string": {"name": "0123456789abcdef" * 16}},
}


@pytest.fixture
def everybody(app: Flask) -> list[Staff]:
    """People who together may open every page. Some roles can't be one person's."""
    app.config["WTF_CSRF_ENABLED"] = False
    together = tuple(Grant(role, TOWN) for role in Role if role not in STANDS_ALONE)
    alone = [(Grant(role, None if role is Role.LANDLORD else TOWN),) for role in sorted(STANDS_ALONE)]
    return [_signed_in(app, f"Wang {place}", grants) for place, grants in enumerate([together, *alone])]


def _signed_in(app: Flask, name: str, grants: Collection[Grant]) -> Staff:
    hire(app, name, grants=grants)
    browser = Staff(app)
    assert browser.client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
    return browser


def taking(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route by which something is brought."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}):
            if rule.endpoint not in NOT_SEARCHED and rule.endpoint.partition(".")[0] not in BOXES:
                yield rule, method


def address(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        is_number = {name: isinstance(each, NumberConverter) for name, each in rule._converters.items()}
        values = {name: 1 if is_number[name] else "x" for name in rule.arguments}
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


@pytest.mark.parametrize("way", WAYS)
def test_every_route_refuses_it(app: Flask, everybody: list[Staff], way: str) -> None:
    routes = list(taking(app))
    assert len(routes) > 20

    for rule, method in routes:
        path = address(app, rule)
        told = {who.client.open(path, method=method, **WAYS[way]()).status_code for who in everybody}
        assert 422 in told, (rule.rule, method, told)
        # Others may not come in at all.
        assert told <= {422, 403, 404}, (rule.rule, method, told)


def test_a_page_says_what_was_refused_and_shows_nothing_of_it(everybody: list[Staff]) -> None:
    answer = everybody[0].client.post("/landlords", data={"name": "0123456789abcdef" * 16})

    assert "Central keeps no faces" in answer.text
    assert "89abcdef" not in answer.text


def test_who_may_not_come_in_is_told_that_and_no_more(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False

    assert Staff(app).client.post("/landlords", data={"name": "0123456789abcdef" * 16}).status_code == 303


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/x-www-form-urlencoded"])
def test_a_body_that_would_take_long_to_search_is_refused_before_it_is_read(app: Flask, kind: str) -> None:
    answer = Staff(app).client.post("/sign-in", data=b"name=" + b"x" * 500_000, content_type=kind)

    assert answer.status_code == 413
    assert len(answer.data) < 20_000


def test_what_people_write_passes(everybody: list[Staff]) -> None:
    assert everybody[0].client.post("/landlords", data={"name": "陈房东"}).status_code in (200, 201, 303)


def test_each_route_that_is_not_searched_is_there_and_says_why(app: Flask) -> None:
    assert NOT_SEARCHED.keys() <= app.view_functions.keys()
    assert all(NOT_SEARCHED.values())
    # One more is a decision: whoever adds it says here that they have taken it.
    assert len(NOT_SEARCHED) == 6
