"""GET /api/v1/orders: answered at once when there is something to do, held for a while when there is not."""

import threading
import time
from collections.abc import Callable

import msgspec
import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from central.app import create_app
from central.config import Config
from central.db import database_of
from central.edges import orders, orders_api, service, tables
from central.live import bell_of, order_bell
from tests.central.edges.conftest import new_code
from tests.fakes.signing_box import SigningBox
from tests.stage.waiting import wait_until
from wire.kinds import OrderDone
from wire.orders import Orders, Revoke

WITHIN = 60
"""s a test waits at most, on a busy machine."""


def send(app: Flask, person: str = "p", box_id: int = 1) -> int:
    with app.app_context(), database_of(app).writing() as session:
        return service.send_order(session, box_id, Revoke(0, person=person), by="Wang", now=now())


def ids_in(answer: TestResponse) -> list[int]:
    assert answer.status_code == 200, answer.data
    orders = msgspec.json.decode(answer.data, type=Orders).orders
    return [msgspec.json.decode(raw, type=Revoke).id for raw in orders]


@pytest.fixture
def new_box(new_box: Callable[[], SigningBox]) -> Callable[[], SigningBox]:
    """Makes boxes that have taken the key they seal for: nothing waits for them any more."""

    def keyed() -> SigningBox:
        made = new_box()
        made.take_key()
        return made

    return keyed


def now() -> int:
    return time.time_ns() // 1_000_000


class Held:
    """A question that is held, asked in a thread of its own."""

    def __init__(self, app: Flask, box: SigningBox, wait: int = WITHIN) -> None:
        self._seats = app.extensions["menlu-order-seats"]
        taken = self._seats.taken
        self._answer: TestResponse | None = None
        self._thread = threading.Thread(target=self._ask, args=(box, wait))
        self._thread.start()
        wait_until(lambda: self._seats.taken > taken, "the question is held")

    def _ask(self, box: SigningBox, wait: int) -> None:
        self._answer = box.orders(wait=wait)

    @property
    def answer(self) -> TestResponse:
        self._thread.join(WITHIN)
        assert self._answer is not None
        return self._answer


def test_what_there_is_is_told_at_once_and_in_order(app: Flask, box: SigningBox) -> None:
    first, second = send(app), send(app)

    assert ids_in(box.orders(wait=25)) == [first, second]
    assert ids_in(box.orders(after=first, wait=25)) == [second]
    assert ids_in(box.orders(after=second)) == []


def test_a_held_answer_comes_when_an_order_is_made(app: Flask, box: SigningBox) -> None:
    held = Held(app, box)

    number = send(app)

    assert ids_in(held.answer) == [number]
    assert app.extensions["menlu-order-seats"].taken == 0


def test_the_bell_rings_behind_the_commit_not_behind_a_savepoint(app: Flask, box: SigningBox) -> None:
    with app.app_context(), database_of(app).writing() as session:
        with session.begin_nested():
            service.send_order(session, 1, Revoke(0, person="p"), by="Wang", now=now())
        heard = order_bell().count

    with app.app_context():
        assert order_bell().count > heard


def test_an_order_of_another_process_is_found_without_a_bell(app: Flask, box: SigningBox) -> None:
    held = Held(app, box)

    with database_of(app).writing() as session:
        number = service.send_order(session, 1, Revoke(0, person="p"), by="terminal", now=now())

    assert ids_in(held.answer) == [number]


def test_nothing_is_locked_while_an_answer_is_held(app: Flask, box: SigningBox) -> None:
    held = Held(app, box, wait=5)

    box.append(OrderDone(5, "done"))
    pushed = box.push()
    with database_of(app).writing() as session:
        session.execute(text("UPDATE box SET version = '2'"))
    send(app)

    assert pushed.status_code == 200
    assert len(ids_in(held.answer)) == 1


def test_nothing_to_do_is_said_when_the_time_is_up(box: SigningBox) -> None:
    assert [ids_in(box.orders(wait=wait)) for wait in (0, 1)] == [[], []]


def test_held_answers_end_with_central(app: Flask, box: SigningBox) -> None:
    held = Held(app, box)

    bell_of(app).close()

    assert ids_in(held.answer) == []


def test_beyond_the_seats_a_box_is_answered_at_once(app: Flask, new_box: Callable[[], SigningBox]) -> None:
    orders_api.init_app(app, seats=1)
    first, second = new_box(), new_box()
    held = Held(app, first)

    answered = ids_in(second.orders(wait=WITHIN))
    send(app)

    assert answered == []
    assert len(ids_in(held.answer)) == 1


def test_held_answers_leave_threads_for_the_rest(sqlite_url: str) -> None:
    app = create_app(Config(database=sqlite_url, threads=2))
    try:
        box = SigningBox(app.test_client(), now=int(time.time()))
        box.claim(new_code(database_of(app)))
        box.take_key()

        assert ids_in(box.orders(wait=WITHIN)) == []
    finally:
        database_of(app).close()


@pytest.mark.parametrize("query", ["after=-1", "after=x", "wait=x", "after=" + "9" * 16, "wait=1.5", "after=%D9%A3"])
def test_what_is_not_a_number_is_refused(box: SigningBox, query: str) -> None:
    assert box.get(f"/api/v1/orders?{query}").status_code == 400


def test_a_question_is_signed_and_answered_once(app: Flask, box: SigningBox) -> None:
    client, path = app.test_client(), "/api/v1/orders?after=0&wait=0"
    headers = box.signature("GET", path, b"")
    statuses = [client.get(path, headers=headers).status_code for _ in range(2)]
    other = client.get("/api/v1/orders?after=5&wait=0", headers=box.signature("GET", path, b"")).status_code

    assert (statuses, other, client.get(path).status_code) == ([200, 401], 401, 401)


def test_a_box_that_was_shut_out_is_told_nothing(app: Flask, box: SigningBox) -> None:
    send(app)
    with database_of(app).writing() as session:
        service.revoke_box(session, 1, now=now())

    assert box.orders().status_code == 401


def test_the_answer_of_the_box_settles_the_order(app: Flask, box: SigningBox) -> None:
    numbers = [send(app) for _ in range(3)]
    box.append(OrderDone(numbers[0], "done"), at=1_760_000_000_000)
    box.append(OrderDone(numbers[1], "refused", "nobody has that id"))
    box.push()

    with database_of(app).reading() as session:
        states = {row.id: (row.state, row.detail) for row in service.orders_of(session, 1)}
        done = service.order_of(session, 1, numbers[0])

    assert [states[number] for number in numbers] == [("done", ""), ("refused", "nobody has that id"), ("waiting", "")]
    assert done is not None
    assert done.settled_at == 1_760_000_000_000


def test_a_central_put_back_to_an_older_copy_gives_no_id_twice(app: Flask, box: SigningBox) -> None:
    """Its clock went back too, so that ids would repeat: what the box has settled says where to go on."""
    later = now() + 1_000_000

    assert ids_in(box.orders(after=later)) == []
    number = send(app)

    assert number == later + 1
    assert ids_in(box.orders(after=later)) == [number]


def test_the_last_id_is_remembered_with_the_box(app: Flask, box: SigningBox) -> None:
    box.orders(after=orders.MAX_ID - 5)

    with database_of(app).reading() as session:
        assert session.scalar(select(tables.box.c.last_order)) == orders.MAX_ID - 5
