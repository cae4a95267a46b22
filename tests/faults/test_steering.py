"""A phone steers the enrolment at a box without a screen, in a town of processes, whatever is cut meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import REPO, made_by
from tests.stage.lock import LockFirmware
from tests.stage.phone import Phone
from tests.stage.steered import SteeredDoor
from tests.stage.waiting import wait_until
from wire.kinds import Consent, Entry, Registration
from wire.steering import Act

PIN = "274916"
WORDS = ("陈晓", "330106199104050020", "13812345678", PIN)


class Doorstep(SteeredDoor):
    """A phone whose holder has answered: no face."""

    def __init__(self, folder: Path, lock: str, stack: ExitStack) -> None:
        super().__init__(folder, lock, stack)
        self.phone = stack.enter_context(Phone(self.central.url))
        self.box.start("--keep-trying")
        self.phone.prepares(self.landlord.invite())
        self.knows_of_answers()

    def to_the_other_way(self) -> None:
        self.phone.touches(Act.BEGIN)
        self.phone.sees(f'value="{Act.STAFF}"')
        self.lay()
        self.phone.touches(Act.CONFIRM)
        self.phone.sees(f'value="{Act.PIN}"')


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def doorstep(tmp_path: Path, stack: ExitStack) -> Doorstep:
    return Doorstep(tmp_path, "simulated:", stack)


def traces(folder: Path) -> list[str]:
    """Which of the person's words lie in any file below."""
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [word for word in WORDS if word.encode() in held]


def test_from_the_answers_at_home_to_the_open_door_without_a_screen(tmp_path: Path, stack: ExitStack) -> None:
    made_by("lock-firmware", REPO / ".cache" / "lock-venv" / "menlu-installed")
    lock = LockFirmware(tmp_path / "lock", baud=115200)
    stack.callback(lock.program.stop)
    door = Doorstep(tmp_path, lock.url, stack)
    door.lock_is_online()

    door.to_the_other_way()
    door.phone.touches(Act.PIN)
    door.phone.sees("keypad")
    lock.program.say(f"key {PIN}#")
    door.phone.sees("once more")
    lock.program.say(f"key {PIN}#")
    door.phone.touches(Act.SETTLE)
    door.phone.sees("Somebody has to say yes")
    door.phone.touches(Act.FINISH)
    door.says_yes()

    def opens() -> bool:
        before = len(door.told("entry", Entry))
        lock.program.say(f"key 302*{PIN}#")
        wait_until(lambda: len(door.told("entry", Entry)) > before, "an entry")
        return door.told("entry", Entry)[before].granted

    wait_until(opens, "the PIN opens", every=2)
    (told,) = door.told("registration", Registration)
    assert (told.outcome, told.ways, told.document) == ("review", ["pin"], "resident")
    assert told.preparation
    said = [(each.purpose, each.given, each.way) for each in door.told("consent", Consent)]
    assert said == [("registration", True, "phone"), ("face", False, "phone")]
    assert traces(tmp_path / "central") == []


def test_a_box_that_is_killed_in_the_middle_keeps_nothing_and_begins_anew(doorstep: Doorstep) -> None:
    doorstep.to_the_other_way()
    assert doorstep.box.program
    doorstep.box.program.kill()
    assert traces(doorstep.box.folder) == []

    doorstep.box.start("--keep-trying")
    doorstep.phone.touches(Act.CARD)
    doorstep.phone.touches(Act.BEGIN)
    doorstep.phone.sees(f'value="{Act.STAFF}"')

    assert doorstep.told("registration", Registration) == []
    assert doorstep.people() == ["[]"]


def test_while_central_is_gone_the_enrolment_stands_and_goes_on_with_it(doorstep: Doorstep) -> None:
    doorstep.to_the_other_way()
    doorstep.central.program.kill()
    doorstep.central.start()

    doorstep.phone.touches(Act.BACK)
    doorstep.phone.sees(f'value="{Act.STAFF}"')
    doorstep.phone.touches(Act.CANCEL)
    doorstep.phone.sees(f'value="{Act.BEGIN}"')
    assert doorstep.people() == ["[]"]
