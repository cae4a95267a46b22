"""Requests are numbered, and the log tells of each what was asked for in general, never in particular."""

import logging
import re

import pytest
from flask import Flask

NUMBER = re.compile(r"\d{4}-\d{4}-\d{4}")


def test_every_answer_has_a_number_of_its_own(app: Flask) -> None:
    numbers = [app.test_client().get(path).headers["X-Request-ID"] for path in ("/sign-in", "/nowhere", "/healthz")]

    assert all(NUMBER.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == 3


def test_a_refusal_shows_the_number_to_say(app: Flask) -> None:
    answer = app.test_client().get("/nowhere")

    assert answer.headers["X-Request-ID"] in answer.text


def test_nobody_chooses_the_number(app: Flask) -> None:
    answer = app.test_client().get("/sign-in", headers={"X-Request-ID": "1234-1234-1234"})

    assert NUMBER.fullmatch(answer.headers["X-Request-ID"])
    assert answer.headers["X-Request-ID"] != "1234-1234-1234"


def test_a_line_tells_the_route_and_not_the_address(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    app.test_client().get("/sign-in?next=/people/330106199001011234")
    app.test_client().open("/张三/330106199001011234", method="张三")

    facts = [vars(record)["facts"] for record in caplog.records if record.name == "central.web.requests"]
    assert [(each["route"], each["method"], each["status"]) for each in facts] == [
        ("/sign-in", "GET", 303),
        ("-", "other", 404),
    ]


def test_machines_that_ask_all_the_time_are_told_of_only_when_refused(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client = app.test_client()

    client.get("/healthz")
    client.get("/static/none.css")

    assert [vars(record)["facts"]["status"] for record in caplog.records if "facts" in vars(record)] == [404]


def test_a_failure_is_logged_without_the_address(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise ValueError("330106199001011234")

    app.view_functions["health.alive"] = fail

    answer = app.test_client().get("/healthz?name=330106199001011234")

    [failed] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert answer.status_code == 500
    assert (failed.getMessage(), failed.exc_info is not None) == ("a request failed", True)
