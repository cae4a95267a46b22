"""The five steps at the door, with real models, a real store and a lock in memory."""

import json
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from edge.access import FREE_FAILURES
from edge.camera import Frame, Image
from edge.camera.picture import empty_scene
from edge.clock import BoxClock
from edge.errors import StorageError
from edge.face.compare import Acceptance
from edge.face.presentation import Presentation, Rules
from edge.face.probe import Prober
from edge.face.template import Template
from edge.lock import LockIdentity
from edge.lookout import Lookout
from edge.people import People, Stay, Yes
from edge.portal import Portal
from edge.residents import Residents
from edge.store.journal import Journal
from edge.store.outbox import Outbox
from edge.store.roster import Roster
from edge.vault import open_vault
from tests.edge.conftest import Scene
from wire.kinds import Entry, Reason, ReleaseResult

FRAME = 0.2
"""Between two frames, s."""


@dataclass
class SpyingLock:
    """A Lock that looks, at the moment of its release, at what is already on the disk."""

    database: Path
    answer: ReleaseResult = ReleaseResult.DONE
    on_disk: list[list[str]] = field(default_factory=list)
    signals: list[bool] = field(default_factory=list)
    online: bool = True
    identity: LockIdentity | None = None

    def release(self, seconds: float) -> ReleaseResult:
        with closing(Outbox(self.database)) as outbox, suppress(StorageError):
            self.on_disk.append([record.kind for record in outbox.after(0, 1000)])
        return self.answer

    def signal(self, granted: bool) -> None:
        self.signals.append(granted)

    def close(self) -> None: ...


@dataclass
class Doorstep:
    """One door with its portal, at which a test lets people stand."""

    lookout: Lookout
    outbox: Outbox
    roster: Roster
    residents: Residents
    lock: SpyingLock
    person: str
    now: float = 100.0

    def stand(self, image: Image, seconds: float = 4.0) -> list[Entry]:
        """Somebody stands at the door for a while, then leaves; the entries that led to."""
        self.residents.refresh()
        entries = [self.look(image) for _ in range(round(seconds / FRAME))]
        entries += [self.look(empty_scene(640, 480)) for _ in range(round(2 / FRAME))]
        return [entry for entry in entries if entry]

    def look(self, image: Image) -> Entry | None:
        """One more frame."""
        self.now += FRAME
        return self.lookout.attend(Frame(image, self.now))

    def kinds(self) -> list[str]:
        return [record.kind for record in self.outbox.after(0, 1000)]


@pytest.fixture
def doorstep(tmp_path: Path, prober: Prober, photographs: Path) -> Iterator[Doorstep]:
    vault = open_vault(tmp_path / "keys")
    outbox, roster, clock = Outbox(tmp_path / "outbox.sqlite"), Roster(tmp_path / "roster.sqlite", vault), BoxClock()
    person = People(roster, outbox, clock, "li").add(
        "Resident", Stay(), [photographs / "obama.jpg"], prober, Yes.now("signed for this test")
    )
    residents = Residents(roster, vault, prober.embedder.manifest.sha256)
    lock = SpyingLock(tmp_path / "outbox.sqlite")
    journal = Journal(outbox, (roster,))
    portal = Portal("front", 5.0, residents=residents, journal=journal, lock=lock, clock=clock)
    presentation = Presentation(Acceptance.of(prober.embedder.manifest.comparison, "identify"), Rules())
    lookout = Lookout(portal, prober, presentation, residents)
    yield Doorstep(lookout, outbox, roster, residents, lock, person)
    outbox.close()
    roster.close()


def test_a_resident_is_let_in_once_however_long_they_stand_there(doorstep: Doorstep, scene: Scene) -> None:
    [entry] = doorstep.stand(scene["obama2"])

    assert (entry.granted, entry.reason, entry.person) == (True, Reason.GRANTED, doorstep.person)
    assert doorstep.lock.signals == [True]


def test_the_decision_is_on_the_disk_before_the_strike_is_driven(doorstep: Doorstep, scene: Scene) -> None:
    doorstep.stand(scene["obama2"])

    assert doorstep.lock.on_disk == [["consent", "enrolment", "entry"]]
    assert doorstep.kinds() == ["consent", "enrolment", "entry", "release"]


def test_a_stranger_stays_outside_and_that_is_recorded(doorstep: Doorstep, scene: Scene) -> None:
    [entry] = doorstep.stand(scene["biden"])

    assert (entry.granted, entry.reason, entry.person, entry.score) == (False, Reason.NOT_RECOGNISED, None, None)
    assert doorstep.lock.on_disk == []
    assert doorstep.lock.signals == [False]


def test_an_empty_street_leaves_no_trace(doorstep: Doorstep) -> None:
    assert doorstep.stand(empty_scene(640, 480)) == []
    assert doorstep.kinds() == ["consent", "enrolment"]


def test_a_suspended_resident_is_recognised_but_not_let_in(doorstep: Doorstep, scene: Scene) -> None:
    doorstep.roster.suspend(doorstep.person)

    [entry] = doorstep.stand(scene["obama3"])

    assert (entry.granted, entry.reason, entry.person) == (False, Reason.SUSPENDED, doorstep.person)


def test_an_erased_resident_is_a_stranger(doorstep: Doorstep, scene: Scene) -> None:
    doorstep.roster.erase(doorstep.person, at=0)

    [entry] = doorstep.stand(scene["obama2"])

    assert entry.reason == Reason.NOT_RECOGNISED


def test_in_lockdown_nobody_is_let_in(doorstep: Doorstep, scene: Scene) -> None:
    doorstep.roster.set_lockdown(True)

    [entry] = doorstep.stand(scene["obama2"])

    assert entry.reason == Reason.LOCKDOWN


def test_a_lock_that_does_not_answer_raises_an_alarm_and_is_not_asked_twice(doorstep: Doorstep, scene: Scene) -> None:
    doorstep.lock.answer = ReleaseResult.UNKNOWN

    doorstep.stand(scene["obama2"])

    assert len(doorstep.lock.on_disk) == 1
    assert doorstep.kinds()[-2:] == ["release", "alarm"]
    assert b"not-released" in bytes(doorstep.outbox.after(0, 100)[-1].body)


def test_after_five_strangers_in_a_row_even_a_resident_waits(doorstep: Doorstep, scene: Scene) -> None:
    for _ in range(FREE_FAILURES):
        doorstep.stand(scene["biden"])

    [entry] = doorstep.stand(scene["obama2"])

    assert entry.reason == Reason.RATE_LIMITED


def test_a_disk_that_takes_nothing_keeps_no_resident_outside(doorstep: Doorstep, scene: Scene) -> None:
    doorstep.residents.refresh()
    doorstep.outbox.close()
    doorstep.outbox.file.path.unlink()
    doorstep.outbox.file.path.mkdir()  # nothing can be written there any more

    [entry] = doorstep.stand(scene["obama2"])

    assert entry.granted
    assert doorstep.lock.signals == [True]


def test_release_tells_how_long_the_door_took(doorstep: Doorstep, scene: Scene) -> None:
    doorstep.stand(scene["obama2"])

    release = json.loads(bytes(doorstep.outbox.after(0, 100)[-1].body))
    assert (release["result"], release["entry"]) == ("done", 3)
    assert release["strike_to_answer"] >= 0


@pytest.mark.parametrize("speed", [300, 700])
def test_who_walks_past_is_compared_with_nobody(
    doorstep: Doorstep, scene: Scene, monkeypatch: pytest.MonkeyPatch, speed: int
) -> None:
    """speed: pixels a second; a face is about 110 wide, so this is 0.4 and 1 m/s."""
    compared: list[Template] = []
    monkeypatch.setattr(doorstep.residents, "candidate", compared.append)
    resident = scene["obama2"]

    for step in range(round(640 / (speed * FRAME))):
        seen = np.roll(resident, round(step * speed * FRAME) - 320, axis=1)
        assert doorstep.look(seen) is None

    assert compared == []
    assert doorstep.kinds() == ["consent", "enrolment"]


def test_where_faces_may_not_be_used_nobody_is_looked_at(doorstep: Doorstep, scene: Scene) -> None:
    with doorstep.roster.settling(1, 0) as settling:
        assert settling is not None
        settling.set_face_use(allowed=False)
        settling.end("done", "")

    assert doorstep.stand(scene["obama2"], seconds=1) == []
    assert "entry" not in doorstep.kinds()


def test_who_stops_is_compared(doorstep: Doorstep, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the test before would notice."""
    compared: list[Template] = []
    monkeypatch.setattr(doorstep.residents, "candidate", compared.append)

    doorstep.stand(scene["obama2"], 1.0)

    assert compared


def test_the_template_of_a_probe_is_overwritten_once_it_was_compared(
    doorstep: Doorstep, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[Template] = []
    monkeypatch.setattr(doorstep.residents, "candidate", compared.append)

    doorstep.stand(scene["obama2"], 1.0)

    assert not any(template.any() for template in compared)
