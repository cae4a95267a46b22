"""Takes a picture of every screen of the door's page, as docs/enrolment.md shows them.

    python -m tests.browser.kiosk_pictures docs/pictures/enrolment

The person before the camera is drawn; what a capture finds is scripted, so that no model is needed.
"""

import argparse
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from edge.camera import Frame
from edge.camera import Image as Picture
from edge.face.probe import Prober
from edge.kiosk.server import KioskServer
from tests.browser import picture
from tests.fakes.doorway import CAPTURED, CODE, FAILED, Screen, ScriptedPrinted, screen
from tests.fakes.house import PIN

WINDOWS = ((800, 480), (480, 800))
COLOURS = 48
LANGUAGES = ("zh", "en")


class Walk:
    """One window before one door; every screen it comes to is taken."""

    def __init__(self, door: Screen, page: Page, folder: Path, seen: Picture) -> None:
        self.door, self.page, self.folder, self.seen = door, page, folder, seen
        self.number = 0

    def take(self, name: str) -> None:
        self.number += 1
        self.page.wait_for_timeout(800 if name in {"face", "photograph"} else 250)
        taken = Image.open(BytesIO(self.page.screenshot()))
        # A page has few colours: with so many the picture is small.
        taken.quantize(COLOURS).save(self.folder / f"{self.number:02}-{name}.png", optimize=True)

    def goes(self, path: str, name: str) -> None:
        self.page.goto(path)
        self.take(name)

    def does(self, do: str, value: str = "", then: str = "") -> None:
        """Fill in, touch a button, and take the next screen."""
        if value:
            self.page.locator("[name=value]").fill(value)
        with self.page.expect_navigation():
            self.page.locator(f"button[value='{do}']").last.click()
        if then:
            self.take(then)

    def look(self, seen: Picture | None = None) -> None:
        self.door.now += 0.1
        self.door.enroller.see(
            Frame(self.seen if seen is None else seen, self.door.now), cast(Prober, self.door.prober)
        )

    def lay(self) -> None:
        with self.page.expect_navigation():
            self.door.lay()


def whole_walk(walk: Walk) -> None:
    """Every screen, in the order of the docs."""
    walk.goes("/", "home")
    walk.page.locator("form[action='/begin'] button").click()
    walk.take("invitation")
    walk.does("invite", CODE, "registration")
    walk.does("acknowledge", then="face-notice")
    walk.does("face-yes", then="document")
    walk.does("photograph-card")
    walk.look(drawn_card())
    walk.take("photograph")
    walk.does("back")
    walk.does("face-yes")
    walk.lay()
    walk.take("confirm")
    walk.door.frames = 99
    walk.does("confirm")
    walk.look()
    walk.take("face")
    walk.door.frames, walk.door.found = 1, FAILED
    walk.door.enroller._steps.eye.looking._capture.result = FAILED  # type: ignore[union-attr]
    walk.door.enroller._steps.eye.looking._capture.frames = 1  # type: ignore[union-attr]
    with walk.page.expect_navigation():
        walk.look()
    walk.take("face-failed")
    walk.does("decline", then="other-way")
    walk.does("phone", then="phone")
    walk.does("back")
    walk.door.lay()
    walk.page.wait_for_url("/")
    walk.page.locator("button[value=confirm]").click()
    walk.does("pin", PIN, "contact")
    walk.door.now += 61
    walk.page.locator("button[value=here]").wait_for()
    walk.take("still-there")
    walk.does("here")
    walk.does("contact", then="review")
    walk.does("finish")


def rest(walk: Walk) -> None:
    """The other endings, and the pages beside enrolling."""
    walk.goes("/open", "open")
    walk.goes("/open/pin", "open-pin")
    walk.goes("/bell", "bell")
    walk.goes("/mine", "my-data")


def granted(walk: Walk) -> None:
    walk.page.goto("/")
    walk.page.locator("form[action='/begin'] button").click()
    walk.does("invite", CODE)
    walk.does("acknowledge")
    walk.does("face-yes")
    walk.lay()
    walk.does("confirm")
    with walk.page.expect_navigation():
        walk.look()
    walk.does("add-way")
    walk.does("pin", "851927")
    walk.does("contact", then="granted")
    walk.does("open", then="opened")
    walk.does("finish")


def erased(walk: Walk) -> None:
    walk.page.goto("/mine")
    walk.page.locator("form[action='/mine/begin'] button, form[action='/mine/look'] button").first.wait_for()
    walk.page.goto("/")
    walk.page.locator("form[action='/mine/begin'] button").click()
    walk.page.goto("/mine/pin")
    walk.page.locator("[name=room]").fill("302")
    walk.page.locator("[name=value]").fill("851927")
    with walk.page.expect_navigation():
        walk.page.locator("button.primary").click()
    walk.take("kept")
    with walk.page.expect_navigation():
        walk.page.locator("button[value=face]").click()
    walk.take("erased")


@contextmanager
def serving(door: Screen) -> Iterator[str]:
    """The door's page on a port of its own; its address."""
    over = threading.Event()
    server = KioskServer(door.app(), "127.0.0.1:0")
    thread = threading.Thread(target=server.run, args=(over,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        over.set()
        thread.join()


def window(browser: Browser, url: str, size: tuple[int, int], language: str) -> BrowserContext:
    viewport: Any = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=url, viewport=viewport, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "menlu-language", "value": language, "url": url}])
    return context


def take_all(browser: Browser, folder: Path, size: tuple[int, int], language: str, seen: Picture) -> None:
    target = folder / f"{language}-{size[0]}x{size[1]}"
    target.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        screen(Path(data), printed=ScriptedPrinted()) as door,
        serving(door) as url,
    ):
        door.invite(places=3)
        with closing(window(browser, url, size, language)) as context:
            walk = Walk(door, context.new_page(), target, seen)
            whole_walk(walk)
            door.start()
        with serving(door) as again, closing(window(browser, again, size, language)) as context:
            number = walk.number
            walk = Walk(door, context.new_page(), target, seen)
            walk.number = number
            door.found = CAPTURED
            for part in (granted, rest, erased):
                part(walk)


def drawn_person() -> Picture:
    """Nobody in particular, before a wall."""
    picture = np.full((480, 640, 3), (205, 214, 210), np.uint8)
    cv2.ellipse(picture, (320, 500), (190, 150), 0, 0, 360, (120, 96, 52), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (320, 240), (88, 122), 0, 0, 360, (150, 182, 224), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (320, 168), (96, 74), 0, 180, 360, (44, 44, 50), -1, cv2.LINE_AA)
    for x in (284, 356):
        cv2.ellipse(picture, (x, 232), (13, 8), 0, 0, 360, (60, 52, 48), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (320, 252), (9, 22), 0, 20, 160, (104, 132, 176), 4, cv2.LINE_AA)
    cv2.ellipse(picture, (320, 298), (30, 13), 0, 10, 170, (84, 84, 164), 5, cv2.LINE_AA)
    return picture


def drawn_card() -> Picture:
    """Nobody's card, held up."""
    picture = np.full((480, 640, 3), (205, 214, 210), np.uint8)
    cv2.rectangle(picture, (80, 90), (560, 390), (238, 240, 236), -1, cv2.LINE_AA)
    cv2.rectangle(picture, (420, 140), (520, 280), (190, 200, 210), -1, cv2.LINE_AA)
    cv2.ellipse(picture, (470, 205), (28, 36), 0, 0, 360, (150, 182, 224), -1, cv2.LINE_AA)
    for row, width in ((150, 120), (190, 90), (230, 170), (275, 240), (345, 300)):
        cv2.rectangle(picture, (115, row), (115 + width, row + 14), (130, 136, 134), -1, cv2.LINE_AA)
    return picture


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="as zh-800x480")
    given = parser.parse_args()
    seen = drawn_person()
    with picture.chromium() as browser:
        for size in WINDOWS:
            for language in LANGUAGES:
                if given.only in {"", f"{language}-{size[0]}x{size[1]}"}:
                    take_all(browser, given.folder, size, language, seen)


if __name__ == "__main__":
    main()
