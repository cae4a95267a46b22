"""A door without eyes: camera and models are dead, and residents still come in, through power cuts too."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec
import pytest

from edge.access import FREE_FAILURES
from edge.config import load
from edge.credentials import card, pin
from edge.lock import Card
from edge.store.credentials import Credentials
from edge.store.roster import Roster
from edge.vault import open_vault
from tests.conftest import REPO, made_by
from tests.stage.box import Box
from tests.stage.lock import LockFirmware
from tests.stage.program import ProgramEnded
from tests.stage.waiting import wait_until
from wire.kinds import Entry, Reason

NOWHERE = "http://127.0.0.1:1"
NO_MODELS = '[face]\nembedder = "nobody"\n'
PIN = "274916"


class BlindDoor:
    """A box whose camera is not there, with a lock and its reader on a serial line. settings: of its configuration."""

    def __init__(self, folder: Path, settings: str) -> None:
        self.lock = LockFirmware(folder / "lock", baud=115200)
        self.box = Box(folder / "box", central=NOWHERE, lock=self.lock.url, extra=settings)
        self.box.street.rmdir()
        config = load(self.box.config)
        vault = open_vault(config.keys)
        with closing(Roster(config.roster, vault)) as roster:
            self.person = roster.add("Resident").person
            roster.set_room(self.person, "302")
            credentials = Credentials(roster, vault)
            credentials.set_pin(self.person, pin.keep(self.person, PIN, vault.digest).digest)
            held = Card(1, 26, bytes.fromhex("12345640"))
            credentials.add_card(self.person, card.digest_of(held, vault.digest))

    def start(self) -> None:
        self.box.start("--keep-trying")
        wait_until(lambda: self.said("door", b'"online"'), "the lock is online")

    def said(self, kind: str, what: bytes) -> bool:
        return any(record.kind == kind and what in record.body for record in self.box.records())

    def try_(self, what: str) -> Entry:
        """Do something at the reader; the entry that follows."""
        before = len(self.entries())
        self.lock.program.say(what)
        wait_until(lambda: len(self.entries()) > before, f"an entry after {what.partition(' ')[0]}")
        return self.entries()[before]

    def entries(self) -> list[Entry]:
        return [msgspec.json.decode(record.body, type=Entry) for record in self.box.records() if record.kind == "entry"]

    def close(self) -> None:
        if self.box.program is not None and self.box.program.running:
            self.box.program.stop()
        self.lock.program.stop()


@pytest.fixture
def make_door(tmp_path: Path) -> Iterator[Callable[[str], BlindDoor]]:
    made_by("lock-firmware", REPO / ".cache" / "lock-venv" / "menlu-installed")
    with ExitStack() as stack:
        yield lambda settings: stack.enter_context(closing(BlindDoor(tmp_path, settings)))


@pytest.fixture
def door(make_door: Callable[[str], BlindDoor]) -> BlindDoor:
    return make_door(NO_MODELS)


def test_with_models_and_without_a_camera_the_door_is_ready_and_a_pin_opens(
    make_door: Callable[[str], BlindDoor], models: Path
) -> None:
    door = make_door("")
    door.start()

    assert door.try_(f"key 302*{PIN}#").granted
    assert door.said("alarm", b"camera-gone")


def test_pin_card_and_staff_open_a_door_without_camera_and_models(door: BlindDoor) -> None:
    door.start()

    by_pin = door.try_(f"key 302*{PIN}#")
    by_card = door.try_("card 12345640 26")
    door.box.command("open", "--by", "Li Wei", "--reason", "the tenant's hands are full")

    assert [(entry.granted, entry.method, entry.person) for entry in (by_pin, by_card)] == [
        (True, "pin", door.person),
        (True, "card", door.person),
    ]
    assert door.entries()[-1].why == "the tenant's hands are full"
    wait_until(lambda: len(door.lock.releases()) == 3, "three releases")
    assert door.said("alarm", b"no-model")


def test_a_power_cut_gives_no_new_tries(door: BlindDoor) -> None:
    door.start()
    for _ in range(FREE_FAILURES):
        assert door.try_("key 302*381027#").reason == Reason.NOT_RECOGNISED

    assert door.box.program is not None
    door.box.program.kill()
    door.start()

    assert door.try_(f"key 302*{PIN}#").reason == Reason.RATE_LIMITED
    assert door.try_("card 12345640 26").granted
    ways = {way["way"]: way for way in json.loads(door.box.command("ways", "--json")[-1])}
    # Whether it still waits depends on how long all that took.
    assert ways["pin"]["failures"] == FREE_FAILURES
    door.box.command("ways", "allow", "pin", "--by", "Li Wei")
    assert door.said("way-allowed", b"Li Wei")


def test_a_door_that_does_not_run_is_opened_by_no_command(door: BlindDoor) -> None:
    with pytest.raises(ProgramEnded, match="not running"):
        door.box.command("open", "--by", "Li Wei", "--reason", "nobody is there")


def test_the_lock_gets_another_key_while_the_door_runs(door: BlindDoor) -> None:
    door.start()
    before = door.lock.key

    told = door.box.command("lock", "rotate-key", "--by", "Li Wei")

    assert told == ["The lock has its new key, and has proved it."]
    assert door.lock.key != before
    assert door.try_(f"key 302*{PIN}#").granted
    wait_until(lambda: door.said("alarm", b'"lock-rekeyed"') and door.said("release", b'"done"'), "it is recorded")
    assert not door.said("door", b'"offline"')


def test_the_button_inside_releases_and_a_door_that_is_forced_is_told(make_door: Callable[[str], BlindDoor]) -> None:
    door = make_door("contact = 0\nexit = 1\n" + NO_MODELS)
    door.start()

    door.lock.program.say("input 0 off")
    wait_until(lambda: door.said("door-change", b'"secured"'), "the door is closed")
    door.lock.program.say("input 0 on")
    wait_until(lambda: door.said("door-change", b'"forced"'), "the door was forced")
    door.lock.program.say("input 0 off")
    door.lock.program.say("input 1 on")
    wait_until(lambda: len(door.lock.releases()) == 1, "who is inside is let out")
    door.lock.program.say("input 0 on")
    wait_until(lambda: door.said("door-change", b'"open","before":"released"'), "they went out")

    assert door.entries() == []


def test_a_fire_frees_the_door_until_it_is_over_and_hours_unlock_it(make_door: Callable[[str], BlindDoor]) -> None:
    door = make_door('contact = 0\nfire = 2\nunlocked = ["1-7 00:00-24:00"]\n' + NO_MODELS)
    door.start()

    door.lock.program.say("input 0 off")
    wait_until(lambda: door.said("door-change", b'"unlocked"'), "the hours hold")
    door.lock.program.say("input 2 on")
    wait_until(lambda: door.said("door-change", b'"free"'), "the fire frees the door")
    assert door.said("alarm", b'"fire"')
    door.lock.program.say("input 2 off")

    wait_until(lambda: door.said("door-change", b'"unlocked","before":"free"'), "only the hours hold")
