"""The page of door codes is open, the same for everybody, and may be kept on a phone; central learns nothing by it."""

import re

import pytest
from flask import Flask

from tests.central.rental.pages_of import PagedHouse

PATHS = ("/door-code", "/door-code-worker.js")


@pytest.mark.parametrize("path", PATHS)
def test_anybody_gets_it_without_a_cookie_and_may_keep_it(app: Flask, path: str) -> None:
    with app.test_client().get(path) as answer:
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", PATHS)
def test_nothing_can_be_sent_to_it(app: Flask, path: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False

    assert app.test_client().post(path, data={"secret": "A" * 52}).status_code == 405


def test_the_page_that_a_phone_keeps_says_nothing_of_who_is_signed_in(paged: PagedHouse) -> None:
    assert paged.chen.get("/door-code").text == paged.app.test_client().get("/door-code").text


def test_the_worker_is_a_script_that_reaches_its_page_by_where_it_lies(app: Flask) -> None:
    with app.test_client().get("/door-code-worker.js") as answer:
        assert answer.mimetype == "text/javascript"
        assert "Service-Worker-Allowed" not in answer.headers


@pytest.mark.parametrize(
    ("path", "accepted", "language"),
    [
        ("/door-code", "zh-CN", "zh-Hans"),
        ("/door-code", "fr", "en"),
        ("/door-code?language=zh_Hans", "en", "zh-Hans"),
        ("/door-code?language=../../etc", "zh", "zh-Hans"),
    ],
)
def test_it_speaks_the_browsers_language_or_the_one_in_the_address(
    app: Flask, path: str, accepted: str, language: str
) -> None:
    page = app.test_client().get(path, headers={"Accept-Language": accepted}).text

    assert f'<html lang="{language}">' in page
    assert ("开门码" in page) is (language == "zh-Hans")


def test_all_that_the_page_is_made_of_may_be_kept_for_good(app: Flask) -> None:
    client = app.test_client()
    parts = re.findall(r'(?:href|src)="(/static/[^"#]+)', client.get("/door-code").text)

    assert len(parts) >= 4
    for part in parts:
        with client.get(part) as answer:
            assert "immutable" in answer.headers["Cache-Control"], part
