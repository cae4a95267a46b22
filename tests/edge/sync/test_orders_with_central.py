"""Orders from the real central to the real box, in one process; copies put back on either side."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from flask import Flask

from central import schema
from central.app import create_app
from central.config import Config
from central.db import Database, database_of
from central.edges import service
from edge.access import Standing
from edge.clock import BoxClock
from edge.orders import OrderTaker
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.sync import Asker, Link, claim, open_client
from edge.sync.pusher import Pusher
from edge.telling import Teller
from edge.vault import Vault, open_vault
from tests.edge.vault.examples import templates
from wire.kinds import Identity
from wire.orders import EraseFace, Grant, Invite, Order, Revoke, Suspend, code_digest
from wire.sealed import public_key_of, seal

URL = "http://localhost"
MODEL = "d" * 64


def now() -> int:
    return time.time_ns() // 1_000_000


@dataclass
class Ends:
    """Both ends; the box's number at central is 1, and it knows `wang`, whose face is enrolled."""

    app: Flask
    vault: Vault
    roster: Roster
    outbox: Outbox
    link: Link
    wang: str

    def __post_init__(self) -> None:
        taker = OrderTaker(self.roster, Teller(self.roster, self.outbox), BoxClock())
        self.asker = Asker(self.link, taker)
        self.pusher = Pusher(self.outbox, self.link)

    @property
    def database(self) -> Database:
        return database_of(self.app)

    def order(self, order: Order) -> int:
        with self.database.writing() as session:
            return service.send_order(session, 1, order, by="Wang", now=now())  # type: ignore[arg-type]

    def settle(self) -> None:
        """The box takes what there is, and tells it."""
        while self.asker.turn(threading.Event()) == 0:
            pass
        while self.pusher.step():
            pass
        self.pusher.rest()

    def states(self) -> dict[int, str]:
        with self.database.reading() as session:
            return {row.id: row.state for row in service.orders_of(session, 1)}

    def standing(self) -> Standing:
        return self.roster.residents()[self.wang].standing


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = new_app(tmp_path)
    yield made
    database_of(made).close()


def new_app(folder: Path) -> Flask:
    url = f"sqlite:///{folder / 'central.db'}"
    with closing(Database(url)) as database:
        schema.migrate(database)
    # Two threads hold no answer, so that the test does not wait.
    return create_app(Config(database=url, threads=2))


@pytest.fixture
def ends(tmp_path: Path, app: Flask) -> Iterator[Ends]:
    vault = open_vault(tmp_path / "keys")
    with (
        closing(Outbox(tmp_path / "outbox.db")) as outbox,
        closing(Roster(tmp_path / "roster.db", vault)) as roster,
        open_client(transport=httpx.WSGITransport(app)) as client,
    ):
        link = Link(client, URL, vault, BoxClock())
        with database_of(app).writing() as session:
            code = service.make_code(session, name="Front", made_by="tests", now=now()).code
        claim(link, code, vault.public_key, "0.1.0")
        wang = roster.add("王小明", None, None, (MODEL, templates(2))).person
        yield Ends(app, vault, roster, outbox, link, wang)


def copied(database: Path) -> Path:
    """A copy of a SQLite file in use."""
    copy = database.with_name("older.db")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def test_a_box_seals_for_central_from_its_first_question(ends: Ends) -> None:
    ends.settle()

    assert ends.roster.sealing_key is not None
    sealed = seal("王小明", public_key_of(ends.roster.sealing_key), f"name:{ends.wang}")
    number = seal("1", public_key_of(ends.roster.sealing_key), f"number:{ends.wang}")
    with ends.app.app_context():
        opened = service.unseal_identity(service.sealing_key(), ends.wang, Identity(sealed, number))
    assert opened == Identity("王小明", "1")


def test_a_stay_from_invitation_to_its_end(ends: Ends) -> None:
    stay = {"stay": "7be1c0d2945a4f6e", "room": "302", "begin": now() - 1000, "until": now() + 10**9}
    ends.order(Invite(0, code=code_digest("K7QM2RXD94", "7be1c0d2945a4f6e"), **stay))  # type: ignore[arg-type]
    ends.order(Grant(0, person=ends.wang, **stay))  # type: ignore[arg-type]
    ends.settle()
    [granted] = ends.roster.people()
    invited = ends.roster.invitation("K7QM-2RXD-94", now())
    ends.order(EraseFace(0, person=ends.wang))
    ends.order(Revoke(0, person=ends.wang))
    ends.order(Revoke(0, person="nobody"))
    ends.settle()

    [revoked] = ends.roster.people()
    assert (granted.resident.room, granted.references) == ("302", 2)
    assert invited is not None
    assert invited.used_by == (ends.wang,)
    assert (revoked.resident.standing, revoked.references) == (Standing.REVOKED, 0)
    # A new box is told first whether it may use faces.
    assert sorted(ends.states().values()) == ["done"] * 6 + ["refused"]


def test_a_central_put_back_to_an_older_copy_gives_new_orders_that_are_taken(ends: Ends, tmp_path: Path) -> None:
    """The box has settled orders this central does not know of any more."""
    ends.order(Suspend(0, person=ends.wang))
    ends.settle()
    older = copied(tmp_path / "central.db")
    for order in (Revoke(0, person=ends.wang), Suspend(0, person=ends.wang)):
        ends.order(order)
    ends.settle()
    forgotten = ends.roster.settled_order
    ends.database.close()
    older.replace(tmp_path / "central.db")

    fresh = ends.order(Revoke(0, person=ends.wang))
    ends.settle()

    assert fresh > forgotten
    assert ends.standing() is Standing.REVOKED
    assert ends.states()[fresh] == "done"


def test_a_roster_put_back_to_an_older_copy_takes_its_orders_again(ends: Ends) -> None:
    ends.order(Suspend(0, person=ends.wang))
    ends.settle()
    older = ends.roster.file.path.read_bytes()
    last = ends.order(Revoke(0, person=ends.wang))
    ends.settle()
    before = ends.states()
    ends.roster.close()
    ends.roster.file.path.write_bytes(older)

    ends.settle()

    assert ends.standing() is Standing.REVOKED
    assert (ends.roster.settled_order, ends.states()) == (last, before)
