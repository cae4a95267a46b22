"""Whatever happens in whatever order: at the end central's rows are the outbox's, in order, none double."""

import random
from collections.abc import Callable

import pytest

from edge.errors import CentralError
from edge.store.quota import DAY
from edge.sync.pusher import Pusher
from tests.edge.sync.conftest import AT, Box
from tests.edge.sync.test_pusher import copy_of, put_back
from tests.fakes.central import Fault, Rows

STEPS = 40


class Walk:
    """One random life of a box and its central. `appended`: everything, in order."""

    def __init__(self, box: Box, seed: int) -> None:
        self.box = box
        self.random = random.Random(seed)
        self.pusher = Pusher(box.outbox, box.link)
        self.appended: list[str] = []
        self.copies: list[Rows] = [box.central.copy()]

    def append(self) -> None:
        names = [str(len(self.appended) + i) for i in range(self.random.randint(1, 9))]
        self.box.append(*names)
        self.appended += names

    def push(self) -> None:
        self.box.central.faults.clear()
        if self.random.random() < 0.5:
            self.box.central.faults.append(self.random.choice(list(Fault)))
        try:
            self.pusher.step()
        except CentralError:
            return

    def restart_the_box(self) -> None:
        self.box.outbox.close()
        self.pusher = Pusher(self.box.outbox, self.box.link)

    def copy_central(self) -> None:
        self.copies.append(self.box.central.copy())

    def restore_central(self) -> None:
        self.box.central.rows = self.random.choice(self.copies)
        self.copies = [self.box.central.copy()]

    def remove_the_file(self) -> None:
        """While it is in use: what was never opened again can't be saved by anyone."""
        assert self.box.outbox.chains()
        self.box.outbox.file.path.unlink()
        self.box.outbox.mend(AT + len(self.appended))

    def purge(self) -> None:
        """Too early for anything to be old enough to go."""
        self.box.outbox.purge(AT + 30 * DAY)

    def put_an_old_copy_back(self) -> None:
        """Copy the file, go on for a while until central has all, put the copy back."""
        self.append()
        copy = copy_of(self.box.outbox)
        self.append()
        self.box.central.faults.clear()
        self.box.drain(self.pusher)
        put_back(self.box.outbox, copy)

    def go(self, *ways: Callable[[], None]) -> None:
        for _ in range(STEPS):
            self.random.choice(ways)()
        self.box.central.faults.clear()
        self.box.drain()


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_lost_double_or_out_of_order(box: Box, seed: int) -> None:
    walk = Walk(box, seed)

    walk.go(
        walk.append, walk.append, walk.push, walk.push, walk.push, walk.restart_the_box,
        walk.copy_central, walk.restore_central, walk.remove_the_file, walk.purge,
    )  # fmt: skip

    assert box.names_at_central() == walk.appended
    assert box.central.all_records() == [r for c in box.outbox.chains() for r in box.outbox.after(0, 10_000, c.outbox)]


@pytest.mark.parametrize("seed", range(8))
def test_old_copies_that_are_put_back_lose_and_double_nothing(box: Box, seed: int) -> None:
    walk = Walk(box, seed)

    walk.go(walk.append, walk.push, walk.push, walk.restart_the_box, walk.put_an_old_copy_back)

    assert sorted(box.names_at_central(), key=int) == walk.appended
