"""Every screen of the door, in every language and both windows: nothing cut off, nothing too small, nothing wrong."""

import pytest
from playwright.sync_api import Browser, Page

from edge.spoken.language import LANGUAGES
from tests.browser.kiosk_walk import WINDOWS, screens
from tests.browser.layout import complaints
from tests.browser.test_pages import AXE, violations

WITH_AXE = {("en", WINDOWS[0]), ("vi", WINDOWS[0]), ("zh", WINDOWS[1]), ("ug", WINDOWS[1])}
"""Each language once, each window twice: axe takes its time."""


@pytest.mark.parametrize("size", WINDOWS, ids=["wide", "high"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_can_be_read_and_touched(chromium: Browser, size: tuple[int, int], language: str) -> None:
    rules = AXE.exists() and (language, size) in WITH_AXE
    found = {name: wrong(page, rules=rules) for name, page in screens(chromium, size, language)}
    assert len(found) > 30
    assert {name: what for name, what in found.items() if what} == {}


def wrong(page: Page, *, rules: bool) -> list[str]:
    return [*complaints(page), *(map(str, violations(page)) if rules else ())]
