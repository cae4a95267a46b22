"""In a running central the follower reads what comes in by itself, and outlives faults."""

import time

import pytest

from central.live import bell_of
from central.rental import service
from central.rental.follower import Follower, following
from tests.central.rental.pages_of import PagedHouse
from tests.central.rental.telling import registered
from tests.fakes.town import now
from tests.stage.waiting import wait_until


def send(paged: PagedHouse, token: str, person: str) -> None:
    first = len(paged.box.records) + 1
    paged.box.append(registered(person, stay=token), at=now())
    paged.box.now = int(time.time())
    assert paged.box.push(first).status_code == 200


def people(paged: PagedHouse, stay_id: int) -> int:
    with paged.database.reading() as session:
        return len(service.people(session, paged.scope, stay_id))


def test_it_reads_what_was_there_at_its_start_and_what_comes_in(paged: PagedHouse) -> None:
    stay_id, token = paged.stay(places=3)
    send(paged, token, "before")

    with following(paged.app):
        wait_until(lambda: people(paged, stay_id) == 1, "the follower has read it")
        send(paged, token, "after")
        wait_until(lambda: people(paged, stay_id) == 2, "the follower has read it")


def test_a_fault_does_not_end_it(
    paged: PagedHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stay_id, token = paged.stay()
    catch_up = Follower.catch_up
    failures = iter([True])

    def fail_once(self: Follower, at: int) -> int:
        if next(failures, False):
            raise RuntimeError("the disk coughed")
        return catch_up(self, at)

    monkeypatch.setattr(Follower, "catch_up", fail_once)
    send(paged, token, "p")

    with following(paged.app):
        wait_until(lambda: people(paged, stay_id) == 1, "the follower has read it")
    assert "following the boxes' records failed" in caplog.text


def test_it_ends_with_the_server(paged: PagedHouse) -> None:
    with following(paged.app):
        bell_of(paged.app).close()
