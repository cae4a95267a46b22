"""What happens at a door stands on the page without anybody loading it again, whatever the way there is like."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import picture
from tests.browser.conftest import Open
from tests.fakes.town import NAME, PASSWORD, Box, Town
from wire.kinds import Entry, Release


def is_live(page: Page) -> None:
    page.goto("/entries")
    expect(page.locator("[data-live-state=live]")).to_be_visible()


def test_a_new_entry_appears_at_the_top_and_is_said_aloud(page: Page, box: Box) -> None:
    is_live(page)
    box.turn_away("North door")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("North door")
    expect(first).to_contain_text("Not let in")
    expect(page.locator("[data-live-said]")).to_have_text("North door: Not let in, Not recognised")


def test_the_locks_answer_replaces_the_waiting(page: Page, box: Box) -> None:
    is_live(page)
    box.send(Entry("West door", True, "granted", "face", "a41b0e7799d2c310"))
    row = page.locator("tbody tr", has_text="West door")
    expect(row).to_contain_text("Not reported yet")
    box.send(Release("West door", "done", entry=1))
    expect(row).to_contain_text("Released")
    expect(row).to_have_count(1)


def test_the_figures_move_with_the_entries(page: Page, box: Box) -> None:
    is_live(page)
    before = int(page.locator("[data-figure=denied]").inner_text())
    box.turn_away("South door")
    expect(page.locator("[data-figure=denied]")).to_have_text(str(before + 1))


def test_only_the_chosen_door_is_live_on_a_filtered_page(page: Page, box: Box) -> None:
    box.turn_away("East door")
    box.turn_away("Garage")
    page.goto("/entries")
    doors = page.get_by_label("Door", exact=True)
    doors.select_option(doors.locator("option", has_text="East door").get_attribute("value"))
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"\?door=\d+"))
    expect(page.locator("[data-live-state=live]")).to_be_visible()
    box.turn_away("Garage")
    box.turn_away("East door", "revoked")
    expect(page.locator("tbody tr").first).to_contain_text("Right to enter was withdrawn")
    expect(page.locator("tbody tr", has_text="Garage")).to_have_count(0)


def test_the_list_keeps_its_length_and_leads_to_what_it_let_go(page: Page, box: Box) -> None:
    box.send(*[Entry("Long corridor", False, "not-recognised", "face")] * 60)
    is_live(page)
    expect(page.locator("tbody tr")).to_have_count(50)
    box.turn_away("Long corridor", "suspended")
    expect(page.locator("tbody tr").first).to_contain_text("suspended")
    expect(page.locator("tbody tr")).to_have_count(50)
    last = int(page.locator("tbody tr").last.get_attribute("data-entry") or 0)
    page.get_by_role("link", name="Older").click()
    expect(page.locator("tbody tr").first).to_have_attribute("data-entry", str(last - 1))


def test_where_no_stream_gets_through_the_page_asks_again(page: Page, box: Box) -> None:
    page.route("**/entries/stream*", lambda route: route.abort())
    page.goto("/entries")
    expect(page.locator("[data-live-state=polling]")).to_be_visible()
    box.turn_away("Cellar door")
    expect(page.locator("tbody tr").first).to_contain_text("Cellar door")


def test_a_stream_that_is_refused_is_asked_for_otherwise(page: Page, box: Box) -> None:
    page.route("**/entries/stream*", lambda route: route.fulfill(status=503))
    page.goto("/entries")
    expect(page.locator("[data-live-state=polling]")).to_be_visible()
    box.let_in("Loft door")
    expect(page.locator("tbody tr").first).to_contain_text("Loft door")
    expect(page.locator("tbody tr").first).to_contain_text("Released")


def test_a_central_that_is_away_is_told_and_comes_back(page: Page, box: Box) -> None:
    def is_away(route: Route) -> None:
        route.abort()

    page.route("**/entries/s*", is_away)
    page.goto("/entries")
    alarm = page.get_by_role("alert")
    expect(alarm).to_contain_text("Central does not answer")
    page.unroute("**/entries/s*", is_away)
    box.turn_away("Roof door")
    expect(page.locator("tbody tr").first).to_contain_text("Roof door")
    expect(alarm).to_be_hidden()


def test_a_paused_page_stands_still_and_catches_up(page: Page, box: Box) -> None:
    is_live(page)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-live-state=paused]")).to_contain_text("Paused")
    box.turn_away("Side door")
    with pytest.raises(AssertionError):
        expect(page.locator("tbody tr", has_text="Side door")).to_have_count(1, timeout=1500)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("tbody tr", has_text="Side door")).to_have_count(1)


def test_signing_out_in_one_window_stops_the_other(page: Page) -> None:
    is_live(page)
    other = page.context.new_page()
    other.goto("/doors")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("status")).to_contain_text("You are signed out")
    expect(page.locator("[data-live-state=ended]")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("You have been signed out")


def test_without_javascript_the_list_is_there_and_can_be_filtered(town: Town, box: Box, open_page: Open) -> None:
    box.turn_away("Old door")
    box.let_in("Old door")
    page = open_page(town, java_script_enabled=False)
    picture.sign_in(page, NAME, PASSWORD)
    page.goto("/entries")
    expect(page.locator("tbody tr").first).to_contain_text("Let in")
    expect(page.locator("[data-live-bar]")).to_be_hidden()
    page.get_by_label("Outcome").select_option("denied")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr").first).to_contain_text("Not let in")
    expect(page.locator("tbody").get_by_text("Released")).to_have_count(0)
