"""The power goes between any two steps of an order: it is carried out or not, and in the end told."""

import shutil
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from edge.clock import BoxClock
from edge.orders import OrderTaker
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.telling import Teller
from edge.vault import open_vault
from tests.edge.vault.examples import templates
from tests.stage.cut import cut_everywhere
from wire.kinds import BODIES, Erasure, OrderDone
from wire.orders import EraseFace

MODEL = "d" * 64


class Box:
    """A box's roster and outbox in `folder`, opened for one act."""

    def __init__(self, folder: Path) -> None:
        self.roster = Roster(folder / "roster.sqlite", open_vault(folder / "keys"))
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.taker = OrderTaker(self.roster, Teller(self.roster, self.outbox), BoxClock())

    def close(self) -> None:
        self.roster.close()
        self.outbox.close()


def take(folder: Path, person: str) -> None:
    """What the daemon does: it tells what is left, and takes what central sends behind its last order."""
    with closing(Box(folder)) as box:
        box.taker.tell()
        if box.taker.after < 1:
            box.taker.take([msgspec.Raw(msgspec.json.encode(EraseFace(1, person=person)))])


def state(folder: Path) -> tuple[int, int]:
    """The last order that was settled, and how many references there are."""
    with closing(Box(folder)) as box:
        [person] = box.roster.people()
        return box.taker.after, person.references


def told(folder: Path) -> list[msgspec.Struct]:
    with closing(Box(folder)) as box:
        return [msgspec.json.decode(record.body, type=BODIES[record.kind]) for record in box.outbox.after(0, 100)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The data of a box with one resident."""
    with closing(Box(tmp_path / "box")) as box:
        box.roster.add("Wang Xiaoming", enrolled=(MODEL, templates(3)))
        assert box.outbox.waiting == 0
    return tmp_path / "box"


def test_an_order_that_is_cut_was_done_or_not_begun_and_is_told_in_the_end(folder: Path) -> None:
    with closing(Box(folder)) as box:
        [person] = box.roster.residents()
    kept = shutil.copytree(folder, folder.with_name("kept"))
    seen = set()
    for cut in cut_everywhere(take, folder, person, statements=True):
        after_cut = state(folder)
        seen.add(after_cut)
        take(folder, person)

        told_after = told(folder)
        answers = [each for each in told_after if isinstance(each, OrderDone)]
        erasures = [each for each in told_after if isinstance(each, Erasure)]
        assert state(folder) == (1, 0), f"cut before step {cut}"
        assert set(answers) == {OrderDone(1, "done")}, f"cut before step {cut}"
        assert {len(erasure.references) for erasure in erasures} == {3}
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)

    assert seen == {(0, 3), (1, 0)}
