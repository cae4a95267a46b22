"""Power cuts: edge, central and the lock are killed at random points, again and again, under load.

Afterwards nothing acknowledged is lost, nothing is there twice, the order is kept, and every release has its entry.
MENLU_KILLS sets how many: 20 by default, at other points each time; 200 before a release.
"""

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stage.box import Box
from tests.stage.busy import SCENE, SETTINGS
from tests.stage.central import Central
from tests.stage.lock import LockFirmware
from tests.stage.waiting import wait_until

KILLS = int(os.environ.get("MENLU_KILLS", "20"))


@dataclass
class Town:
    """The three programs; `released`: how often the lock's strike was released in earlier lives."""

    central: Central
    lock: LockFirmware
    box: Box
    released: int = 0

    def kill(self, victim: str) -> None:
        """End one of them by SIGKILL and start it again."""
        if victim == "edge":
            assert self.box.program
            self.box.program.kill()
            self.box.start("--keep-trying")
        elif victim == "central":
            self.central.program.kill()
            self.central.start()
        else:
            self.lock.program.kill()
            self.released += len(self.lock.releases())
            self.lock.start()


@pytest.fixture
def town(tmp_path: Path, stage: Path) -> Iterator[Town]:
    central = Central(tmp_path / "central")
    lock = LockFirmware(tmp_path / "lock", baud=115200)
    box = Box(tmp_path / "box", central=central.url, lock=lock.url, extra=SETTINGS, camera=SCENE)
    box.command("claim", central.claim_code("Killed often"))
    box.enrol("Resident", [stage / "obama.jpg"])
    for number, name in enumerate(["obama2.jpg", "biden.jpg", "obama3.jpg"]):
        box.walk_up(stage / name, number)
    box.start()
    town = Town(central, lock, box)
    yield town
    for program in (box.program, central.program, lock.program):
        assert program
        program.stop()


@pytest.mark.long
def test_nothing_is_lost_doubled_or_out_of_order_through_all_kills(town: Town) -> None:
    seed = time.time_ns()
    print("the seed of these kills:", seed)
    chance = random.Random(seed)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0, 0.8))
        town.kill(chance.choice(["edge", "central", "lock"]))
    settle(town)

    at_edge, at_central = town.box.records(), town.central.records()
    entries = {record.seq: json.loads(record.body) for record in at_edge if record.kind == "entry"}
    releases = [json.loads(record.body) for record in at_edge if record.kind == "release"]

    assert at_central == at_edge[: len(at_central)]
    assert {record.outbox for record in at_edge} == {at_edge[0].outbox}
    assert [record.seq for record in at_edge] == list(range(1, len(at_edge) + 1))
    assert all(entries[release["entry"]]["granted"] for release in releases)
    assert 0 < town.released <= sum(entry["granted"] for entry in entries.values())


def test_an_entry_is_shown_once_after_all_kills_of_central(town: Town) -> None:
    """The projection the page reads is written with the record or not at all."""
    for _ in range(3):
        time.sleep(0.5)
        town.kill("central")
    settle(town)

    entries = [record for record in town.central.records() if record.kind == "entry"]
    [(shown,)] = town.central.ask("SELECT count(*) FROM entry")

    assert shown == len(entries) > 0


def settle(town: Town) -> None:
    """Let nobody come any more, wait until central has all that the box has, and stop the box."""
    for picture in town.box.street.iterdir():
        picture.unlink()
    waiting = len(town.box.records())
    wait_until(lambda: len(town.central.records()) >= waiting, "all records at central")
    town.released += len(town.lock.releases())
    assert town.box.program
    town.box.program.stop()
