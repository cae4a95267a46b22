"""A tenant's phone in a browser steers a box without a screen, all of it as it runs in a town: from the invitation's
picture to the open door, by touches alone.
"""

import sys
from collections.abc import Callable, Iterator
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
from tests.stage.steered import SteeredDoor
from tests.stage.waiting import wait_until
from wire.kinds import Entry, Registration
from wire.steering import Act

PIN = "274916"
FACES = '[face]\nagreeing = 1\napproach = 0.08\n[reader]\nphoto = "picture:"\n'
BEFORE_THE_DOOR = len(["code", "language", "notice", "face", "number", "at the door"])
Look = Callable[[str], None]
"""Is given a name for each page that came."""


def chooses_a_pin(door: SteeredDoor, lock: LockFirmware, tenant: TappingPhone, look: Look = lambda name: None) -> None:
    """From the invitation to the end of the enrolment, without a face; the PIN is typed at the lock's keypad."""
    comes_to_the_card(door, tenant, face=False)
    door.lay()
    tenant.touches(Act.CONFIRM)
    tenant.touches(Act.PIN)
    look("keypad")
    for _ in range(2):
        before = len(tenant.shown())
        lock.program.say(f"key {PIN}#")
        tenant.comes(before)
    tenant.touches(Act.SETTLE)
    tenant.touches(Act.FINISH)


def shows_their_face(
    door: SteeredDoor, person: Program, photograph: Path, tenant: TappingPhone, look: Look = lambda name: None
) -> None:
    """From the invitation to the open door. photograph: of the person before the camera, for the card's chip."""
    comes_to_the_card(door, tenant, face=True)
    door.lay(portrait(photograph))
    tenant.touches(Act.CONFIRM)
    wait_until(lambda: captured(tenant, person), "the face is captured", every=0.1)
    tenant.touches(Act.SETTLE)
    tenant.touches(Act.OPEN)
    look("opened")


def comes_to_the_card(door: SteeredDoor, tenant: TappingPhone, *, face: bool) -> None:
    tenant.answers(door.landlord.invite(), face=face)
    door.knows_of_answers()
    tenant.comes_to_the_door()
    tenant.touches(Act.BEGIN)


def captured(tenant: TappingPhone, person: Program) -> bool:
    """Do what the phone says; whether the next page has come. Who is too slow for it tries again."""
    if tenant.page.locator(f"button[value={Act.RETRY}]").is_visible():
        tenant.touches(Act.RETRY)
    asked = {getattr(ask.words, tenant.language): ask for ask in Ask}
    person.say(asked.get(tenant.heading, Ask.LOOK_AHEAD))
    return tenant.page.locator(f"button[value={Act.SETTLE}]").is_visible()


def posing(door: SteeredDoor, photograph: Path, log: Path) -> Program:
    """The daemon, with the person of the photograph before its camera."""
    person = Program([sys.executable, "-m", "tests.stage.posing", door.box.config, photograph], log)
    door.lock_is_online()
    return person


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


def tapping(chromium: Browser, door: SteeredDoor, stack: ExitStack, language: str = "en") -> TappingPhone:
    context = stack.enter_context(closing(phone(chromium, door.central.url, language)))
    return TappingPhone(context.new_page(), language)


def test_a_pin_is_chosen_at_the_keypad_and_opens_the_door(
    tmp_path: Path, stack: ExitStack, lock: LockFirmware, chromium: Browser
) -> None:
    door = SteeredDoor(tmp_path, lock.url, stack)
    door.box.start("--keep-trying")
    door.lock_is_online()
    tenant = tapping(chromium, door, stack)

    chooses_a_pin(door, lock, tenant)
    door.says_yes()

    wait_until(lambda: opens(door, lock), "the PIN opens", every=2)
    assert tenant.heading == "You have registered"
    assert [told.ways for told in door.told("registration", Registration)] == [["pin"]]
    assert tenant.taps == BEFORE_THE_DOOR + len(["begin", "confirm", "pin", "settle", "finish"])


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
    person = stack.enter_context(posing(door, stage / "obama.jpg", tmp_path / "edge.log"))

    shows_their_face(door, person, stage / "obama2.jpg", tenant)

    lock.release_number(0, timeout=60)
    [told] = door.told("registration", Registration)
    assert (told.outcome, told.ways, told.document, told.way) == ("granted", ["face"], "resident", "chip")
