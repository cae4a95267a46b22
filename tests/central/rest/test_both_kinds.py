"""What rests on the database, on SQLite and on PostgreSQL: several at once are counted, done and told once."""

import threading
from collections.abc import Callable, Collection, Iterable
from itertools import product
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
BEGIN = NOW - NOW % HOUR
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


def new_doors(database: Database, count: int) -> list[int]:
    """Doors of a new box."""
    box_id = new_box(database)
    with database.writing() as session:
        rows = [{"box_id": box_id, "name": str(number)} for number in range(count)]
        return list(session.scalars(insert(door).returning(door.c.id, sort_by_parameter_order=True), rows))


def pass_by(database: Database, doors: Collection[int], passages: Iterable[tuple[int, int, int, int]]) -> None:
    """Doors of one box. passages: at which, in which hour, how many are let in, and how many turned away."""
    with database.writing() as session:
        box_id = session.scalar(select(door.c.box_id).where(door.c.id.in_(doors)).limit(1))
        row = {"box_id": box_id, "outbox": "a" * 32, "seq": 0, "digest": b""}
        of = session.execute(insert(outbox).values(row).returning(outbox.c.id)).scalar_one()
        rows = [
            {"outbox_id": of, "door_id": which, "at": BEGIN + hour * HOUR + number, "received_at": NOW,
             "granted": number < granted, "reason": "granted", "method": "face"}
            for which, hour, granted, denied in passages
            for number in range(granted + denied)
        ]  # fmt: skip
        session.execute(insert(entry), [row | {"seq": seq} for seq, row in enumerate(rows)])


def test_passages_are_counted_by_hour_page_by_page(database: Database) -> None:
    doors, begin = new_doors(database, 2), BEGIN
    first_hour, next_hour = [(doors[0], 0, 6, 1), (doors[1], 0, 4, 5)], [(doors[0], 1, 4, 1), (doors[1], 1, 9, 0)]
    pass_by(database, doors, [*first_hour, *next_hour, (doors[0], 30, 9, 9)])

    def read(after: tuple[int, int], *, by_place: bool = False) -> list[tuple[int, int, int | None, int | None]]:
        with database.reading() as session:
            found = edges.entry_counts(
                session, EVERYWHERE, (begin, begin + 24 * HOUR), by_place=by_place, after=after, limit=2
            )
        return [((row.hour - begin) // HOUR, row.id, row.granted, row.denied) for row in found]

    first = read((0, 0))
    assert first == [(0, doors[0], 6, None), (0, doors[1], None, 5)]
    assert read((begin, doors[1])) == [(1, doors[1], 9, None)]
    # The sum less one door would be the other, which is not told; nor is it told that nobody was turned away.
    assert read((0, 0), by_place=True) == []


def test_what_is_left_out_of_several_doors_together_is_told(database: Database) -> None:
    doors = new_doors(database, 3)
    pass_by(database, doors, [(doors[0], 0, 6, 3), (doors[1], 0, 5, 4), (doors[2], 0, 8, 0)])

    with database.reading() as session:
        (found,) = edges.entry_counts(session, EVERYWHERE, (BEGIN, BEGIN + HOUR), by_place=True, after=(0, 0), limit=9)

    assert (found.id, found.granted, found.denied) == (TOWN, 19, 7)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("of_denied", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_count_of_a_door_that_is_left_out_follows_from_its_places(
    database: Database, count: int, of_denied: bool
) -> None:
    doors, most = new_doors(database, count), 6
    tables = list(product(range(most + 1), repeat=count))
    # Beside them many of the other kind pass, so that each door has a row: of nobody as of somebody.
    pass_by(
        database,
        doors,
        [
            (which, hour, *((9, many) if of_denied else (many, 9)))
            for hour, table in enumerate(tables)
            for which, many in zip(doors, table, strict=True)
        ],
    )
    span = BEGIN, BEGIN + len(tables) * HOUR
    with database.reading() as session:
        of_doors, of_places = (
            {
                ((row.hour - BEGIN) // HOUR, row.id): row.denied if of_denied else row.granted
                for row in edges.entry_counts(session, EVERYWHERE, span, by_place=by_place, after=(0, 0), limit=9999)
            }
            for by_place in (False, True)
        )

    fit: dict[int, set[tuple[int, ...]]] = {}
    for hour, table in enumerate(tables):
        known = tuple(of_doors.get((hour, which)) for which in doors)
        whole = of_places.get((hour, TOWN))
        assert known == tuple(many if many >= edges.FEWEST else None for many in table)
        assert whole in (None, sum(table))
        if whole is not None and None in known:
            left = whole - sum(many or 0 for many in known)
            assert left >= edges.FEWEST
            fit[hour] = {few for few in product(range(edges.FEWEST), repeat=known.count(None)) if sum(few) == left}
    assert all(len(set(values)) > 1 for found in fit.values() for values in zip(*found, strict=True))
    assert bool(fit) is (count > 1), "where it is safe the sum is told"
