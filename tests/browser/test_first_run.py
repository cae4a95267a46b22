from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.fakes.town import NAME, PASSWORD, running


def test_from_a_fresh_start_to_the_first_entry(tmp_path: Path, open_page: Open) -> None:
    with running(tmp_path) as town:
        page = open_page(town)
        page.goto("/")
        expect(page).to_have_url(f"{town.url}/first-run")
        page.get_by_label("First-run code").fill(str(town.first_run))
        page.get_by_label("Your name").fill(NAME)
        page.get_by_label("Password").fill("password1234")
        page.get_by_role("button", name="Make administrator").click()
        expect(page.locator(".complaint")).to_contain_text("easy to guess")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Make administrator").click()
        expect(page.get_by_role("status")).to_contain_text("You are the first administrator")
        page.get_by_label("Name").fill(NAME)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="No entries yet")).to_be_visible()
        page.get_by_role("link", name="Add a box").click()
        expect(page.get_by_role("heading", name="Boxes", exact=True)).to_be_visible()
        page.goto("/entries")
        expect(page.locator("[data-live-state=live]")).to_be_visible()
        town.new_box("12 Harbour Road").let_in("Main entrance")
        expect(page.locator("tbody tr")).to_contain_text("Main entrance")
        expect(page.locator("[data-live-empty]")).to_have_count(0)
