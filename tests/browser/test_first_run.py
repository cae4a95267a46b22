from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.fakes.town import NAME, PASSWORD, running


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_from_a_fresh_start_to_the_first_entry(tmp_path: Path, open_page: Open) -> None:
    with running(tmp_path) as town:
        page = open_page(town)
        page.goto("/")
        expect(page).to_have_url(f"{town.url}/first-run")
        page.get_by_label("First-run code").fill(str(town.first_run))
        page.get_by_label("Your name").fill(NAME)
        page.get_by_label("Password").fill("password1234")
        page.get_by_role("button", name="Make security administrator").click()
        expect(page.locator(".complaint")).to_contain_text("easy to guess")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Make security administrator").click()
        expect(page.get_by_role("status")).to_contain_text("You are the security administrator")
        sign_in(page, NAME)
        page.goto("/staff")
        page.get_by_role("link", name="Town office").click()
        page.get_by_label("Name").fill("李")
        page.get_by_role("button", name="Make a code").click()
        link = page.get_by_label("Link").inner_text()
        page.get_by_role("button", name="Sign out").click()
        page.goto(link)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Set the password").click()
        sign_in(page, "李")
        page.goto("/entries")
        expect(page.get_by_role("heading", name="No entries yet")).to_be_visible()
        page.get_by_role("link", name="Add a box").click()
        expect(page.get_by_role("heading", name="Boxes", exact=True)).to_be_visible()
        page.goto("/entries")
        expect(page.locator("[data-live-state=live]")).to_be_visible()
        town.new_box("12 Harbour Road").let_in("Main entrance")
        expect(page.locator("tbody tr")).to_contain_text("Main entrance")
        expect(page.locator("[data-live-empty]")).to_have_count(0)
