"""A tenant's phone, as Chromium shows it: 360 pixels wide, and touched, never typed on.

Every other page at the door is noted, with how long after the last touch it came.
"""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from central.phone.language import LANGUAGES
from tests.stage.waiting import wait_until
from wire.steering import Act

WIDTH, HEIGHT = 360, 740
PATIENCE = 60_000
"""ms, on a machine that does much else."""
WATCH = """() => {
  const place = document.querySelector("[data-part-at]");
  const scene = () => place.querySelector(".scene");
  let page = scene().dataset.page;
  let touched = 0;
  window.shown = [];
  addEventListener("submit", () => { touched = performance.now(); }, true);
  new MutationObserver(() => {
    if (scene().dataset.page === page || scene().getAttribute("aria-busy") === "true") return;
    page = scene().dataset.page;
    window.shown.push([page, performance.now() - touched, Date.now()]);
  }).observe(place, { childList: true, subtree: true, attributes: true });
}"""
"""Notes each page that says more than that the box is asked: its mark, ms since the last touch, Unix ms."""


class TappingPhone:
    """One window. language: the person's. taps: so far."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page, self.language = page, language
        self.taps = 0

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).tap()

    def answers(self, code: str, *, face: bool) -> None:
        """From the invitation's picture to the door; no number is left."""
        self.page.goto(f"/i#{code}")
        expect(self.page.locator("#code")).to_have_value(code)
        self.tap("main button")
        self.page.wait_for_url("**/i/language")
        self.tap(f"button[value={self.language}]")
        self.page.wait_for_url("**/i/notice")
        self.tap("main button")
        self.page.wait_for_url("**/i/face")
        self.tap(f"button[value={'yes' if face else 'no'}]")
        self.page.wait_for_url("**/i/contact")
        self.tap("main button")
        self.page.wait_for_url("**/i/done")

    def comes_to_the_door(self) -> None:
        self.tap("a[href='/i/door']")
        self.page.wait_for_url("**/i/door")
        self.page.evaluate(WATCH)

    def touches(self, act: Act) -> float:
        """Wait for a button and touch it; ms until the box's answer stood on the page."""
        self.offers(act)
        before = len(self.shown())
        self.tap(f"button[value={act}]")
        return self.comes(before)[1]

    def comes(self, before: int) -> tuple[str, float, float]:
        """Wait for the page that comes after so many, as `shown` tells of it."""
        wait_until(lambda: len(self.shown()) > before, "the page at the door changes")
        return self.shown()[before]

    def offers(self, act: Act) -> None:
        """Wait until a button is there."""
        expect(self.page.locator(f"button[value={act}]")).to_be_visible(timeout=PATIENCE)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def shown(self) -> list[tuple[str, float, float]]:
        """What came since the door: mark of the page, ms after the touch before it, Unix ms."""
        return [(page, after, at) for page, after, at in self.page.evaluate("window.shown")]


def phone(browser: Browser, url: str, language: str = "en", **options: Any) -> BrowserContext:
    """A phone's browser at central's `url`."""
    size: Any = {"width": WIDTH, "height": HEIGHT}
    context = browser.new_context(
        base_url=url,
        viewport=size,
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
        locale=LANGUAGES[language].speech,
        **options,
    )
    context.set_default_timeout(PATIENCE)
    return context
