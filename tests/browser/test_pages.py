"""Every page, as different people see it: narrow, dark, in Chinese, by keyboard, by a screen reader's rules."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import picture
from tests.browser.conftest import Open
from tests.fakes.town import NAME, PASSWORD, Box, Town

PAGES = (
    "/entries",
    "/entries?outcome=denied",
    "/entries?door=999999",
    "/doors",
    "/boxes",
    "/rooms",
    "/rooms/new",
    "/stays",
    "/requests",
    "/landlords",
    "/clocks",
    "/calendar/2026",
    "/calendar/notice",
    "/nope",
)
AXE = Path(__file__).parents[2] / "central" / "web" / "assets" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(autouse=True)
def something_to_see(box: Box) -> None:
    """Every state a row and a door can show."""
    box.report("Front door with quite a long name", "online")
    box.report("Rear", "offline")
    box.let_in("Front door with quite a long name")
    box.turn_away("Rear", "outside-validity")


@pytest.mark.parametrize(("width", "locale"), [(360, "en"), (360, "zh-CN"), (768, "en"), (1000, "en"), (1200, "en")])
def test_no_page_is_wider_than_the_window(town: Town, open_page: Open, width: int, locale: str) -> None:
    page = open_page(town, width=width, locale=locale)
    page.goto("/sign-in")
    assert is_as_wide_as_the_window(page), "/sign-in"
    picture.sign_in(page, NAME, PASSWORD)
    for path in PAGES:
        page.goto(path)
        assert is_as_wide_as_the_window(page), path


def is_as_wide_as_the_window(page: Page) -> bool:
    # What is read is there before its style sheets are.
    page.wait_for_load_state("load")
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"))


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_to_complain_of(town: Town, open_page: Open, scheme: str, width: int) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `python scripts/assets` brings it")
    page = open_page(town, width=width, color_scheme=scheme, reduced_motion="reduce")
    page.goto("/sign-in")
    assert violations(page) == []
    picture.sign_in(page, NAME, PASSWORD)
    for path in (*PAGES, "/boxes/1/shut-out"):
        page.goto(path)
        assert violations(page) == [], path


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page by the rules of WCAG 2.2 AA and its own good practice."""
    # Evaluated by the debugger, so that the page's own policy against foreign scripts stays in force.
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{rule['id']}: {json.dumps([node['target'] for node in rule['nodes']])}" for rule in found]


def test_every_page_has_one_heading_and_names_its_language(page: Page) -> None:
    for path in PAGES:
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        assert page.locator("html").get_attribute("lang") == "en"
        expect(page).to_have_title(page.locator("h1").inner_text() + " · Menlu")


def test_signing_in_needs_no_mouse(town: Town, open_page: Open) -> None:
    page = open_page(town)
    page.goto("/sign-in")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{town.url}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_has_the_focus_is_seen_to_have_it(page: Page) -> None:
    page.goto("/boxes")
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px", page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("width", [360, 1280])
def test_who_skips_to_the_content_sees_the_first_link_of_it(town: Town, open_page: Open, width: int) -> None:
    page = open_page(town, width=width)
    picture.sign_in(page, NAME, PASSWORD)
    page.goto("/rooms")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    link = page.locator("main a").first
    expect(link).to_be_focused()
    header, shown = page.locator("header.shell").bounding_box(), link.bounding_box()
    assert header
    assert shown
    assert shown["y"] >= header["y"] + header["height"]


def test_a_phone_shows_by_what_a_list_is_sorted_and_sorts_it_by_another(town: Town, open_page: Open) -> None:
    page = open_page(town, width=360)
    picture.sign_in(page, NAME, PASSWORD)
    page.goto("/boxes")
    page.locator("thead").get_by_role("link", name="Last heard").click()
    expect(page).to_have_url(f"{town.url}/boxes?sort=last_seen")
    expect(page.get_by_role("columnheader", name="Last heard")).to_have_attribute("aria-sort", "ascending")


def test_the_switch_changes_the_language_and_stays_on_the_page(page: Page) -> None:
    page.goto("/entries?outcome=denied")
    page.get_by_role("button", name="中文").click()
    expect(page).to_have_url(page.url.split("/entries")[0] + "/entries?outcome=denied")
    expect(page.locator("h1")).to_have_text("出入记录")
    page.goto("/doors")
    expect(page.locator("h1")).to_have_text("门禁")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Doors")


def test_the_doors_page_follows_what_the_doors_report(page: Page, box: Box) -> None:
    page.goto("/doors")
    box.report("A brand new door", "online")
    expect(page.get_by_role("heading", name="A brand new door")).to_be_visible()


def test_a_box_is_added_and_shut_out_by_hand(page: Page, town: Town) -> None:
    page.goto("/boxes")
    page.get_by_label("What is it called?").fill("7 Bridge Street")
    page.get_by_role("button", name="Make a claim code").click()
    expect(page.locator("pre")).to_contain_text("menlu-edge claim ")
    expect(page.get_by_text(f"must name this central: {town.url}")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    page.get_by_role("button", name="Withdraw 7 Bridge Street").click()
    expect(page.get_by_role("status")).to_contain_text("The code is withdrawn")
    town.new_box("8 Bridge Street")
    page.goto("/boxes")
    page.get_by_role("link", name="Shut out … 8 Bridge Street").click()
    page.get_by_role("button", name="Shut out").click()
    expect(page.get_by_role("row", name="8 Bridge Street")).to_contain_text("Shut out")
