"""Two servers on one PostgreSQL, as on two machines: whatever is done at one holds at the other, and soon."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from copy import copy
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psycopg
import pytest
from werkzeug.test import Client

from central.account import rules
from central.clock import turn
from central.db import Database
from central.edges import service
from tests.central.conftest import new_postgresql
from tests.fakes.forwarding import Forwarding
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import employ
from tests.fakes.town import NAME, PASSWORD
from tests.stage.central import Central, Staff
from tests.stage.waiting import wait_until
from wire.kinds import Entry
from wire.orders import Orders, Revoke

WITHIN = 30.0
"""s a test waits for what takes a second or two on a machine that has nothing else to do."""
_LISTENING = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'menlu-ringing' AND datname = %s"
)


@dataclass(frozen=True)
class Hosts:
    """Two running servers, and somebody signed in at the first."""

    here: Central
    there: Central
    staff: Staff
    opened: ExitStack

    def client(self, host: Central) -> Client:
        """What speaks to a host as to an app."""
        return Client(self.opened.enter_context(closing(Forwarding(host.url, timeout=WITHIN))))

    def at(self, host: Central) -> Staff:
        """The one who is signed in here, at another host: with the same cookies."""
        return self.opened.enter_context(closing(self.staff.at(host.url)))

    def box(self, name: str) -> SigningBox:
        """A box that is known, and has taken its first order."""
        box = SigningBox(self.client(self.here), now=int(time.time()))
        assert box.claim(self.here.claim_code(name)).status_code == 201
        box.take_key()
        return box

    def number_of(self, box: SigningBox) -> int:
        with closing(Database(self.here.database)) as database, database.reading() as session:
            return next(row.id for row in service.boxes(session) if row.thumbprint == box.thumbprint)

    def stop_listening(self) -> None:
        """End the connections on which the servers hear of one another."""
        with psycopg.connect(self.here.database, autocommit=True) as connection:
            ended = connection.execute(_LISTENING, [connection.info.dbname]).fetchall()
        assert len(ended) == 2


@pytest.fixture(scope="module")
def hosts(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    folder = tmp_path_factory.mktemp("hosts")
    database = new_postgresql(postgresql)
    settings = {"SEALING_KEY": str(folder / "sealing-key")}
    with ExitStack() as running:
        here, there = (Central(folder / name, database=database, settings=settings) for name in ("here", "there"))
        for host in (here, there):
            running.enter_context(host.program)
        with closing(Database(database)) as opened:
            employ(opened, NAME, PASSWORD)
        staff = running.enter_context(closing(Staff(here.url, NAME, PASSWORD)))
        staff.sign_in()
        yield Hosts(here, there, staff, running)


def told(box: SigningBox) -> list[Revoke]:
    """What a box is told that waits for it."""
    answer = msgspec.json.decode(box.orders(wait=25).data, type=Orders)
    return [msgspec.json.decode(raw, type=Revoke) for raw in answer.orders]


def test_an_order_reaches_a_box_that_waits_at_the_other_host(hosts: Hosts) -> None:
    box = hosts.box("Waits")
    number = hosts.number_of(box)
    box.client = hosts.client(hosts.there)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(told, box)
        hosts.here.order(number, Revoke(0, person="p-1"))
        orders = waiting.result(WITHIN)

    assert [order.person for order in orders] == ["p-1"]


def test_an_order_arrives_though_nobody_hears_of_the_other(hosts: Hosts) -> None:
    box = hosts.box("Waits, and nobody tells")
    number = hosts.number_of(box)
    box.client = hosts.client(hosts.there)

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(told, box)
        hosts.stop_listening()
        hosts.here.order(number, Revoke(0, person="p-1"))
        orders = waiting.result(WITHIN)

    assert [order.person for order in orders] == ["p-1"]


def test_an_entry_is_on_the_page_that_is_open_at_the_other_host(hosts: Hosts) -> None:
    box = hosts.box("Opens")

    with hosts.at(hosts.there).live_rows() as rows:
        box.append(Entry("north", True, "granted", "face", "p-1"), at=time.time_ns() // 1_000_000)
        assert box.push().status_code == 200
        [row] = rows.wait(lambda rows: len(rows) >= 1, WITHIN)

    assert row.granted


def test_records_sent_to_both_hosts_at_once_are_kept_once_and_in_order(hosts: Hosts) -> None:
    box = hosts.box("Asks both")
    for number in range(40):
        box.append(Entry("north", True, "granted", "face", f"p-{number}"))
    twin = copy(box)
    twin.client = hosts.client(hosts.there)

    with ThreadPoolExecutor(4) as pool:
        statuses = [pushed.result().status_code for pushed in [pool.submit(each.push) for each in [box, twin] * 4]]

    assert set(statuses) == {200}
    cursor = msgspec.json.decode(box.cursor().data)
    assert (cursor["seq"], cursor["digest"]) == (40, box.records[-1].digest)


def test_who_is_signed_in_at_one_is_at_the_other_until_they_sign_out(hosts: Hosts) -> None:
    hosts.staff.sign_in()
    there = hosts.at(hosts.there)
    assert there.get("/doors").url.path == "/doors"

    hosts.staff.sign_out()

    assert there.get("/doors").url.path == "/sign-in"
    hosts.staff.sign_in()


def test_wrong_passwords_at_one_count_at_the_other(hosts: Hosts) -> None:
    free = rules.FREE_FAILURES_OF_PAIR
    answers = [attempt(host, "somebody") for _ in range(free) for host in (hosts.here, hosts.there)]

    assert 429 not in answers[:free]
    assert answers[free] == 429


def attempt(host: Central, name: str) -> int:
    with closing(Staff(host.url, name, "kettle moth 73 harbour")) as stranger:
        return stranger.try_to_sign_in().status_code


@pytest.mark.long
def test_when_the_process_that_looks_at_the_clocks_is_killed_another_does(postgresql: str, tmp_path: Path) -> None:
    database, settings = new_postgresql(postgresql), {"SEALING_KEY": str(tmp_path / "sealing-key")}
    with ExitStack() as running:
        first = Central(tmp_path / "first", database=database, settings=settings)
        running.enter_context(first.program)
        opened = running.enter_context(closing(Database(database)))
        holder = wait_until(lambda: holder_in(opened), "the first has the turn")
        running.enter_context(Central(tmp_path / "second", database=database, settings=settings).program)

        first.program.kill()

        wait_until(lambda: holder_in(opened) != holder, "the second has the turn", within=turn.LASTS / 1000 + WITHIN)


def holder_in(database: Database) -> str:
    with database.reading() as session:
        return turn.holder_of(session)
