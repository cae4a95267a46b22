"""Every screen of the door, one after the other, in any language: for pictures of them, and for what holds of each.

A walk uses the pages as a person does; what is beside them, the card reader and the camera, is scripted.
"""

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from edge.camera import Image
from edge.kiosk.server import KioskServer
from tests.browser import drawn
from tests.browser.visitor import window
from tests.fakes.doorway import CAPTURED, CHILD, CODE, FAILED, OWN_CODE, Screen, ScriptedPrinted, screen
from tests.fakes.house import CARD
from tests.fakes.notices import FIRST, NEXT, in_force
from tests.stage.waiting import wait_until

WINDOWS = ((800, 480), (480, 800))
FAMILY, FAMILY_CODE = "stay-2", "FAM2YCHDEF"
"""A stay that has a guardian."""
OTHER_PIN = "851927"


class Walk:
    """One window before one door."""

    def __init__(self, door: Screen, page: Page) -> None:
        self.door, self.page = door, page

    def goes(self, path: str) -> None:
        self.page.goto(path)

    def does(self, do: str, value: str = "") -> None:
        """Fill in, and touch a button that leads to the next screen."""
        if value:
            self.page.locator("[name=value]").fill(value)
        self.comes(self.page.locator(f"button[value='{do}']").last.click)

    def touches(self, what: str) -> None:
        """Touch something else that leads to the next screen."""
        self.comes(self.page.locator(what).first.click)

    def comes(self, led: Callable[[], object]) -> None:
        """Another screen comes of it."""
        with self.page.expect_navigation():
            led()

    def begins(self, code: str = CODE) -> None:
        self.goes("/")
        self.touches("form[action='/begin'] button")
        self.does("invite", code)

    def shows(self, seen: Image) -> None:
        """The camera gives a frame, and the screen shows it."""
        with self.page.expect_response("**/progress"), self.page.expect_response("**/picture*"):
            self.door.look(seen)
        wait_until(lambda: self.page.evaluate("document.querySelector('[data-picture]').naturalWidth"), "the picture")


def enrolment(walk: Walk) -> Iterator[str]:
    """Step by step, with all that can be chosen instead."""
    door = walk.door
    walk.goes("/")
    yield "home"
    walk.touches("form[action='/begin'] button")
    yield "invitation"
    walk.does("scan")
    walk.shows(drawn.card())
    yield "scan"
    walk.does("back")
    walk.begins()
    yield "registration"
    walk.does("acknowledge")
    yield "face-notice"
    walk.does("face-yes")
    yield "document"
    yield from photographed(walk)
    walk.comes(door.lay)
    yield "confirm"
    door.frames = 99
    walk.does("confirm")
    walk.shows(drawn.person())
    yield "face"
    door.captures[-1].result, door.captures[-1].frames = FAILED, 1
    walk.comes(lambda: door.look(drawn.person()))
    yield "face-failed"
    walk.does("decline")
    yield "other-way"
    walk.does("phone")
    yield "phone"
    walk.does("back")
    walk.comes(door.lay)
    walk.does("confirm")
    walk.does("card")
    yield "card"
    door.house.reader.put(CARD)
    walk.comes(lambda: held(door))
    yield "contact"
    walk.comes(lambda: door.wait(61))
    yield "still-there"
    walk.does("here")
    walk.does("contact")
    yield "review"
    walk.does("finish")


def photographed(walk: Walk) -> Iterator[str]:
    """A printed card instead; back at the beginning of that step in the end."""
    printed = walk.door.printed
    walk.does("photograph-card")
    walk.shows(drawn.card())
    yield "photograph"
    printed.waits = threading.Event()
    walk.does("snap")
    walk.door.now += 3
    walk.shows(drawn.card())
    yield "photograph-reading"
    printed.fails = True
    printed.waits.set()
    walk.comes(lambda: until_read(walk.door))
    walk.shows(drawn.card())
    yield "photograph-failed"
    walk.does("back")
    walk.does("face-yes")


def until_read(door: Screen) -> None:
    """The camera goes on giving frames until what was photographed is read."""
    while door.enroller.view().reading is not None:
        door.look(drawn.card())


def held(door: Screen) -> None:
    """The card that was held to the door's reader is taken."""
    while door.enroller.view().waits_for_card:
        door.enroller.tick()


def granted(walk: Walk) -> Iterator[str]:
    """Let in at once, with a PIN as a second way."""
    walk.door.found, walk.door.frames = CAPTURED, 1
    walk.begins()
    walk.does("acknowledge")
    walk.does("face-yes")
    walk.comes(walk.door.lay)
    walk.does("confirm")
    walk.comes(walk.door.look)
    walk.does("add-way")
    walk.does("pin", OTHER_PIN)
    walk.does("contact")
    yield "granted"
    walk.does("open")
    yield "opened"
    walk.does("finish")


def under_age(walk: Walk) -> Iterator[str]:
    """A child's card, with a guardian's invitation and without."""
    for code, name in ((FAMILY_CODE, "guardian"), (CODE, "no-guardian")):
        walk.begins(code)
        walk.does("acknowledge")
        walk.does("face-no")
        walk.comes(lambda: walk.door.lay(CHILD))
        walk.does("confirm")
        yield name
        walk.does("cancel")


def prepared(walk: Walk) -> Iterator[str]:
    """Who has answered on their phone goes on with the card."""
    walk.begins(OWN_CODE)
    yield "taken-over"
    walk.does("cancel")


def beside(walk: Walk) -> Iterator[str]:
    """The pages beside enrolling."""
    walk.goes("/open")
    yield "open"
    walk.goes("/open/pin")
    yield "open-pin"
    walk.goes("/bell")
    yield "bell"
    walk.goes("/mine")
    yield "my-data"
    walk.goes("/nowhere")
    yield "refusal"


def asked_anew(walk: Walk) -> Iterator[str]:
    """After the words about the face have changed, until all is erased."""
    walk.goes("/")
    yield "home-asks"
    opens(walk)
    yield "opened-asks"
    walk.touches("form[action='/mine/read'] button")
    walk.goes("/mine/pin")
    knows(walk)
    yield "anew"
    walk.touches("form[action='/mine/later'] button")
    yield "kept"
    walk.goes("/mine/registration")
    yield "registration-again"
    walk.goes("/mine")
    walk.touches("a[href='/mine/town']")
    yield "kept-by-the-town"
    walk.touches("a[href='/mine']")
    walk.touches("form[action='/mine/read'] button")
    walk.touches("button[value=yes]")
    yield "agreed"
    walk.touches("form[action='/mine/end'] button")
    walk.touches("form[action='/mine/begin'] button")
    walk.goes("/mine/pin")
    knows(walk)
    walk.touches("a[href='/mine/erase?what=face']")
    yield "sure"
    walk.touches("button[value=face]")
    yield "erased"


def opens(walk: Walk) -> None:
    walk.goes("/open/pin")
    knows(walk)


def knows(walk: Walk) -> None:
    """They type their room and PIN."""
    walk.page.locator("[name=room]").fill("302")
    walk.page.locator("[name=value]").fill(OTHER_PIN)
    walk.touches("button.primary")


def screens(browser: Browser, size: tuple[int, int], language: str) -> Iterator[tuple[str, Page]]:
    """Every screen's name, while the page shows it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        in_force(Path(folder), FIRST),
        screen(Path(folder), printed=ScriptedPrinted()) as door,
    ):
        door.invite(places=3)
        door.invite(FAMILY, FAMILY_CODE, minors=True)
        door.prepare(language=language)
        with walking(browser, door, size, language) as walk:
            for part in (enrolment, granted, under_age, prepared, beside):
                for name in part(walk):
                    yield name, walk.page
        with in_force(Path(folder), FIRST, NEXT):
            door.house.restart()
            door.start()
            with walking(browser, door, size, language) as walk:
                for name in asked_anew(walk):
                    yield name, walk.page


@contextmanager
def walking(browser: Browser, door: Screen, size: tuple[int, int], language: str) -> Iterator[Walk]:
    """A window before the door, whose page is on a port of its own."""
    over = threading.Event()
    server = KioskServer(door.app(), "127.0.0.1:0")
    thread = threading.Thread(target=server.run, args=(over,))
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.port}"
        with closing(window(browser, url, size, language, reduced_motion="reduce")) as context:
            yield Walk(door, context.new_page())
    finally:
        over.set()
        thread.join()
