"""What rests on the database, on SQLite and on PostgreSQL: several at once are counted, done and told once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import insert, select

from central.db import Database
from central.edges import service as edges
from central.edges.tables import box, door, entry, outbox
from central.events import service as events
from central.events.service import Kind
from central.rest import answers, delivering, hooks, rules, spreading, tokens
from central.rest.answers import Kept, KeyReused, Sent
from central.rest.rules import DAY, Scope
from central.rest.tables import webhook_delivery
from central.web.grants import EVERYWHERE, TOWN

NOW = 1_800_000_000_000
HOUR = 3_600_000
KEY = Ed25519PrivateKey.from_private_bytes(b"c" * 32)


def at_once(work: Callable[[], Any], times: int = 4) -> list[Any]:
    """What comes of several threads that do the same."""
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(work())) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def new_token(database: Database) -> tokens.NewToken:
    with database.writing() as session:
        return tokens.make(session, "x", [Scope.ROOMS_READ], TOWN, expires_at=NOW + DAY, by="tests", now=NOW)


def new_box(database: Database) -> int:
    row = {"name": "1 Harbour Road", "public_key": b"k" * 32, "thumbprint": "t", "version": "1", "claimed_at": NOW}
    with database.writing() as session:
        return int(session.execute(insert(box).values(row).returning(box.c.id)).scalar_one())


def test_uses_at_once_are_all_counted(database: Database) -> None:
    secret = new_token(database).secret

    def use() -> int:
        with database.writing() as session:
            bearer = tokens.let_in(session, secret, NOW)
        assert bearer is not None
        return bearer.left

    assert sorted(at_once(use)) == [rules.PER_MINUTE - number for number in (4, 3, 2, 1)]


def test_the_same_change_at_once_is_done_by_one(database: Database) -> None:
    made = new_token(database)
    sent = Sent(made.id, made.secret, "key", "POST", "/x", b"{}")
    done = []

    def change() -> Kept:
        with database.writing() as session:
            kept = answers.earlier(session, sent, NOW)
            if kept is None:
                done.append(1)
                kept = Kept(201, f'{{"number":{len(done)}}}')
                answers.keep(session, sent, kept)
        return kept

    assert at_once(change) == [Kept(201, '{"number":1}')] * 4
    other = Sent(made.id, made.secret, "key", "POST", "/x", b"{ }")
    with database.writing() as session, pytest.raises(KeyReused):
        answers.earlier(session, other, NOW)


def test_what_was_not_committed_was_not_answered(database: Database) -> None:
    made = new_token(database)
    sent = Sent(made.id, made.secret, "key", "POST", "/x", b"{}")
    with database.writing() as session:
        answers.earlier(session, sent, NOW)
        answers.keep(session, sent, Kept(201, "{}"))
        session.rollback()
    with database.writing() as session:
        assert answers.earlier(session, sent, NOW) is None


def test_an_event_is_spread_once_and_delivered_by_one(database: Database) -> None:
    box_id = new_box(database)
    with database.writing() as session:
        hooks.add(session, "https://a.example/", [Kind.STAY_ENDED], TOWN, by="tests", now=NOW)
        for number in range(3):
            events.tell(session, Kind.STAY_ENDED, f"stay:{number}", at=NOW, box_id=box_id)
    sent: list[bytes] = []

    def send(url: str, body: bytes, headers: object) -> int:
        sent.append(body)
        return 204

    at_once(lambda: spreading.spread(database, NOW))
    with database.reading() as session:
        assert len(session.execute(select(webhook_delivery.c.id)).all()) == 3
    (hook,) = delivering.due_webhooks(database, NOW)
    arrived = at_once(lambda: delivering.deliver(database, hook, KEY, send, lambda: NOW))

    assert sum(arrived) == 3
    assert len(set(sent)) == len(sent) == 3
    assert delivering.due_webhooks(database, NOW) == []


def test_passages_are_counted_by_hour_page_by_page(database: Database) -> None:
    box_id = new_box(database)
    begin = NOW - NOW % HOUR
    with database.writing() as session:
        row = {"box_id": box_id, "outbox": "a" * 32, "seq": 0, "digest": b""}
        of = session.execute(insert(outbox).values(row).returning(outbox.c.id)).scalar_one()
        doors = [
            session.execute(insert(door).values(box_id=box_id, name=name).returning(door.c.id)).scalar_one()
            for name in ("front", "back")
        ]
        passages = [(doors[0], 0, 6), (doors[1], 0, 5), (doors[0], 1, 4), (doors[1], 1, 9), (doors[0], 30, 9)]
        rows = [
            {"outbox_id": of, "door_id": which, "at": begin + hour * HOUR + number, "received_at": NOW,
             "granted": number > 0, "reason": "granted", "method": "face"}
            for which, hour, count in passages
            for number in range(count)
        ]  # fmt: skip
        session.execute(insert(entry), [row | {"seq": seq} for seq, row in enumerate(rows)])

    def read(after: tuple[int, int], *, by_place: bool = False) -> list[tuple[int, int, int, int]]:
        with database.reading() as session:
            found = edges.entry_counts(
                session, EVERYWHERE, (begin, begin + 24 * HOUR), by_place=by_place, after=after, limit=2
            )
        return [((row.hour - begin) // HOUR, row.id, row.granted, row.denied) for row in found]

    first = read((0, 0))
    assert first == [(0, doors[0], 5, 1), (0, doors[1], 4, 1)]
    assert read((begin, doors[1])) == [(1, doors[1], 8, 1)]
    assert read((0, 0), by_place=True) == [(0, TOWN, 9, 2), (1, TOWN, 11, 2)]
