"""A phone steers the enrolment at a box without a screen, in a town of processes, whatever is cut meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from tests.conftest import REPO, made_by
from tests.stage.box import Box
from tests.stage.central import Central
from tests.stage.landlord import Landlord
from tests.stage.lock import LockFirmware
from tests.stage.phone import Phone
from tests.stage.tenant import CARD
from tests.stage.waiting import wait_until
from wire.kinds import Consent, Entry, Registration
from wire.steering import Act

PIN = "274916"
Body = TypeVar("Body", bound=msgspec.Struct)
WORDS = ("陈晓", "330106199104050020", "13812345678", PIN)


class Doorstep:
    """A box without a screen, its central, a landlord and a phone whose holder has answered: no face. lock: its URL."""

    def __init__(self, folder: Path, lock: str, stack: ExitStack) -> None:
        self.central = Central(folder / "central")
        self._cards = folder / "cards"
        self._cards.mkdir()
        settings = f'[face]\nembedder = "nobody"\n[reader]\nurl = "simulated://{self._cards}"\n'
        self.box = Box(folder / "box", central=self.central.url, lock=lock, extra=settings)
        stack.callback(self.end)
        self.box.command("claim", self.central.claim_code("Seaside Road 18"))
        self.landlord = Landlord(self.central)
        self.phone = stack.enter_context(Phone(self.central.url))
        self.box.start("--keep-trying")
        self.phone.prepares(self.landlord.invite())
        wait_until(lambda: "prepare" in self.settled(), "the box knows of the answers")

    def end(self) -> None:
        if self.box.program and self.box.program.running:
            self.box.program.stop()
        self.central.program.stop()

    def settled(self) -> list[str]:
        return [kind for (kind,) in self.central.ask("SELECT kind FROM box_order WHERE outcome = 'done'")]

    def lay(self) -> None:
        """The tenant's card is laid on the reader."""
        (self._cards / "card.toml").write_text(CARD, encoding="utf-8")

    def to_the_other_way(self) -> None:
        self.phone.touches(Act.BEGIN)
        self.phone.sees(f'value="{Act.STAFF}"')
        self.lay()
        self.phone.touches(Act.CONFIRM)
        self.phone.sees(f'value="{Act.PIN}"')

    def told(self, kind: str, body: type[Body]) -> list[Body]:
        """What central has of one kind."""
        return [msgspec.json.decode(each.body, type=body) for each in self.central.records() if each.kind == kind]

    def people(self) -> list[str]:
        return self.box.command("person", "list", "--json")


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
    wait_until(lambda: any(b'"online"' in record.body for record in door.box.records()), "the lock is online")

    door.to_the_other_way()
    door.phone.touches(Act.PIN)
    door.phone.sees("keypad")
    lock.program.say(f"key {PIN}#")
    door.phone.sees("once more")
    lock.program.say(f"key {PIN}#")
    door.phone.touches(Act.SETTLE)
    door.phone.sees("Somebody has to say yes")
    door.phone.touches(Act.FINISH)
    wait_until(door.landlord.requests, "the landlord is asked")
    door.landlord.says_yes(door.landlord.requests()[0])
    wait_until(lambda: "grant" in door.settled(), "the yes is at the door")

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
