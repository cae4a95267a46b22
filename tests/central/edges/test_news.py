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


class Reader:
    """A page that reads what is new for it."""

    def __init__(self, choice: Choice, after: int) -> None:
        self.seen = news.Seen(choice, after)

    def read(self, database: Database) -> list[tuple[int, str | None]]:
        with database.reading() as session:
            found = news.read(session, self.seen, time.time_ns() // 1_000_000)
        self.seen = found.seen
        return [(row.id, row.release) for row in found.rows]


def test_each_entry_is_news_once(database: Database, box: SigningBox) -> None:
    reader = Reader(Choice(), after=0)
    push(box, DENIED)
    assert reader.read(database) == [(1, None)]
    assert reader.read(database) == []


def test_a_row_comes_again_when_its_lock_has_answered(database: Database, box: SigningBox) -> None:
    reader = Reader(Choice(), after=0)
    push(box, GRANTED)
    assert reader.read(database) == [(1, None)]
    push(box, Release(DOOR, "done", entry=1))
    assert reader.read(database) == [(1, "done")]
    assert reader.read(database) == []


def test_a_page_learns_of_answers_given_before_it_began_to_listen(database: Database, box: SigningBox) -> None:
    push(box, GRANTED, Release(DOOR, "done", entry=1))
    assert Reader(Choice(), after=1).read(database) == [(1, "done")]


def test_only_what_was_chosen_is_news(database: Database, box: SigningBox) -> None:
    push(box, DENIED, Entry(OTHER, True, "granted", "face", "x"), GRANTED)
    with database.reading() as session:
        courtyard = next(door.id for door in service.doors(session) if door.name == OTHER)
    assert numbers(Reader(Choice(granted=False), 0).read(database)) == [1]
    assert numbers(Reader(Choice(door_id=courtyard), 0).read(database)) == [2]


def test_a_page_that_was_away_for_long_gets_the_newest_only(
    database: Database, box: SigningBox, projector: Projector
) -> None:
    push(box, *[DENIED] * 250)
    projector.catch_up()
    reader = Reader(Choice(), after=1)
    assert numbers(reader.read(database)) == list(range(201, 251))
    assert reader.seen.after == 250


def test_pages_that_have_seen_the_same_share_one_reading_until_the_bell_rings(
    database: Database, box: SigningBox
) -> None:
    newsroom, seen = news.Newsroom(), news.Seen(Choice(), after=0)
    push(box, DENIED)

    first, second = (newsroom.news(database, seen, rung=1) for _ in range(2))
    push(box, DENIED)
    after_the_bell = newsroom.news(database, seen, rung=2)

    assert first is second
    assert [row.id for row in first.rows] == [1]
    assert [row.id for row in after_the_bell.rows] == [1, 2]
    assert newsroom.news(database, news.Seen(Choice(granted=True), after=0), rung=2).rows == []


def test_news_come_when_the_bell_rings_and_end_with_the_session(database: Database, box: SigningBox) -> None:
    bell, signed_in = Bell(), threading.Event()
    signed_in.set()
    events = streams.follow(bell, looking(database, bell), signed_in.is_set)
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
    events = streams.follow(bell, looking(database, bell), lambda: True)
    assert len([next(events), next(events)]) == 2
    bell.close()
    assert list(events) == []


def test_an_open_page_hears_something_even_when_nothing_happens(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("central.web.streams.HEARTBEAT", 0.0)
    monkeypatch.setattr(streams, "LOOK_AGAIN", 0.01)
    events = streams.follow(Bell(), looking(database, Bell()), lambda: True)
    assert [next(events).split("\n")[0] for _ in range(3)] == ["retry: 2000", "id: 0", "id: 0"]


def looking(database: Database, bell: Bell) -> Callable[[bool], str | None]:
    return news.OpenPage(database, news.Newsroom(), bell, news.Seen(Choice(), after=0)).look


def numbers(rows: list[tuple[int, str | None]]) -> list[int]:
    return [number for number, _ in rows]


def spoken(event: str) -> dict[str, list[str]]:
    line = next(line for line in event.split("\n") if line.startswith("data: "))
    data: dict[str, list[str]] = json.loads(line.removeprefix("data: "))
    return data
