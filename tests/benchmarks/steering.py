"""A phone steers a box without a screen: from a touch in its browser to the box's answer on its page, and from what is
done at the door to the page that follows.

Phone, central and box are a browser and two programs on this machine; the lock is a firmware on a serial line. A touch
is a request to central, an order that the box was waiting for, what the box makes of it, and how that stands sent back:
the floor is three answers of the same central to the same page.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from tests.benchmarks.figure import Figure, p95
from tests.benchmarks.kiosk import of
from tests.browser.picture import chromium
from tests.browser.tapping import TappingPhone, phone
from tests.stage.lock import LockFirmware
from tests.stage.steered import SteeredDoor
from wire.steering import Act

ROUNDS = 4
"""Enrolments that are begun, of the ten that a phone may begin in a row; each goes forth and back TURNS times."""
TURNS = 5
PIN = "274916"
ANSWERS = """async () => {
  const address = new URL(document.querySelector("[data-part-at]").dataset.partAt, location.href);
  const began = performance.now();
  for (let count = 0; count < 3; count++) await (await fetch(address, { headers: { "Menlu-Part": "1" } })).text();
  return performance.now() - began;
}"""


class Steered:
    """What was measured, ms."""

    def __init__(self, door: SteeredDoor, lock: LockFirmware, tenant: TappingPhone) -> None:
        self._door, self._lock, self._tenant = door, lock, tenant
        self.touches: list[float] = []
        self.keys: list[float] = []
        self.floor: list[float] = []

    def round(self) -> None:
        """From Begin to a PIN that was typed once, and back to Begin."""
        self._touch(Act.BEGIN)
        for _ in range(TURNS):
            self._touch(Act.STAFF)
            self._touch(Act.BACK)
            self.floor.append(self._tenant.page.evaluate(ANSWERS))
        self._touch(Act.STAFF)
        self._touch(Act.PIN)
        self._type()
        self._touch(Act.CANCEL)

    def _touch(self, act: Act) -> None:
        self.touches.append(self._tenant.touches(act))

    def _type(self) -> None:
        """Type a PIN at the lock; its last key is timed."""
        self._lock.program.say(f"key {PIN}")
        time.sleep(1)
        before = len(self._tenant.shown())
        typed = time.time() * 1000
        self._lock.program.say("key #")
        self.keys.append(self._tenant.comes(before)[2] - typed)


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as name, ExitStack() as stack:
        folder = Path(name)
        lock = LockFirmware(folder / "lock", baud=115200)
        stack.callback(lock.program.stop)
        door = SteeredDoor(folder, lock.url, stack)
        door.box.start("--keep-trying")
        door.lock_is_online()
        browser = stack.enter_context(chromium())
        tenant = TappingPhone(stack.enter_context(closing(phone(browser, door.central.url))).new_page())
        tenant.answers(door.landlord.invite(), face=False)
        door.knows_of_answers()
        tenant.comes_to_the_door()
        steered = Steered(door, lock, tenant)
        for _ in range(ROUNDS):
            steered.round()
    yield from figures(steered)


def figures(taken: Steered) -> Iterator[Figure]:
    touches = sorted(taken.touches)
    note = f"p95 {p95(touches):.0f}, max {touches[-1]:.0f} ms of {len(touches)}"
    name = "steering: touch on the phone to the box's answer on it, p50"
    yield Figure(name, median(touches), "ms", median(taken.floor), "three answers of central to the phone", note=note)
    yield of("steering: a key at the lock to the phone's next page", taken.keys, "ms")
