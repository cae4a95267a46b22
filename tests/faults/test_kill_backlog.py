"""Central is killed while a backlog comes in, several under way: each record is there once, in order, proven."""

import random
import threading
from contextlib import closing, suppress
from pathlib import Path

from edge.clock import BoxClock
from edge.errors import CentralError
from edge.store.outbox import Outbox
from edge.sync import Link, claim, open_client
from edge.sync.pusher import Pusher
from edge.vault import open_vault
from tests.stage.central import Central
from wire.batch import MAX_RECORDS
from wire.kinds import DoorState

BATCHES = 40
KILLS = 4
PATIENCE = 120
"""s."""


def push_all(pusher: Pusher, over: threading.Event) -> None:
    """Push until central has all, through whatever goes wrong."""
    while not over.wait(0.01):
        with suppress(CentralError):
            if not pusher.step():
                return


def kill_now_and_then(central: Central, over: threading.Event) -> None:
    for _ in range(KILLS):
        over.wait(random.uniform(0.02, 0.2))
        central.program.kill()
        central.start()


def test_a_central_that_is_killed_during_a_backlog_loses_and_doubles_nothing(tmp_path: Path) -> None:
    central, vault, over = Central(tmp_path / "central"), open_vault(tmp_path / "keys"), threading.Event()
    with closing(Outbox(tmp_path / "outbox.db")) as outbox, open_client() as client:
        for batch in range(BATCHES):
            outbox.extend([(DoorState("front", "online", str(batch)), 1_760_000_000_000)] * MAX_RECORDS)
        link = Link(client, central.url, vault, BoxClock())
        claim(link, central.claim_code("Killed often"), vault.public_key, "1")
        sender = threading.Thread(target=push_all, args=(Pusher(outbox, link), over), daemon=True)
        sender.start()
        kill_now_and_then(central, over)
        sender.join(PATIENCE)
        over.set()
        sent = [(r.outbox, r.seq, r.digest) for r in outbox.after(0, BATCHES * MAX_RECORDS)]

    with central.program:
        held = [(record.outbox, record.seq, record.digest) for record in central.records()]
        assert all(record.mark is None for record in central.kept())
    assert held == sent
