"""Two servers on one PostgreSQL: how soon what is done at one is known at the other."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec
from werkzeug.test import Client

from central.db import Database
from tests.benchmarks.figure import Figure
from tests.fakes import postgres
from tests.fakes.forwarding import Forwarding
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import employ
from tests.fakes.town import NAME, PASSWORD
from tests.stage.central import Central, LiveRows, Staff
from wire.kinds import Entry
from wire.orders import Orders, Revoke

TURNS = 10
SETTLED = 0.7
"""s until a box waits, or a page is open; no multiple of the second after which everybody looks anyway."""


def measure() -> Iterator[Figure]:
    programs = postgres.programs()
    if programs is None:
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = stack.enter_context(postgres.running(programs)).format("postgres")
        settings = {"SEALING_KEY": str(folder / "sealing-key")}
        here, there = (Central(folder / name, database=database, settings=settings) for name in ("here", "there"))
        ways = [stack.enter_context(closing(Forwarding(host.url))) for host in (here, there)]
        for host in (here, there):
            stack.enter_context(host.program)
        box = SigningBox(Client(ways[0]), now=int(time.time()))
        assert box.claim(here.claim_code("Measured")).status_code == 201
        box.take_key()
        with closing(Database(database)) as opened:
            employ(opened, NAME, PASSWORD)
        staff = stack.enter_context(closing(Staff(there.url, NAME, PASSWORD)))
        staff.sign_in()
        with staff.live_rows() as rows:
            yield _figure("an entry at one, on a page at the other", 2.0, lambda turn: _entry(box, rows, turn))
        box.client = Client(ways[1])
        # By a process that rings no bell: the two numbers have to tell.
        yield _figure("an order by a third, at a box that waits", 5.0, lambda _: _order(here, box))


def _figure(name: str, at_most: float, turn: Callable[[int], float]) -> Figure:
    took = [turn(number) for number in range(TURNS)]
    note = f"largest of {TURNS}; median {statistics.median(took):.2f} s"
    return Figure(f"hosts: {name}", max(took), "s", at_most=at_most, note=note)


def _entry(box: SigningBox, rows: LiveRows, turn: int) -> float:
    time.sleep(SETTLED)
    box.now = int(time.time())
    record = box.append(Entry("north", True, "granted", "face", "p"), at=time.time_ns() // 1_000_000)
    begun = time.monotonic()
    assert box.push(record.seq).status_code == 200
    seen = rows.wait(lambda rows: len({row.entry for row in rows}) > turn, 60)
    return min(row.seen for row in seen if row.entry == seen[-1].entry) - begun


def _order(central: Central, box: SigningBox) -> float:
    box.now = int(time.time())
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(box.orders, wait=25)
        time.sleep(SETTLED)
        begun = time.monotonic()
        box.keyed = central.order(1, Revoke(0, person="p"))
        assert msgspec.json.decode(waiting.result().data, type=Orders).orders
        return time.monotonic() - begun
