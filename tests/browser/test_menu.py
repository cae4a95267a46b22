"""The menu: beside the page where there is room, else behind a button that needs no script."""

from playwright.sync_api import Page, expect

from tests.browser import picture
from tests.browser.conftest import Open
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.fakes.town import NAME, PASSWORD, Town


def test_a_phone_opens_it_by_keyboard_without_a_script_and_goes_where_it_leads(town: Town, open_page: Open) -> None:
    page = open_page(town, width=360, java_script_enabled=False)
    picture.sign_in(page, NAME, PASSWORD)
    expect(page.locator("nav.menu")).to_be_hidden()

    page.locator(".menu-button").press("Enter")
    page.locator("nav.menu").get_by_role("link", name="Boxes").press("Enter")

    page.wait_for_url("**/boxes")
    expect(page.locator("nav.menu")).to_be_hidden()


def test_it_closes_by_escape_fits_and_complains_of_nothing_while_open(town: Town, open_page: Open) -> None:
    page = open_page(town, width=360)
    picture.sign_in(page, NAME, PASSWORD)
    page.locator(".menu-button").click()
    expect(page.locator("nav.menu")).to_be_visible()
    assert is_as_wide_as_the_window(page)
    if AXE.exists():
        assert violations(page) == []

    page.keyboard.press("Escape")
    expect(page.locator("nav.menu")).to_be_hidden()


def test_where_there_is_room_it_stands_beside_the_page_and_stays_while_the_page_moves(page: Page) -> None:
    page.goto("/boxes")
    expect(page.locator(".menu-button")).to_be_hidden()
    menu, main = (page.locator(each).bounding_box() for each in ("nav.menu", "main"))
    assert menu
    assert main
    assert menu["x"] + menu["width"] <= main["x"]
    page.evaluate("document.querySelector('main').style.minHeight = '3000px'; scrollTo(0, 1500)")
    expect(page.locator("nav.menu a[aria-current]")).to_be_in_viewport()
