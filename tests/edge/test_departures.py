"""When a stay has ended, the face goes within a day (rule E15), by a clock that is trusted, and the proof is told."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from edge.clock import BoxClock
from edge.departures import forget_departed
from edge.store.backup import backup_of
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.telling import Teller
from edge.vault import open_vault
from tests.edge.vault.examples import templates
from wire.kinds import Erasure

NOW = 1_760_000_000_000
HOUR = 3600 * 1000
MODEL = "d" * 64


@dataclass
class House:
    """A roster, its outbox, and a clock set by hand (Unix ms; since: ms since the box started)."""

    roster: Roster
    outbox: Outbox
    now: int = NOW
    since: int = 0

    def __post_init__(self) -> None:
        self._clock = BoxClock(NOW, wall=lambda: self.now, since_boot=lambda: self.since)

    def pass_hours(self, hours: int) -> None:
        """Time goes on, and the box does its hourly work."""
        for _ in range(hours):
            self.now, self.since = self.now + HOUR, self.since + HOUR
            self.work()

    def work(self) -> None:
        forget_departed(self.roster, Teller(self.roster, self.outbox), self._clock)

    def enrol(self, until: int | None) -> str:
        return self.roster.add("王小明", NOW - HOUR, until, (MODEL, templates(2))).person

    def faces(self) -> list[str]:
        return sorted(set(self.roster.references(MODEL).people))

    def told(self) -> list[Erasure]:
        return [msgspec.json.decode(record.body, type=Erasure) for record in self.outbox.after(0, 100)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with (
        closing(Roster(tmp_path / "roster.db", open_vault(tmp_path / "keys"))) as roster,
        closing(Outbox(tmp_path / "outbox.db")) as outbox,
    ):
        yield House(roster, outbox)


def test_the_face_is_gone_a_day_after_the_stay_and_the_proof_is_told(house: House) -> None:
    leaves, stays, owner = house.enrol(NOW + 2 * HOUR), house.enrol(NOW + 99 * HOUR), house.enrol(None)

    house.pass_hours(1)
    before = house.faces()
    house.pass_hours(24)

    assert before == sorted([leaves, stays, owner])
    assert house.faces() == sorted([stays, owner])
    [erasure] = house.told()
    assert (erasure.person, erasure.what, len(erasure.references)) == (leaves, "face", 2)
    assert len(house.roster.people()) == 3


def test_no_copy_holds_it_either(house: House) -> None:
    house.enrol(NOW + HOUR)
    copy = backup_of(house.roster.file.path)
    with closing(Roster(copy, open_vault(copy.parent / "keys"))) as before:
        held = len(before.references(MODEL).people)

    house.pass_hours(2)

    with closing(Roster(copy, open_vault(copy.parent / "keys"))) as after:
        assert (held, len(after.references(MODEL).people)) == (2, 0)


def test_who_was_revoked_is_forgotten_too(house: House) -> None:
    person = house.enrol(None)
    house.roster.revoke(person)

    house.pass_hours(1)

    assert house.faces() == []


def test_it_is_told_once(house: House) -> None:
    house.enrol(NOW + HOUR)

    house.pass_hours(5)

    assert len(house.told()) == 1


def test_a_clock_that_was_thrown_forward_forgets_nobody(house: House) -> None:
    person = house.enrol(NOW + 24 * HOUR)
    house.pass_hours(1)

    house.now += 400 * 24 * HOUR
    house.work()

    assert house.faces() == [person]


def test_who_is_granted_again_enrols_anew(house: House) -> None:
    person = house.enrol(NOW + HOUR)
    house.pass_hours(2)

    house.roster.set_validity(person, NOW, NOW + 99 * HOUR)
    house.roster.enrol(person, MODEL, templates(2))
    house.pass_hours(2)

    assert house.faces() == [person]
