"""Orders in a town of processes: a revocation reaches the door, and a box killed again and again misses none."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stage.box import Box
from tests.stage.busy import SCENE, SETTINGS
from tests.stage.central import Central
from tests.stage.waiting import wait_until
from wire.orders import AnyOrder, Grant, Revoke, Suspend

KILLS = 6
FAR = 4_000_000_000_000


@dataclass
class Town:
    """A running central and box; `wang` stands before the door's camera all the time."""

    central: Central
    box: Box
    wang: str

    def states(self) -> list[str]:
        """What became of the orders about people, in the order they were sent."""
        query = "SELECT outcome FROM box_order WHERE kind <> 'sealing-key' ORDER BY id"
        return [outcome or "waiting" for (outcome,) in self.central.ask(query)]

    def standing(self) -> str:
        with closing(sqlite3.connect(self.box.folder / "data" / "roster.sqlite", timeout=20)) as connection:
            return str(connection.execute("SELECT standing FROM people").fetchone()[0])

    def reasons(self) -> list[str]:
        """How the presentations at the door were answered, as central has them."""
        return [reason for (reason,) in self.central.ask("SELECT reason FROM entry ORDER BY id")]

    def grant(self) -> Grant:
        return Grant(0, person=self.wang, stay="s", room="302", begin=1, until=FAR)


@pytest.fixture
def town(tmp_path: Path, stage: Path) -> Iterator[Town]:
    central = Central(tmp_path / "central")
    box = Box(tmp_path / "box", central=central.url, lock="simulated:", camera=SCENE, extra=SETTINGS)
    box.command("claim", central.claim_code("Ordered about"))
    wang = box.enrol("Resident", [stage / "obama.jpg"])
    box.walk_up(stage / "obama2.jpg", 1)
    box.start()
    yield Town(central, box, wang)
    assert box.program
    box.program.stop()
    central.program.stop()


def test_who_is_revoked_is_refused_and_who_is_granted_is_let_in_again(town: Town) -> None:
    wait_until(lambda: "granted" in town.reasons(), "an entry")

    town.central.order(1, Revoke(0, person=town.wang))
    wait_until(lambda: "revoked" in town.reasons(), "a refusal")
    seen = len(town.reasons())
    town.central.order(1, town.grant())
    wait_until(lambda: "granted" in town.reasons()[seen:], "an entry again")

    wait_until(lambda: town.states() == ["done", "done"], "both answers")


def test_a_box_that_is_killed_again_and_again_carries_out_every_order(town: Town) -> None:
    chance = random.Random(20261123)
    orders: list[AnyOrder] = [Suspend(0, person=town.wang), town.grant(), Suspend(0, person="nobody")]
    sent = 0
    for _ in range(KILLS):
        for order in orders:
            town.central.order(1, order)
            sent += 1
        time.sleep(chance.uniform(0, 0.6))
        assert town.box.program
        town.box.program.kill()
        town.box.start("--keep-trying")
    town.central.order(1, Revoke(0, person=town.wang))

    wait_until(lambda: "waiting" not in town.states(), "an answer to every order")

    assert town.states() == ["done", "done", "refused"] * (sent // 3) + ["done"]
    assert town.standing() == "revoked"
