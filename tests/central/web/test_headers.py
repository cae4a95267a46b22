"""Every answer of every route tells the browser what it must not do."""

import pytest
from flask import Flask

from central.web.headers import HEADERS, KEPT_ON_PHONES
from tests.central.account.test_guard import path_of, routes
from tests.fakes.staff import Staff


def test_every_answer_of_every_route_carries_the_headers(app: Flask, staff: Staff) -> None:
    for client in (app.test_client(), staff.client):
        for method, rule in routes(app):
            with client.open(path_of(rule), method=method) as answer:
                for name, value in HEADERS.items():
                    assert answer.headers[name] == value, (method, rule.rule)
                assert answer.headers["Cache-Control"] == "no-store" or rule.endpoint in {"web.static", *KEPT_ON_PHONES}


def test_nothing_inline_and_nothing_foreign_is_allowed() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"


def test_what_does_not_exist_and_what_is_refused_carries_them_too(staff: Staff) -> None:
    for answer in (staff.get("/nope"), staff.client.post("/sign-out"), staff.client.delete("/entries")):
        assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_static_file_may_be_kept_only_under_the_name_of_its_content(staff: Staff) -> None:
    for path, kept in (
        ("/static/menlu.css", "no-cache"),
        ("/static/menlu.css?v=1", "public, max-age=31536000, immutable"),
    ):
        with staff.client.get(path) as answer:
            assert answer.headers["Cache-Control"] == kept


def test_https_is_demanded_only_where_it_is_spoken(app: Flask) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers


@pytest.mark.parametrize("path", ["/entries", "/doors", "/boxes", "/nope"])
def test_no_page_holds_a_script_or_a_style_of_its_own(staff: Staff, path: str) -> None:
    page = staff.get(path).text
    assert " style=" not in page
    assert "<style" not in page
    assert " on" not in "".join(tag for tag in page.split("<") if "=" in tag and " onclick" in tag)
    assert all(" src=" in tag for tag in page.split("<") if tag.startswith("script"))
