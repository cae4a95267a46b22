"""The power goes between any two steps of an order: it is carried out or not, and in the end told."""

import shutil
from collections.abc import Callable
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
from wire.orders import EraseFace, Invite, Order, Prepare, Steer, Uninvite, Unprepare

MODEL = "d" * 64
NOW = 1_760_000_000_000
"""Long past: what is invited until FAR is so by any clock."""
FAR = 2**52
INVITE = Invite(1, stay="s1", code="c" * 64, room="302", begin=NOW, until=FAR)
PREPARE = Prepare(2, preparation="9d0c", stay="s1", code="d" * 64, language="vi", version="2026-11-23", face=True)
TOUCH = Steer(3, FAR, preparation="9d0c", serial=0, act="begin")


class Box:
    """A box's roster and outbox in `folder`, opened for one act."""

    def __init__(self, folder: Path) -> None:
        self.roster = Roster(folder / "roster.sqlite", open_vault(folder / "keys"))
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.steered = folder / "steered"
        self.taker = OrderTaker(self.roster, Teller(self.roster, self.outbox), BoxClock(), self._steer)

    def _steer(self, steer: Steer) -> None:
        with self.steered.open("a") as touches:
            touches.write(f"{steer.act}\n")

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


def take_one(folder: Path, order: Order) -> None:
    with closing(Box(folder)) as box:
        box.taker.tell()
        if box.taker.after < order.id:
            box.taker.take([msgspec.Raw(msgspec.json.encode(order))])


def prepared(box: Box) -> bool:
    return box.roster.prepared("9d0c", NOW) is not None


def touched(box: Box) -> int:
    return len(box.steered.read_text().splitlines()) if box.steered.exists() else 0


CUT: dict[str, tuple[list[Order], Order, Callable[[Box], object], set[object]]] = {
    "prepare": ([INVITE], PREPARE, prepared, {True}),
    "unprepare": ([INVITE, PREPARE], Unprepare(3, preparation="9d0c"), prepared, {False}),
    "uninvite": ([INVITE, PREPARE], Uninvite(3, stay="s1"), prepared, {False}),
    # Cut between the disk and the act, a touch is lost: the person touches again. It is never done twice.
    "steer": ([INVITE, PREPARE], TOUCH, touched, {0, 1}),
}
"""What was ordered before, the order that is cut, what to look at, and what is seen there in the end."""


@pytest.mark.parametrize("kind", CUT)
def test_what_a_phone_prepares_and_touches_is_done_whole_or_not_at_all(tmp_path: Path, kind: str) -> None:
    before, order, look, expected = CUT[kind]
    folder = tmp_path / "box"
    for each in before:
        take_one(folder, each)
    kept = shutil.copytree(folder, tmp_path / "kept")
    seen = set()
    for cut in cut_everywhere(take_one, folder, order, statements=True):
        take_one(folder, order)
        with closing(Box(folder)) as box:
            seen.add(look(box))
            answers = [each for each in told(folder) if isinstance(each, OrderDone) and each.order == order.id]
            assert set(answers) == {OrderDone(order.id, "done")}, f"cut before step {cut}"
        shutil.rmtree(folder)
        shutil.copytree(kept, folder)
    assert seen == expected
