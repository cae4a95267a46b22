"""What a live page is told, and when: by the events themselves, on both databases."""

import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from central.db import Database, database_of
from central.edges import news, service
from central.edges.choice import Choice
from central.edges.figures import Figures
from central.edges.projecting import Projector
from central.live import Bell
from central.web import streams
from tests.fakes.signing_box import SigningBox
from wire.kinds import Entry, Release

DOOR, OTHER = "Main entrance", "Courtyard gate"
GRANTED = Entry(DOOR, True, "granted", "face", "3f9c2e71a0b4d586")
DENIED = Entry(DOOR, False, "not-recognised", "face")


@pytest.fixture
def database(app: Flask) -> Iterator[Database]:
    """The database of the app, within a request, so that rows can be made."""
    with app.test_request_context():
        yield database_of(app)


def push(box: SigningBox, *bodies: Entry | Release) -> None:
    first = len(box.records) + 1
    for body in bodies:
        box.append(body)
    assert box.push(first).status_code == 200


def read(database: Database, reader: news.Reader) -> list[tuple[int, str | None]]:
    with database.reading() as session:
        return [(row.id, row.release) for row in reader.read(session, time.time_ns() // 1_000_000)]


def test_each_entry_is_news_once(database: Database, box: SigningBox) -> None:
    reader = news.Reader(Choice(), after=0)
    push(box, DENIED)
    assert read(database, reader) == [(1, None)]
    assert read(database, reader) == []


def test_a_row_comes_again_when_its_lock_has_answered(database: Database, box: SigningBox) -> None:
    reader = news.Reader(Choice(), after=0)
    push(box, GRANTED)
    assert read(database, reader) == [(1, None)]
    push(box, Release(DOOR, "done", entry=1))
    assert read(database, reader) == [(1, "done")]
    assert read(database, reader) == []


def test_a_page_learns_of_answers_given_before_it_began_to_listen(database: Database, box: SigningBox) -> None:
    push(box, GRANTED, Release(DOOR, "done", entry=1))
    assert read(database, news.Reader(Choice(), after=1)) == [(1, "done")]


def test_only_what_was_chosen_is_news(database: Database, box: SigningBox) -> None:
    push(box, DENIED, Entry(OTHER, True, "granted", "face", "x"), GRANTED)
    with database.reading() as session:
        courtyard = next(door.id for door in service.doors(session) if door.name == OTHER)
    assert numbers(read(database, news.Reader(Choice(granted=False), 0))) == [1]
    assert numbers(read(database, news.Reader(Choice(door_id=courtyard), 0))) == [2]


def test_a_page_that_was_away_for_long_gets_the_newest_only(
    database: Database, box: SigningBox, projector: Projector
) -> None:
    push(box, *[DENIED] * 250)
    projector.catch_up()
    reader = news.Reader(Choice(), after=1)
    assert numbers(read(database, reader)) == list(range(201, 251))
    assert reader.after == 250


def test_news_come_when_the_bell_rings_and_end_with_the_session(database: Database, box: SigningBox) -> None:
    bell, signed_in = Bell(), threading.Event()
    signed_in.set()
    events = streams.follow(bell, looking(database), signed_in.is_set)
    assert next(events).startswith("retry:")
    assert spoken(next(events))["rows"] == []
    push(box, DENIED)
    bell.ring()
    assert "Not recognised" in spoken(next(events))["rows"][0]
    signed_in.clear()
    bell.ring()
    assert next(events).startswith("event: ended\n")
    assert list(events) == []


def test_a_stream_ends_without_a_word_when_central_does(database: Database) -> None:
    bell = Bell()
    events = streams.follow(bell, looking(database), lambda: True)
    assert len([next(events), next(events)]) == 2
    bell.close()
    assert list(events) == []


def test_an_open_page_hears_something_even_when_nothing_happens(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.web.streams.HEARTBEAT", 0.0)
    monkeypatch.setattr(streams, "LOOK_AGAIN", 0.01)
    events = streams.follow(Bell(), looking(database), lambda: True)
    assert [next(events).split("\n")[0] for _ in range(3)] == ["retry: 2000", "id: 0", "id: 0"]


def looking(database: Database) -> Callable[[bool], str | None]:
    reader = news.Reader(Choice(), after=0)
    return lambda must_speak: news.look(database, reader, Figures(), must_speak=must_speak)


def numbers(rows: list[tuple[int, str | None]]) -> list[int]:
    return [number for number, _ in rows]


def spoken(event: str) -> dict[str, list[str]]:
    line = next(line for line in event.split("\n") if line.startswith("data: "))
    data: dict[str, list[str]] = json.loads(line.removeprefix("data: "))
    return data
