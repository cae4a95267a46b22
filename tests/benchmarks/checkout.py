"""From the press of “Check out” at the front desk to the right being gone at the box, with 200 boxes that are online.

Central is the real program on SQLite; each box is a thread that asks as a box does (`edge.sync.asker`): it waits for an
answer, and rests for the same while where central could not hold it. What a box hears it settles in memory, and tells
in a signed batch. The press is what a browser does: the question whether it is meant, and the answer to it.
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

import msgspec
from werkzeug.test import Client

from central.account import service as account
from central.db import Database
from central.edges import service as edges
from central.rental import service as rental
from central.rental.scope import Scope
from edge.sync.asker import PAUSE
from tests.benchmarks.figure import Figure, p95
from tests.fakes.forwarding import Forwarding
from tests.fakes.signing_box import SigningBox
from tests.fakes.staff import employ
from tests.fakes.town import NAME, PASSWORD, now
from tests.stage.central import Central, Staff
from tests.stage.waiting import wait_until
from wire.kinds import OrderDone, Registration
from wire.orders import MAX_WAIT, AnyOrder, Orders, Revoke

BOXES = 200
AT_MOST = 5.0
"""s: issue "Rental housing run like a hotel"; p95."""
THREADS = 408
"""Of central: what docs/central.md says for 200 boxes, so that each of them waits for its orders."""
SETTLED = 6.0
"""s until every box has asked."""
BETWEEN = 0.05
"""s between two check-outs: a desk that works quickly, not two hundred at once."""
DAY = 24 * 3600 * 1000


class OnlineBox:
    """A box that asks central for orders, over and over, and does them."""

    def __init__(self, url: str, code: str) -> None:
        self._way = Forwarding(url)
        self.signing = SigningBox(Client(self._way), now=int(time.time()))
        assert self.signing.claim(code).status_code == 201
        self._after = 0
        self.revoked_at: float | None = None
        self.gone = threading.Event()

    def registers(self, person: str, stay: str) -> None:
        """Somebody registers here, and may enter."""
        self.signing.append(Registration(person, "resident", "chip", ["pin"], "granted", stay=stay), at=now())
        self.signing.now = int(time.time())
        assert self.signing.push().status_code == 200

    def run(self, over: threading.Event) -> None:
        """Ask until `over`."""
        while not over.is_set():
            asked = time.monotonic()
            orders = self._ask()
            if not orders and time.monotonic() - asked < PAUSE:
                over.wait(PAUSE)

    def close(self) -> None:
        self._way.close()

    def _ask(self) -> int:
        self.signing.now = int(time.time())
        answer = self.signing.orders(after=self._after, wait=MAX_WAIT)
        orders = [
            msgspec.json.decode(raw, type=AnyOrder) for raw in msgspec.json.decode(answer.data, type=Orders).orders
        ]
        for order in orders:
            if isinstance(order, Revoke):
                self.revoked_at = time.monotonic()
                self.gone.set()
            self._after = order.id
        if orders:
            self._tell(orders)
        return len(orders)

    def _tell(self, orders: list[AnyOrder]) -> None:
        first = len(self.signing.records) + 1
        for order in orders:
            self.signing.append(OrderDone(order.id, "done"), at=now())
        self.signing.push(first)


def measure() -> Iterator[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        central = Central(folder, settings={"THREADS": str(THREADS)})
        stack.enter_context(central.program)
        with closing(Database(central.database)) as database:
            stays = _furnish(database, central.url, stack)
            employ(database, NAME, PASSWORD)
        staff = stack.enter_context(closing(Staff(central.url, NAME, PASSWORD)))
        staff.sign_in()
        over = threading.Event()
        pool = stack.enter_context(ThreadPoolExecutor(BOXES))
        stack.callback(over.set)
        for box, _ in stays:
            pool.submit(box.run, over)
        time.sleep(SETTLED)
        closed = [_check_out(staff, box, stay) for box, stay in stays]
    took, answers = sorted(each[0] for each in closed), [each[1] for each in closed]
    name = f"check-out to the right gone at one of {BOXES} boxes, p95"
    note = f"median {median(took):.2f} s, largest {took[-1]:.2f} s; the desk's own answer {median(answers):.2f} s"
    yield Figure(name, p95(took), "s", at_most=AT_MOST, note=note)


def _furnish(database: Database, url: str, stack: ExitStack) -> list[tuple[OnlineBox, int]]:
    """A box and a stay with somebody who may enter, BOXES times."""
    with database.writing() as session:
        account.add_landlord(session, "Chen", by="tests", now=now())
        (landlord,) = account.landlords(session)
        codes = [
            edges.make_code(session, name=f"House {number}", made_by="tests", now=now()).code for number in range(BOXES)
        ]
    boxes = [stack.enter_context(closing(OnlineBox(url, code))) for code in codes]
    desk, made = Scope("tests"), []
    with database.writing() as session:
        numbers = {box.thumbprint: box.id for box in edges.boxes(session)}
        for box in boxes:
            at_box = numbers[box.signing.thumbprint]
            room = rental.add_room(session, landlord_id=landlord.id, box_id=at_box, name="301", now=now())
            token = rental.new_token()
            plan = rental.Plan(now() - DAY, now() + 100 * DAY)
            made.append((box, rental.invite(session, desk, room, plan, token=token, now=now()).stay_id, token))
    for number, (box, _, token) in enumerate(made):
        box.registers(f"{number:016x}", token)
    wait_until(lambda: _read(database, len(made)) == len(made), "central has read of everybody", every=0.2)
    return [(box, stay) for box, stay, _ in made]


def _read(database: Database, count: int) -> int:
    """How many people central has read of."""
    with database.reading() as session:
        return sum(row.registered for row in rental.stays_after(session, Scope("tests"), 0, count))


def _check_out(staff: Staff, box: OnlineBox, stay: int) -> tuple[float, float]:
    """Seconds from the press to the right being gone, and to the desk's own answer."""
    time.sleep(BETWEEN)
    begun = time.monotonic()
    staff.send(f"/desk/stays/{stay}/check-out")
    answered = time.monotonic() - begun
    assert box.gone.wait(60), "the box has heard nothing"
    assert box.revoked_at is not None
    return box.revoked_at - begun, answered
