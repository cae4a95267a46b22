import sqlite3

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.fakes.staff import Staff


def test_a_page_that_is_not_there_says_where_to_begin(staff: Staff) -> None:
    answer = staff.get("/nope")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
    assert 'href="/"' in answer.text


def test_a_wrong_method_says_which_are_right(staff: Staff) -> None:
    answer = staff.client.put("/entries", data={"csrf_token": staff.token("/doors")})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_form_without_its_token_says_to_load_the_page_again(staff: Staff) -> None:
    answer = staff.client.post("/sign-out")
    assert answer.status_code == 400
    assert "This form has become too old" in answer.text


def test_a_failure_shows_nothing_of_the_inside(app: Flask, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("central.edges.service.page_of_doors", fail_with(RuntimeError("the secret inside")))
    answer = staff.get("/doors")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert "secret inside" not in answer.text


def test_a_database_that_is_away_is_no_fault_of_the_page(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    away = OperationalError("SELECT 1", {}, sqlite3.OperationalError("disk I/O error"))
    monkeypatch.setattr("central.edges.service.page_of_doors", fail_with(away))
    answer = staff.get("/doors")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "The doors go on working" in answer.text


def fail_with(error: Exception) -> object:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
