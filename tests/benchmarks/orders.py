"""From a revocation at central to the first refusal at the door, as another process than the one that serves orders it:
the slower way, since no bell rings there.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from tests.benchmarks.figure import Figure
from tests.stage.box import Box
from tests.stage.busy import SCENE, SETTINGS
from tests.stage.central import Central
from tests.stage.program import REPO
from tests.stage.waiting import wait_until
from wire.kinds import Entry, OrderDone, Reason
from wire.orders import Grant, Revoke

PICTURES = REPO / ".cache" / "photographs"
TURNS = 5
AT_MOST = 5.0
"""s: design.md, "Orders"."""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        central = Central(Path(folder) / "central")
        box = Box(Path(folder) / "box", central=central.url, lock="simulated:", camera=SCENE, extra=SETTINGS)
        box.command("claim", central.claim_code("Measured"))
        wang = box.enrol("Resident", [PICTURES / "obama.jpg"])
        box.walk_up(PICTURES / "obama2.jpg", 1)
        box.start()
        try:
            turns = [_turn(central, box, wang) for _ in range(TURNS)]
        finally:
            assert box.program
            box.program.stop()
            central.program.stop()
    settled, refused = ([turn[which] for turn in turns] for which in (0, 1))
    note = f"largest of {TURNS}; median {statistics.median(settled):.2f} s"
    yield Figure("order made to settled on the box", max(settled), "s", at_most=AT_MOST, note=note)
    note = f"largest of {TURNS}; median {statistics.median(refused):.2f} s, of which up to 1.7 s until someone looks"
    yield Figure("revocation at central to refusal at the door", max(refused), "s", at_most=AT_MOST, note=note)


def _turn(central: Central, box: Box, wang: str) -> tuple[float, float]:
    """Seconds from the order to its being settled, and to the first refusal; then the right is given back."""
    made = time.time()
    revoked = central.order(1, Revoke(0, person=wang))
    wait_until(lambda: _refusals(box, made), "a refusal")
    refused = _refusals(box, made)[0]
    granted = central.order(1, Grant(0, person=wang, stay="s", room="302", begin=1, until=4_000_000_000_000))
    wait_until(lambda: granted in _settled(box), "the right given back")
    return _settled(box)[revoked] - made, refused - made


def _refusals(box: Box, since: float) -> list[float]:
    """When (Unix s) somebody revoked was refused at the door since then."""
    entries = ((at, msgspec.json.decode(body, type=Entry)) for at, body in _records(box, "entry"))
    return [at for at, entry in entries if entry.reason == Reason.REVOKED and at >= since]


def _settled(box: Box) -> dict[int, float]:
    """When (Unix s) each order was settled."""
    return {msgspec.json.decode(body, type=OrderDone).order: at for at, body in _records(box, "order")}


def _records(box: Box, kind: str) -> list[tuple[float, bytes]]:
    query = "SELECT at / 1000.0, body FROM records WHERE kind = ? ORDER BY chain, seq"
    with closing(sqlite3.connect(box.outbox, timeout=20)) as connection:
        return connection.execute(query, [kind]).fetchall()
