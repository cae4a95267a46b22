"""Batches of one outbox that are in hand at once go through in the order of their places."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from central.db import database_of
from central.edges import turnstile as turnstiles
from central.edges.turnstile import Outbox, Turnstile
from tests.fakes.signing_box import SigningBox
from wire.kinds import DoorState

FRONT = (1, "ab" * 16)
SOON = 10
"""s that something may take which is going to happen."""
NOT_SOON = 0.1
"""s in which nothing must happen."""


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def pass_through(turnstile: Turnstile, first: int, last: int, outbox: Outbox = FRONT) -> None:
    with turnstile.queue(outbox, first, last) as wait_for_turn:
        wait_for_turn()


def test_a_batch_waits_for_the_one_before_it(threads: ThreadPoolExecutor) -> None:
    turnstile = Turnstile()
    with turnstile.queue(FRONT, 1, 500):
        second = threads.submit(pass_through, turnstile, 501, 1000)
        assert not wait([second], NOT_SOON).done

    second.result(SOON)


def test_a_batch_that_overtook_another_waits_for_it(
    threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstiles, "OVERTAKEN", SOON)
    turnstile = Turnstile()
    pass_through(turnstile, 1, 500)
    third = threads.submit(pass_through, turnstile, 1001, 1500)
    assert not wait([third], NOT_SOON).done

    with turnstile.queue(FRONT, 501, 1000):
        assert not wait([third], NOT_SOON).done

    third.result(SOON)


def test_a_batch_that_overtook_nothing_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnstiles, "OVERTAKEN", threading.TIMEOUT_MAX)
    turnstile = Turnstile()

    for first in (501, 1001, 1001, 501):
        pass_through(turnstile, first, first + 499)


@pytest.mark.parametrize(("outbox", "first"), [(FRONT, 1), (FRONT, 1001), ((2, FRONT[1]), 501), ((1, "cd" * 16), 501)])
def test_a_batch_waits_for_no_other(threads: ThreadPoolExecutor, outbox: Outbox, first: int) -> None:
    turnstile = Turnstile()
    with turnstile.queue(FRONT, 1, 500):
        threads.submit(pass_through, turnstile, first, first + 499, outbox).result(SOON)


def test_a_batch_that_failed_holds_up_nobody(threads: ThreadPoolExecutor) -> None:
    turnstile = Turnstile()
    with suppress(RuntimeError), turnstile.queue(FRONT, 1, 500):
        second = threads.submit(pass_through, turnstile, 501, 1000)
        raise RuntimeError

    second.result(SOON)


def test_patience_has_an_end(threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turnstiles, "PATIENCE", 0.01)
    turnstile = Turnstile()
    with turnstile.queue(FRONT, 1, 500):
        threads.submit(pass_through, turnstile, 501, 1000).result(SOON)


def test_the_same_batch_twice_is_let_through_twice(threads: ThreadPoolExecutor) -> None:
    turnstile = Turnstile()
    with turnstile.queue(FRONT, 1, 500):
        pass_through(turnstile, 1, 500)
        second = threads.submit(pass_through, turnstile, 501, 1000)
        assert not wait([second], NOT_SOON).done

    second.result(SOON)


class Watched(Turnstile):
    """Tells when a batch has been taken in hand."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = threading.Semaphore(0)

    @contextmanager
    def queue(self, outbox: Outbox, first: int, last: int) -> Iterator[Callable[[], None]]:
        with super().queue(outbox, first, last) as wait_for_turn:
            self.taken.release()
            yield wait_for_turn


def test_central_takes_a_batch_that_came_while_the_one_before_it_was_being_stored(
    app: Flask, box: SigningBox, threads: ThreadPoolExecutor
) -> None:
    app.extensions["menlu-turnstile"] = watched = Watched()
    for name in "abcd":
        box.append(DoorState("front", "online", name))

    with database_of(app).writing() as session:
        session.execute(text("UPDATE box SET name = name"))
        answers: list[Future[TestResponse]] = []
        for first in (1, 3):
            answers.append(threads.submit(box.push, first, first + 1))
            assert watched.taken.acquire(timeout=SOON)
        assert not wait(answers, NOT_SOON).done

    assert [answer.result(SOON).status_code for answer in answers] == [200, 200]
    assert box.cursor().json == {"outbox": box.outbox, "seq": 4, "digest": box.records[-1].digest}
