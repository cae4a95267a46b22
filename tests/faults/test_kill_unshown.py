"""Central is killed when it has acknowledged what it has not shown yet: the page shows each entry once, in the end."""

from contextlib import closing, suppress
from pathlib import Path

from edge.clock import BoxClock
from edge.errors import CentralError
from edge.store.outbox import Outbox
from edge.sync import Link, claim, open_client
from edge.sync.pusher import Pusher
from edge.vault import open_vault
from tests.stage.central import Central
from tests.stage.waiting import wait_until
from wire.batch import MAX_RECORDS
from wire.kinds import Entry, Release

BATCHES = 40
KILLS = 5
AT = 1_760_000_000_000
GRANTED = Entry("front", True, "granted", "face", "p-1")


def fill(outbox: Outbox) -> None:
    """An entry and its release in turn."""
    for first in range(1, BATCHES * MAX_RECORDS, MAX_RECORDS):
        pairs = ((GRANTED, Release("front", "done", seq)) for seq in range(first, first + MAX_RECORDS, 2))
        outbox.extend([(body, AT) for pair in pairs for body in pair])


def unshown(central: Central) -> int:
    """Records that are acknowledged and on no page."""
    asked = "SELECT coalesce(sum(outbox.seq - projected.seq), 0) FROM outbox JOIN projected ON outbox_id = id"
    return int(central.ask(asked)[0][0])


def kill_before_it_is_shown(central: Central) -> bool:
    """Kill central if something is not shown; whether that was so, and still is."""
    if not unshown(central):
        return False
    central.program.kill()
    was_so = unshown(central) > 0
    central.start()
    return was_so


def push_and_kill(pusher: Pusher, central: Central) -> int:
    """Push until central has all; how often it was killed with something not shown."""
    killed = 0
    while True:
        with suppress(CentralError):
            if not pusher.step():
                return killed
            if killed < KILLS:
                killed += kill_before_it_is_shown(central)


def test_what_was_acknowledged_is_shown_once_although_central_was_killed_between(tmp_path: Path) -> None:
    central, vault = Central(tmp_path / "central"), open_vault(tmp_path / "keys")
    with closing(Outbox(tmp_path / "outbox.db")) as outbox, open_client() as client:
        fill(outbox)
        link = Link(client, central.url, vault, BoxClock())
        claim(link, central.claim_code("Killed often"), vault.public_key, "1")

        killed = push_and_kill(Pusher(outbox, link), central)
        last = kill_before_it_is_shown(central)

    with central.program:
        wait_until(lambda: unshown(central) == 0, "all is on the page")
        shown = central.ask("SELECT seq, release FROM entry ORDER BY id")
    assert shown == [(seq, "done") for seq in range(1, BATCHES * MAX_RECORDS, 2)]
    assert killed + last > 0
