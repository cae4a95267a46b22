"""Every screen of the door, in every language and both windows: nothing cut off, nothing too small, nothing wrong."""

import pytest
from playwright.sync_api import Browser, Page

from edge.spoken.language import LANGUAGES
from tests.browser.kiosk_walk import WINDOWS, screens
from tests.browser.layout import complaints
from tests.browser.test_pages import AXE, violations

WIDE, HIGH = WINDOWS
"""The wide window is the narrow one for words: its low pages have the least room."""
WITH_AXE = {("en", WIDE), ("vi", WIDE), ("zh", HIGH), ("ug", HIGH)}
"""Each language once, each window twice: axe takes its time."""


@pytest.mark.parametrize(("language", "size"), [*((each, WIDE) for each in LANGUAGES), ("zh", HIGH), ("ug", HIGH)])
def test_every_screen_can_be_read_and_touched(chromium: Browser, language: str, size: tuple[int, int]) -> None:
    rules = AXE.exists() and (language, size) in WITH_AXE
    found = {name: wrong(page, rules=rules) for name, page in screens(chromium, size, language)}
    assert len(found) > 30
    assert {name: what for name, what in found.items() if what} == {}


def wrong(page: Page, *, rules: bool) -> list[str]:
    return [*complaints(page), *(map(str, violations(page)) if rules else ())]
