"""Central is told how many have not answered, and no clock ends the grace."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge import agreement
from edge.agreement import GRACE
from edge.asking import Asking
from edge.clock import BoxClock
from edge.notices import Notices
from edge.residents import Residents
from edge.store.agreements import Agreements
from edge.store.roster import Roster
from edge.vault import open_vault
from tests.edge.vault.examples import templates
from tests.fakes.notices import FIRST, NEXT, in_force
from wire.kinds import Alarm, Level

MODEL = "d" * 64
HOUR = 60 * 60 * 1000
NOON = 1_795_435_200_000


class Spy(Notices):
    """Keeps what is noticed."""

    def __init__(self, clock: BoxClock) -> None:
        super().__init__("front", clock)
        self.noticed: list[Alarm] = []

    def put(self, body: object) -> None:
        assert isinstance(body, Alarm)
        self.noticed.append(body)


class Box:
    """ran: since the kernel started, ms. wall: what the system's clock says."""

    def __init__(self, folder: Path) -> None:
        self.ran, self.wall = 0, NOON
        self.vault = open_vault(folder / "keys")
        self.roster = Roster(folder / "roster.sqlite", self.vault)
        self.people = [self.enrol(seed) for seed in (1, 2)]
        self.start()

    def enrol(self, seed: int) -> str:
        person = self.roster.add("x", enrolled=(MODEL, templates(1, seed=seed))).person
        Agreements(self.roster).agree(person, agreement.to(FIRST, "zh"), NOON)
        return person

    def start(self) -> None:
        self.notices = Spy(BoxClock(NOON, wall=lambda: self.wall, since_boot=lambda: self.ran))
        self.asking = Asking(self.roster, self.notices, "front", lambda: self.ran)
        self.residents = Residents(self.roster, self.vault, MODEL)
        self.residents.refresh()

    def run(self, hours: int) -> None:
        for _ in range(hours):
            self.ran += HOUR
            self.asking.count()
        self.residents.refresh()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    made = Box(tmp_path)
    with closing(made.roster):
        yield made


def test_central_hears_how_many_are_to_be_asked_and_when_it_changes(box: Box, tmp_path: Path) -> None:
    with in_force(tmp_path, FIRST, NEXT):
        box.start()
        box.run(3)
        Agreements(box.roster).agree(box.people[0], agreement.to(NEXT, "zh"), NOON)
        box.run(1)
    told = [(alarm.code, alarm.level, alarm.detail) for alarm in box.notices.noticed]
    assert told == [
        (
            "faces-unanswered",
            Level.INFO,
            f"faces without an answer to the text of {NEXT}: {count}; they rest after 30 more days",
        )
        for count in (2, 1)
    ]


def test_after_the_grace_their_faces_rest_until_they_answer(box: Box, tmp_path: Path) -> None:
    first, second = box.people
    probe = templates(1, seed=1)[0]
    with in_force(tmp_path, FIRST, NEXT):
        box.start()
        box.ran += GRACE - HOUR
        box.asking.count()
        box.residents.refresh()
        assert box.residents.candidate(probe) is not None
        box.run(1)
        assert box.residents.candidate(probe) is None
        known = box.residents.acquaintance(probe)
        assert known is not None
        assert known.person == first
        assert box.notices.noticed[-1].level is Level.WARNING
        Agreements(box.roster).agree(first, agreement.to(NEXT, "zh"), NOON)
        box.residents.refresh()
        found = box.residents.candidate(probe)
        assert found is not None
        assert found.person == first
        assert box.residents.now.asked.resting == {second}


def test_neither_a_thrown_clock_nor_a_box_without_power_ends_the_grace(box: Box, tmp_path: Path) -> None:
    with in_force(tmp_path, FIRST, NEXT):
        box.start()
        box.run(2)
        for wall in (NOON + 400 * 24 * HOUR, 0, NOON):
            box.wall, box.ran = wall, 0
            box.start()
            box.run(1)
        assert Agreements(box.roster).asked(NEXT).left == GRACE - 5 * HOUR


def test_nothing_is_told_while_everybody_has_answered(box: Box) -> None:
    box.run(2)
    assert box.notices.noticed == []


def test_that_all_have_answered_is_told_once(box: Box, tmp_path: Path) -> None:
    with in_force(tmp_path, FIRST, NEXT):
        box.start()
        box.run(1)
        for person in box.people:
            Agreements(box.roster).agree(person, agreement.to(NEXT, "zh"), NOON)
        box.run(2)
        assert [alarm.detail.partition(": ")[2][:2] for alarm in box.notices.noticed] == ["2;", "0"]
