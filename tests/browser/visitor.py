"""Somebody before the door's screen: every touch is counted, and how long each screen took is noted."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.fakes.doorway import CODE
from tests.stage.waiting import wait_until

TIMES = """() => {
  const [answer] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return paint && answer.responseEnd ? [answer.responseEnd - answer.startTime, paint.startTime] : null;
}"""
"""From what led to a page: until its answer is there, and until it is painted, ms."""


PATIENCE = 30_000
"""ms."""
TRIES = 5


@dataclass(frozen=True)
class Shown:
    """One screen. answered, painted: ms after what led to it."""

    name: str
    answered: float
    painted: float


class Visitor:
    """touches: so far. shown: the screens so far."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.touches = 0
        self.shown: list[Shown] = []

    def touch(self, name: str) -> None:
        """Touch the button that says so, which leads to another page."""
        self.touches += 1
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).or_(
                self.page.get_by_role("link", name=name, exact=True)
            ).first.click()
        self.notes()

    def type(self, keys: str) -> None:
        """Touch keys on the screen."""
        for key in keys:
            self.touches += 1
            self.page.locator(".keys").get_by_role("button", name=key, exact=True).click()

    def sees(self, words: str, timeout: float = PATIENCE) -> None:
        """Wait for the screen with that title. timeout: ms."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words, timeout=timeout)

    def shows_their_face(self) -> None:
        """Do what the camera asks, and try again where it did not work: on a busy machine frames come late."""
        over = re.compile("Your phone number|That did not work")
        for left in reversed(range(TRIES)):
            expect(self.page.get_by_role("heading", level=1)).to_have_text(over, timeout=4 * PATIENCE)
            if self.title == "Your phone number":
                return
            assert left, f"the face was not captured in {TRIES} tries: this machine is too busy for its camera"
            self.touch("Try again")

    def notes(self) -> None:
        """Note how long the screen that is there took."""
        answered, painted = wait_until(lambda: self.page.evaluate(TIMES), "the screen is painted")
        self.shown.append(Shown(self.title, answered, painted))

    @property
    def title(self) -> str:
        """What the screen says first."""
        return self.page.locator("[data-say]").first.inner_text()

    def comes_to_the_card(self, face: str = "Yes, use my face", code: str = CODE) -> None:
        """The first steps, with the code of an invitation."""
        self.touch("Register")
        self.type(code)
        self.touch("Go on")
        self.sees("About your registration")
        self.touch("I understand, go on")
        self.sees("Open the door with your face?")
        self.touch(face)
        self.sees("Your identity card")


def window(browser: Browser, url: str, size: tuple[int, int], language: str, **options: Any) -> BrowserContext:
    """The door's screen, in that language."""
    viewport: Any = {"width": size[0], "height": size[1]}
    context = browser.new_context(base_url=url, viewport=viewport, **options)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([{"name": "menlu-language", "value": language, "url": url}])
    return context
