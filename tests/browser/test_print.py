"""What comes out of a printer: what is told and not what can be done, tables with their headings, white whatever the
screen is.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import picture
from tests.browser.furnished import Furnished
from tests.fakes.town import NAME, PASSWORD

PAGES = {
    "/entries": True,
    "/doors": False,
    "/boxes": True,
    "/matters": True,
    "/stays": True,
    "/requests": True,
    "/landlords": True,
    "/clocks?show=later": False,
    "/buildings/1": False,
    "/calendar/2026": False,
    "/reports": True,
}
"""Address → whether there is surely a list on it; it depends on the day which list a deadline is in."""
PAPER: Any = {"width": 718, "height": 1000}
"""px: A4 within margins of 1 cm."""
NOT_ON_PAPER = (
    "header.shell, nav, button, input, select, textarea, dialog, form.filter, a.button, "
    ".live, .paging, .acts, .tile-act"
)
_CUT = """
() => [...document.querySelectorAll("table")].filter((table) => table.offsetParent).flatMap((table) => {
  const frame = table.parentElement, head = getComputedStyle(table.tHead).display;
  const wrong = [];
  const right = table.getBoundingClientRect().right;
  if (right > document.documentElement.clientWidth + 1) wrong.push("wider than the paper");
  if (getComputedStyle(frame).overflowX !== "visible") wrong.push("cut by its frame");
  if (head !== "table-header-group") wrong.push(`its headings are shown as ${head}`);
  if (getComputedStyle(table.tBodies[0].rows[0]).breakInside !== "avoid") wrong.push("rows may break");
  return wrong;
})
"""
_DARK = """
() => {
  const parts = (color) => (color.match(/[\\d.]+/g) ?? []).slice(0, 3).map(Number);
  const lightness = (color) => parts(color).reduce((sum, each) => sum + each, 0) / 3;
  const isClear = (color) => color === "transparent" || /, 0\\)$/.test(color);
  const found = [];
  for (const each of document.querySelectorAll("html, body, main, main *")) {
    if (!each.checkVisibility({ visibilityProperty: true }) || each.closest("svg")) continue;
    const { backgroundColor, color } = getComputedStyle(each);
    const name = `${each.tagName} ${each.className}`;
    if (!isClear(backgroundColor) && lightness(backgroundColor) < 200) found.push(`${name}: on ${backgroundColor}`);
    if (each.textContent.trim() && lightness(color) > 140) found.push(`${name}: in ${color}`);
  }
  return found;
}
"""


@pytest.fixture
def sheet(furnished: Furnished, chromium: Browser) -> Iterator[Page]:
    """A page as it goes to the printer of somebody whose screen is dark."""
    context = chromium.new_context(base_url=furnished.town.url, viewport=PAPER, color_scheme="dark", locale="en")
    page = context.new_page()
    picture.sign_in(page, NAME, PASSWORD)
    page.emulate_media(media="print", color_scheme="dark")
    yield page
    context.close()


def test_on_paper_stands_what_is_told_and_not_what_can_be_done(sheet: Page) -> None:
    wrong = []
    for path, has_list in PAGES.items():
        sheet.goto(path)
        assert sheet.locator("h1").is_visible(), path
        if has_list and not sheet.locator("main tbody tr").first.is_visible():
            wrong.append(f"{path}: its table is not printed")
        wrong += [f"{path}: {each} is printed" for each in shown(sheet, NOT_ON_PAPER)]
        wrong += [f"{path}: a table is {each}" for each in sheet.evaluate(_CUT)]
        wrong += [f"{path}: {each}" for each in sheet.evaluate(_DARK)]

    assert wrong == []


def shown(page: Page, selector: str) -> list[str]:
    """What of these can be seen."""
    script = "(all) => all.filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 80))"
    return list(page.eval_on_selector_all(selector, script))


def test_rows_of_a_list_can_be_read_on_paper(sheet: Page) -> None:
    sheet.goto("/boxes")
    row = sheet.get_by_role("row", name="1 Harbour Road").first

    assert row.is_visible()
    link = row.get_by_role("link").first
    assert link.evaluate("(each) => getComputedStyle(each).textDecorationLine") == "underline"
    assert not sheet.get_by_text("Shut out …").first.is_visible()
    assert sheet.get_by_role("columnheader", name="State").is_visible()
