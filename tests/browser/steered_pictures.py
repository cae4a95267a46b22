"""Takes pictures of a phone that steers a real box, of what the pages alone can't show, as they stand in
docs/enrolment.md.

python -m tests.browser.steered_pictures docs/pictures/phone
"""

import argparse
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.phone_pictures import SHOWN, Numbered
from tests.browser.picture import chromium
from tests.browser.test_steered import FACES, chooses_a_pin, posing, shows_their_face, tapping
from tests.conftest import REPO
from tests.stage.lock import LockFirmware
from tests.stage.steered import SteeredDoor

PHOTOGRAPHS = REPO / ".cache" / "photographs"
FIRST = 18
"""Number of the first picture: behind those of `phone_pictures`."""


def take(folder: Path, language: str, browser: Browser, stack: ExitStack) -> None:
    """Both ways once, to FOLDER/NN-NAME.png."""
    place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    lock = LockFirmware(place / "lock", baud=115200)
    stack.callback(lock.program.stop)
    door = SteeredDoor(place, lock.url, stack, FACES)
    person = stack.enter_context(posing(door, PHOTOGRAPHS / "obama.jpg", place / "edge.log"))
    tenant = tapping(browser, door, stack, language)
    numbered = Numbered(tenant.page, folder, FIRST)
    chooses_a_pin(door, lock, tenant, numbered.take)
    door.lift()
    shows_their_face(door, person, PHOTOGRAPHS / "obama2.jpg", tenant, numbered.take)


def main(arguments: Iterable[str] | None = None) -> None:
    """The command line above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    with chromium() as browser:
        for language in SHOWN:
            with ExitStack() as stack:
                take(given.folder / language, language, browser, stack)


if __name__ == "__main__":
    main()
