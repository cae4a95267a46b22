"""Rings reach other processes on the same database; what is lost on the way costs a moment."""

import select
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Insert, Update, insert, update

from central import ringing
from central.db import Database
from central.edges import tables
from central.events.tables import event
from central.live import Bell
from central.ringing import Ringing
from tests.stage.waiting import wait_until

BOX = {"name": "North", "public_key": b"k", "thumbprint": "t", "version": "1", "claimed_at": 1}
ONLY_POSTGRESQL = pytest.mark.parametrize("url", ["postgresql"], indirect=True)
_LISTENING = (
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'menlu-ringing' AND datname = current_database()"
)
_END = f"SELECT pg_terminate_backend(pid) FROM ({_LISTENING}) AS listening"


class Process:
    """What one process has: its bells, and what carries their rings."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self.bells = {"records": Bell(), "orders": Bell(), "events": Bell()}
        self._ringing = Ringing(self._database, self.bells)
        self._ringing.start()

    def rung(self, name: str, more_than: int) -> bool:
        return self.bells[name].count > more_than

    def stop(self) -> None:
        self._ringing.stop()
        self._database.close()


@pytest.fixture
def new_process(url: str) -> Iterator[Callable[[], Process]]:
    started: list[Process] = []

    def start() -> Process:
        started.append(Process(url))
        return started[-1]

    yield start
    for process in started:
        process.stop()


@pytest.fixture
def never_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only notices tell of anything."""
    monkeypatch.setattr(ringing, "LOOK_AGAIN", 600.0)


def listeners(url: str) -> int:
    with psycopg.connect(url) as connection:
        return len(connection.execute(_LISTENING).fetchall())


def settled(url: str, *processes: Process) -> list[int]:
    """Wait until all of them listen; how often their bell for orders has rung at that."""
    wait_until(lambda: listeners(url) == len(processes), "all are listening")
    wait_until(lambda: all(process.rung("orders", 0) for process in processes), "they have begun")
    return [process.bells["orders"].count for process in processes]


@ONLY_POSTGRESQL
@pytest.mark.usefixtures("never_looking")
def test_a_notice_that_comes_with_the_answer_to_an_own_one_is_heard(
    url: str, new_process: Callable[[], Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Ringing._send

    def send_late(self: Ringing, connection: psycopg.Connection[Any]) -> None:
        if not self._rung.empty():
            with psycopg.connect(url, autocommit=True) as other:
                other.execute(f"NOTIFY {ringing.CHANNEL}, 'records'")
            # It is there before anything else is read.
            select.select([connection], [], [], 30)
        send(self, connection)

    monkeypatch.setattr(Ringing, "_send", send_late)
    here = new_process()
    settled(url, here)
    before = here.bells["records"].count

    here.bells["orders"].ring()

    wait_until(lambda: here.rung("records", before), "it is heard", within=30)


@ONLY_POSTGRESQL
@pytest.mark.usefixtures("never_looking")
def test_a_ring_is_heard_in_the_other_process_and_not_a_second_time_at_home(
    url: str, new_process: Callable[[], Process]
) -> None:
    here, there = new_process(), new_process()
    at_home, before = settled(url, here, there)

    here.bells["orders"].ring()

    wait_until(lambda: there.rung("orders", before), "it is heard")
    there.bells["records"].ring()
    wait_until(lambda: here.rung("records", 1), "the answer is heard")
    assert here.bells["orders"].count == at_home + 1
    assert there.bells["orders"].count == before + 1


@ONLY_POSTGRESQL
@pytest.mark.usefixtures("never_looking")
def test_a_connection_that_was_ended_is_made_anew_and_rings_all_bells(
    url: str, new_process: Callable[[], Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ringing, "AWAY", 0.05)
    here, there = new_process(), new_process()
    _, before = settled(url, here, there)

    with psycopg.connect(url) as connection:
        connection.execute(_END)

    wait_until(lambda: there.rung("orders", before), "it rings when it listens again: nobody knows what was missed")
    _, again = settled(url, here, there)
    here.bells["orders"].ring()
    wait_until(lambda: there.rung("orders", again), "notices come again")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("records", update(tables.outbox).values(seq=tables.outbox.c.seq + 1)),
        ("orders", update(tables.box).values(last_order=tables.box.c.last_order + 1)),
        ("events", insert(event).values(token="t", at=1, kind="stay.ended", of="stay:1")),
    ],
)
def test_what_nobody_told_of_is_seen_in_the_database(
    database: Database, new_process: Callable[[], Process], name: str, change: Update | Insert
) -> None:
    with database.writing() as session:
        session.execute(insert(tables.box), BOX)
        session.execute(insert(tables.outbox), {"box_id": 1, "outbox": "ab" * 16, "seq": 1, "digest": bytes(32)})
    process = new_process()
    wait_until(lambda: process.rung(name, 0), "it has begun")
    other = "orders" if name == "records" else "records"
    before, aside = process.bells[name].count, process.bells[other].count

    with database.writing() as session:
        session.execute(change)

    wait_until(lambda: process.rung(name, before), "the bell rings")
    assert process.bells[other].count == aside
