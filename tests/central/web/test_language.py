import pytest
from flask import Flask

from tests.fakes.staff import Staff


@pytest.mark.parametrize(
    ("wish", "tag"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("en-GB", "en"),
        ("fr,zh;q=0.5", "zh-Hans"),
        ("fr", "en"),
        ("", "en"),
        ("*", "en"),
        ("en;q=abc,,;;", "en"),
    ],
)
def test_a_page_speaks_what_the_browser_asks_for(app: Flask, wish: str, tag: str) -> None:
    page = app.test_client().get("/nope", headers={"Accept-Language": wish}).text
    assert f'<html lang="{tag}">' in page


def test_the_switch_counts_more_than_the_browser(staff: Staff) -> None:
    answer = staff.send("/language", "/doors", language="zh_Hans", next="/doors")
    assert answer.location == "/doors"
    page = staff.get("/doors", **{"Accept-Language": "en"}).text
    assert '<html lang="zh-Hans">' in page
    assert "还没有门禁" in page


def test_a_language_that_is_not_spoken_is_refused(staff: Staff) -> None:
    assert staff.send("/language", "/doors", language="../x").status_code == 400


def test_a_language_cookie_that_was_tampered_with_is_ignored(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("menlu-language", "../../etc")
    assert '<html lang="en">' in client.get("/nope").text


def test_the_switch_leads_nowhere_else(staff: Staff) -> None:
    assert staff.send("/language", "/doors", language="en", next="//evil.example").location == "/"
