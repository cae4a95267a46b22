"""The real client into the real server, in one process."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from flask import Flask
from sqlalchemy import text

from central import schema
from central.app import create_app
from central.config import Config
from central.db import Database, database_of
from central.edges import service
from edge.clock import BoxClock
from edge.errors import CentralRefused
from edge.store.outbox import Outbox
from edge.store.quota import DAY
from edge.sync import Link, claim, open_client
from edge.sync.pusher import Pusher
from edge.vault import Vault, open_vault
from tests.edge.sync.test_pusher import copy_of, put_back
from tests.stage import kept
from wire.kinds import DoorState, Entry, Release
from wire.problem import ProblemType

URL = "http://localhost"


@dataclass
class Ends:
    """Both ends of the way."""

    outbox: Outbox
    vault: Vault
    link: Link
    database: Database

    def code(self) -> str:
        with self.database.writing() as session:
            return service.make_code(session, name="Front", made_by="tests", now=now()).code

    def append(self, *names: str) -> None:
        self.outbox.extend([(DoorState("front", "online", name), now()) for name in names])

    def drain(self) -> None:
        pusher = Pusher(self.outbox, self.link)
        while pusher.step():
            pass

    def rows(self) -> list[tuple[str, int, str, str]]:
        """What central holds: outbox, seq, digest, body, in the order it came."""
        with self.database.reading() as session:
            return [(r.outbox, r.seq, r.digest, r.body.decode()) for r in kept.records(session) if r.mark is None]

    def stored(self) -> list[tuple[str, int, str, str]]:
        """What the box holds."""
        chains = self.outbox.chains()
        records = [r for chain in chains for r in self.outbox.after(0, 10_000, chain.outbox)]
        return [(r.outbox, r.seq, r.digest, bytes(r.body).decode()) for r in records]


def now() -> int:
    return time.time_ns() // 1_000_000


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{tmp_path / 'central.db'}"
    database = Database(url)
    schema.migrate(database)
    database.close()
    made = create_app(Config(database=url))
    yield made
    database_of(made).close()


@pytest.fixture
def ends(tmp_path: Path, app: Flask) -> Iterator[Ends]:
    vault = open_vault(tmp_path / "keys")
    with (
        closing(Outbox(tmp_path / "outbox.db")) as outbox,
        open_client(transport=httpx.WSGITransport(app)) as client,
    ):
        yield Ends(outbox, vault, Link(client, URL, vault, BoxClock()), database_of(app))


@pytest.fixture
def claimed(ends: Ends) -> Ends:
    claim(ends.link, ends.code(), ends.vault.public_key, "0.1.0")
    return ends


def test_a_claimed_box_hands_over_its_records(claimed: Ends) -> None:
    entry = claimed.outbox.append(Entry("front", True, "granted", "face", "p1", 0.712), now())
    claimed.outbox.append(Release("front", "done", entry.seq, 90, 21), now())
    claimed.append(*(str(i) for i in range(600)))

    claimed.drain()

    assert claimed.rows() == claimed.stored()
    assert len(claimed.rows()) == 602
    assert claimed.outbox.waiting == 0


def test_a_box_that_was_not_claimed_is_told_so(ends: Ends) -> None:
    ends.append("a")

    with pytest.raises(CentralRefused, match="claim the box") as refused:
        ends.drain()

    assert refused.value.problem.type == ProblemType.UNKNOWN_BOX


def test_a_wrong_code_is_refused(ends: Ends) -> None:
    with pytest.raises(CentralRefused, match="new one") as refused:
        claim(ends.link, "AAAA-BBBB-CC", ends.vault.public_key, "0.1.0")

    assert refused.value.problem.type == ProblemType.CLAIM_REFUSED


def test_an_old_copy_of_the_outbox_put_back_forks(claimed: Ends) -> None:
    claimed.append("a", "b")
    copy = copy_of(claimed.outbox)
    claimed.append("c", "d")
    claimed.drain()

    put_back(claimed.outbox, copy)
    claimed.append("x")
    claimed.drain()

    assert [body.partition('detail":')[2] for *_, body in claimed.rows()] == [f'"{name}"}}' for name in "abcdx"]
    assert [row[1] for row in claimed.rows()] == [1, 2, 3, 4, 1]


def test_an_old_copy_with_nothing_new_goes_on_under_a_new_id(claimed: Ends) -> None:
    claimed.append("a")
    copy = copy_of(claimed.outbox)
    claimed.append("b")
    claimed.drain()

    put_back(claimed.outbox, copy)
    claimed.drain()
    claimed.append("x")
    claimed.drain()

    assert [row[1] for row in claimed.rows()] == [1, 2, 1]


def test_a_replaced_file_hands_over_what_it_saved(claimed: Ends) -> None:
    claimed.append("a", "b")
    claimed.drain()
    claimed.append("c")
    claimed.outbox.file.path.unlink()
    claimed.outbox.mend(now())
    claimed.append("d")

    claimed.drain()

    assert claimed.rows() == claimed.stored()
    assert [row[1] for row in claimed.rows()] == [1, 2, 3, 1]


def test_a_central_restored_from_a_copy_gets_the_rest_again(claimed: Ends) -> None:
    for name in ("a", "b"):
        claimed.append(name)
        claimed.drain()
    with claimed.database.writing() as session:
        for statement in ("DELETE FROM stretch WHERE last > 1", "UPDATE outbox SET seq = 1, digest = :digest"):
            digest = claimed.outbox.after(0, 1)[0].digest
            session.execute(text(statement), {"digest": bytes.fromhex(digest)} if ":digest" in statement else {})

    claimed.append("c")
    claimed.drain()

    assert claimed.rows() == claimed.stored()


def test_a_central_put_back_to_before_what_the_box_keeps_shows_what_it_lacks(claimed: Ends, tmp_path: Path) -> None:
    claimed.append("a")
    claimed.drain()
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(older)) as copy, closing(sqlite3.connect(tmp_path / "central.db")) as current:
        current.backup(copy)
    claimed.append("b", "c", "d")
    claimed.drain()
    claimed.outbox.purge(now() + 99 * DAY)

    claimed.database.close()
    for file in tmp_path.glob("central.db*"):
        file.unlink()
    older.rename(tmp_path / "central.db")
    claimed.append("e")
    claimed.drain()

    with claimed.database.reading() as session:
        [matter] = service.open_matters(session)
    assert (matter.code, matter.box, matter.times) == ("records-missing", "Front", 1)
    assert matter.detail.startswith("records 2 to 3 of outbox")
