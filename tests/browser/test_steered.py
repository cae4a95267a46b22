"""A tenant's phone in a browser steers a box without a screen, all of it as it runs in a town: from the invitation's
picture to the open door, by touches alone.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from edge.face.ask import Ask
from tests.browser.tapping import TappingPhone, phone
from tests.conftest import REPO, made_by
from tests.stage.lock import LockFirmware
from tests.stage.posing import portrait
from tests.stage.program import Program
from tests.stage.steered import NO_FACES, SteeredDoor
from tests.stage.waiting import wait_until
from wire.kinds import Entry, Registration
from wire.steering import Act

PIN = "274916"
FACES = '[face]\nagreeing = 1\napproach = 0.08\n[reader]\nphoto = "picture:"\n'


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def lock(tmp_path: Path, stack: ExitStack) -> LockFirmware:
    made_by("lock-firmware", REPO / ".cache" / "lock-venv" / "menlu-installed")
    lock = LockFirmware(tmp_path / "lock", baud=115200)
    stack.callback(lock.program.stop)
    return lock


def tapping(chromium: Browser, door: SteeredDoor, stack: ExitStack) -> TappingPhone:
    return TappingPhone(stack.enter_context(closing(phone(chromium, door.central.url))).new_page())


def test_a_pin_is_chosen_at_the_keypad_and_opens_the_door(
    tmp_path: Path, stack: ExitStack, lock: LockFirmware, chromium: Browser
) -> None:
    door = SteeredDoor(tmp_path, lock.url, stack, NO_FACES)
    door.box.start("--keep-trying")
    door.lock_is_online()
    tenant = tapping(chromium, door, stack)

    tenant.answers(door.landlord.invite(), face=False)
    door.knows_of_answers()
    tenant.comes_to_the_door()
    tenant.touches(Act.BEGIN)
    tenant.says("Lay your card on the reader")
    door.lay()
    tenant.touches(Act.CONFIRM)
    tenant.touches(Act.PIN)
    tenant.says("keypad")
    lock.program.say(f"key {PIN}#")
    tenant.says("once more")
    lock.program.say(f"key {PIN}#")
    tenant.touches(Act.SETTLE)
    tenant.says("Somebody has to say yes")
    tenant.touches(Act.FINISH)
    tenant.says("You have registered")
    door.says_yes()

    wait_until(lambda: opens(door, lock), "the PIN opens", every=2)
    assert [told.ways for told in door.told("registration", Registration)] == [["pin"]]
    assert tenant.taps == len(["invite", "zh", "notice", "face", "contact", "door"]) + 5


def opens(door: SteeredDoor, lock: LockFirmware) -> bool:
    """Room and PIN are typed at the keypad; whether the door opens."""
    before = len(door.told("entry", Entry))
    lock.program.say(f"key 302*{PIN}#")
    wait_until(lambda: len(door.told("entry", Entry)) > before, "an entry")
    return door.told("entry", Entry)[before].granted


@pytest.mark.long
def test_a_face_is_captured_as_the_phone_says_and_the_last_touch_opens_the_door(
    tmp_path: Path, stage: Path, stack: ExitStack, lock: LockFirmware, chromium: Browser
) -> None:
    door = SteeredDoor(tmp_path, lock.url, stack, FACES)
    tenant = tapping(chromium, door, stack)
    command = ["-m", "tests.stage.posing", door.box.config, stage / "obama.jpg"]
    person = stack.enter_context(Program([sys.executable, *command], tmp_path / "edge.log"))
    door.lock_is_online()

    tenant.answers(door.landlord.invite(), face=True)
    door.knows_of_answers()
    tenant.comes_to_the_door()
    tenant.touches(Act.BEGIN)
    tenant.says("Lay your card on the reader")
    door.lay(portrait(stage / "obama2.jpg"))
    tenant.touches(Act.CONFIRM)
    wait_until(lambda: captured(tenant, person), "the face is captured", every=0.1)
    tenant.touches(Act.SETTLE)
    tenant.touches(Act.OPEN)

    lock.release_number(0, timeout=60)
    [told] = door.told("registration", Registration)
    assert (told.outcome, told.ways, told.document, told.way) == ("granted", ["face"], "resident", "chip")


ASKED = {ask.words.en: ask for ask in Ask}


def captured(tenant: TappingPhone, person: Program) -> bool:
    """Do what the phone says; whether the next page has come. Who is too slow for it tries again."""
    if tenant.page.locator(f"button[value={Act.RETRY}]").is_visible():
        tenant.touches(Act.RETRY)
    person.say(ASKED.get(tenant.heading, Ask.LOOK_AHEAD))
    return tenant.page.locator(f"button[value={Act.SETTLE}]").is_visible()
