"""The front desk by keyboard: the board follows by itself, one key goes to the next arrival; the screen in the hall."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from central.account import service as account
from central.edges import service as edges
from central.rental import service as rental
from central.rental.desk import acts
from central.rental.desk.screen_pages import SHOWN_FOR
from central.rental.service import Plan, Scope
from tests.browser.conftest import Open
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.fakes.town import Box, Town, now

DAY = 24 * 3600 * 1000


def arrivals(town: Town, box: Box, *rooms: str) -> list[int]:
    """Stays that begin today in rooms of a landlord's at the box."""
    made = []
    with town.database.writing() as session:
        account.add_landlord(session, f"Landlord of {rooms[0]}", by="tests", now=now())
        landlord = next(row.id for row in account.landlords(session) if row.name == f"Landlord of {rooms[0]}")
        at = next(row.id for row in edges.boxes(session) if row.thumbprint == box.signing.thumbprint)
        for name in rooms:
            room = rental.add_room(session, landlord_id=landlord, box_id=at, name=name, now=now())
            plan = Plan(now() - 1, now() + 30 * DAY, 2)
            made.append(rental.invite(session, Scope("tests"), room, plan, token=rental.new_token(), now=now()).stay_id)
    return made


def assert_fit(page: Page) -> None:
    assert is_as_wide_as_the_window(page), page.url
    if Path(AXE).exists():
        assert violations(page) == [], page.url


def test_the_board_follows_by_itself_and_is_worked_by_keyboard(page: Page, town: Town, box: Box) -> None:
    first, second = arrivals(town, box, "D1", "D2")
    page.goto("/desk")
    expect(page.locator("[data-live-state=live]")).to_be_visible()
    expect(page.locator(f"#in-{first}")).to_be_visible()
    page.locator("body").press("n")
    expect(page.locator(f"#in-{first}")).to_be_focused()
    page.keyboard.press("n")
    expect(page.locator(f"#in-{second}")).to_be_focused()

    with town.database.writing() as session:
        acts.check_in(session, Scope("tests"), first, today=now() - 1, now=now())
    expect(page.locator(f"#in-{first}")).to_have_count(0)
    expect(page.locator(f"#in-{second}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Check in")).to_be_focused()
    assert_fit(page)
    page.keyboard.press("Enter")
    expect(page.locator(".big-code")).to_be_visible()
    expect(page.locator("svg.qr")).to_be_visible()
    assert_fit(page)

    page.get_by_role("link", name="Back to the board").click()
    expect(page.locator("[data-live-state=live]")).to_be_visible()
    assert_fit(page)
    page.get_by_role("button", name=re.compile("^Take back Checked in")).first.click()
    expect(page.locator(f"#in-{second}")).to_be_visible()


def test_how_many_may_live_there_is_said_while_one_types(page: Page, town: Town, box: Box) -> None:
    (stay,) = arrivals(town, box, "D3")
    with town.database.reading() as session:
        row = rental.stay_of(session, Scope("tests"), stay)
        assert row is not None
        room = rental.room_of(session, Scope("tests"), row.room_id)
    assert room is not None
    page.goto(f"/rooms/{room.id}/measures")
    page.locator("#bedrooms").fill("2")
    page.locator("main button.main").click()

    page.goto(f"/desk/check-in?room={room.id}")
    expect(page.locator("[data-crowding-said]")).to_have_text("At most 4 may live there, and 2 do: 2 more.")
    page.locator("#places").fill("3")

    expect(page.locator("[data-crowding-said]")).to_have_class(re.compile("complaint"))
    page.get_by_role("button", name="Check in and print the slip").click()
    expect(page.locator("#places-complaint")).to_contain_text("so 4")


def test_a_screen_in_the_hall_follows_the_counters(page: Page, town: Town, open_page: Open) -> None:
    page.goto("/desk/halls/new")
    page.locator("#name").fill("总台")
    page.locator("#counters").fill("2")
    page.locator("main button.main").click()
    address = page.locator(".words").inner_text()
    screen = open_page(town, width=360)
    screen.clock.install()
    screen.goto(address)
    assert_fit(screen)
    screen.get_by_role("button", name="Take a number").click()
    expect(screen.locator(".hall-mine")).to_contain_text("1")

    page.get_by_role("link", name="Done").click()
    page.locator("#counter").select_option("2")
    page.get_by_role("button", name="Call the next").click()

    expect(screen.locator(".hall-called")).to_contain_text("Counter 2")
    screen.clock.fast_forward(SHOWN_FOR * 1000)
    expect(screen.locator(".hall-mine")).to_have_count(0)
    assert_fit(screen)
    assert_fit(page)
