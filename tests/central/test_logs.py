"""Lines of the log: one event each, as text or JSON, and no value of anybody in them."""

import json
import logging
import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from central.accepted import Log
from central.logs import Lines

PERSON = "张三330106199001011234"


def line(style: Log, name: str, words: str, *arguments: Any, **more: Any) -> str:
    record = logging.LogRecord(name, logging.WARNING, "file.py", 1, words, arguments, more.pop("exc_info", None))
    vars(record).update(more)
    return Lines(style).format(record)


def told(name: str, words: str, *arguments: Any, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line(Log.JSON, name, words, *arguments, **more))
    return found


def raised(fail: Any) -> Any:
    try:
        fail()
    except Exception as error:
        return type(error), error, error.__traceback__
    raise AssertionError


def test_a_line_of_json_is_one_event() -> None:
    found = told("central.clock", "the time was set %s by %d s", "back", 5, facts={"status": 200})

    assert found.pop("time").endswith("Z")
    assert found == {
        "level": "warning",
        "logger": "central.clock",
        "event": "the time was set back by 5 s",
        "status": 200,
    }


def test_a_line_of_text_says_the_same() -> None:
    found = line(Log.TEXT, "central.clock", "the time was set %s by %d s", "back", 5, facts={"status": 200})

    assert found.partition("Z ")[2] == "WARNING central.clock: the time was set back by 5 s status=200"


@pytest.mark.parametrize("style", list(Log))
def test_an_exception_is_told_by_kind_and_place_without_its_words(style: Log) -> None:
    def fail() -> None:
        try:
            raise KeyError(PERSON)
        except KeyError as error:
            raise ValueError(f"no {PERSON}") from error

    found = line(style, "central.x", "it failed", exc_info=raised(fail))

    assert PERSON not in found
    assert "三" not in found
    assert all(word in found for word in ("ValueError", "KeyError", "tests/central/test_logs.py:", " fail"))


@pytest.mark.parametrize("style", list(Log))
def test_an_error_of_the_database_shows_neither_statement_nor_row(style: Log) -> None:
    engine = create_engine("sqlite://")

    def fail() -> None:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE person (name TEXT UNIQUE)"))
            for _ in range(2):
                connection.execute(text("INSERT INTO person VALUES (:name)"), {"name": PERSON})

    found = line(style, "central.x", "it failed", exc_info=raised(fail))
    engine.dispose()

    assert "IntegrityError" in found
    assert PERSON not in found
    assert "INSERT" not in found


def test_that_the_database_can_not_work_is_said_in_its_words() -> None:
    found = told(
        "central.x", "it does not answer: %s", sqlite3.OperationalError("database is locked\nDETAIL: " + PERSON)
    )

    assert found["event"] == "it does not answer: sqlite3.OperationalError: database is locked"


def test_what_wraps_the_drivers_error_has_no_words_of_its_own() -> None:
    engine = create_engine("sqlite://")

    def fail() -> None:
        with engine.begin() as connection:
            connection.execute(text(f"SELECT * FROM nowhere WHERE name = '{PERSON}'"))

    kind, error, trace = raised(fail)
    engine.dispose()
    assert issubclass(kind, SQLAlchemyError)
    found = line(Log.TEXT, "central.x", "it failed", exc_info=(kind, error, trace))

    assert PERSON not in found
    assert "no such table: nowhere" in found


def test_an_error_of_the_system_does_not_name_the_file() -> None:
    found = told("central.x", "not written: %s", FileNotFoundError(2, "No such file or directory", PERSON))

    assert found["event"] == "not written: FileNotFoundError: No such file or directory"


@pytest.mark.parametrize(
    ("words", "arguments", "shown"),
    [
        ("Exception while serving %s", (f"/people/{PERSON}",), "Exception while serving …"),
        ("Task queue depth is %d", (4,), "Task queue depth is 4"),
        ("Worker %s: %d", (PERSON, 4), "Worker …: 4"),
        ("%d is no number", (PERSON,), "%d is no number"),
        (f"Invalid request from ip={PERSON}: x", (), "Invalid request from ip"),
        (f"'{PERSON}' failed", (), ""),
    ],
)
def test_of_other_packages_words_only_numbers_are_filled_in(words: str, arguments: tuple[Any, ...], shown: str) -> None:
    assert told("waitress", words, *arguments)["event"] == shown


@pytest.mark.parametrize("style", list(Log))
@given(words=st.text(), name=st.text())
def test_whatever_is_said_is_one_line(style: Log, words: str, name: str) -> None:
    found = line(style, "central.x", "%s", words, facts={"name": name})

    assert found.splitlines() == [found]
    assert all(character.isprintable() for character in found) or style is Log.JSON
