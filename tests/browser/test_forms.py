"""Forms in a real browser: clicked twice, gone back to, sent again, and saved by two people one after the other."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from central.account import service as account
from central.edges import service as edges
from central.rental import service as rental
from central.rental.service import Scope
from central.web.grants import EVERYWHERE
from tests.browser import picture
from tests.browser.conftest import Open
from tests.browser.test_pages import is_as_wide_as_the_window, violations
from tests.fakes.town import NAME, PASSWORD, Box, Town, now

COLLEAGUE = "李梅"
NEW_PASSWORD = "nine red kites over the bay"


@pytest.fixture
def landlord(town: Town) -> str:
    name = f"陈 {secrets.token_hex(4)}"
    with town.database.writing() as session:
        account.add_landlord(session, name, by="tests", now=now())
    return name


def landlords(town: Town) -> dict[str, int]:
    with town.database.reading() as session:
        return {row.name: row.id for row in account.landlords(session)}


def rooms(town: Town, name: str) -> list[rental.RoomRow]:
    with town.database.reading() as session:
        return [row for row in rental.rooms_after(session, Scope("tests", EVERYWHERE), 0, 100) if row.name == name]


def code_on(page: Page) -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.locator("main").inner_text())
    assert found is not None
    return found[0]


def test_a_room_that_is_saved_with_a_double_click_is_one_and_going_back_makes_no_other(
    town: Town, page: Page, landlord: str
) -> None:
    page.goto("/rooms/new")
    page.locator("#name").fill("double")
    page.locator("#landlord").select_option(label=landlord)
    page.locator("main form button.main").dblclick()
    expect(page.locator("h1")).to_contain_text("double")
    assert len(rooms(town, "double")) == 1

    page.go_back()
    expect(page.locator("#name")).to_have_value("")
    page.go_forward()
    expect(page.locator("h1")).to_contain_text("double")
    assert len(rooms(town, "double")) == 1


def test_a_code_after_a_double_click_and_after_sending_the_form_again_is_the_one_that_works(
    town: Town, page: Page
) -> None:
    page.goto("/landlords")
    page.locator("#name").fill("Zhou, double")
    page.locator("main form button.main").dblclick()
    expect(page.get_by_text(re.compile(r"\w{4}-\w{4}-\w{4}")).first).to_be_visible()
    code = code_on(page)

    page.reload()

    assert code_on(page) == code
    assert "Zhou, double" in landlords(town)
    assert account.join(town.database, code, NEW_PASSWORD, "tests", now()) == "Zhou, double"


@pytest.mark.parametrize(("width", "locale", "scheme"), [(360, "zh-CN", "dark"), (1280, "en", "light")])
def test_of_two_browsers_that_change_a_room_the_second_is_told_and_loses_nothing(
    town: Town, box: Box, open_page: Open, landlord: str, width: int, locale: str, scheme: str
) -> None:
    town.hire(f"{COLLEAGUE} {width}", NEW_PASSWORD)
    with town.database.writing() as session:
        at = next(row.id for row in edges.boxes(session) if row.thumbprint == box.signing.thumbprint)
        room = rental.add_room(session, landlord_id=landlords(town)[landlord], box_id=at, name="301", now=now())
    first, second = open_page(town), open_page(town, width=width, locale=locale, color_scheme=scheme)
    picture.sign_in(first, f"{COLLEAGUE} {width}", NEW_PASSWORD)
    picture.sign_in(second, NAME, PASSWORD)
    for page, name in ((first, "302"), (second, "303 left")):
        page.goto(f"/rooms/{room}/change")
        page.locator("#name").fill(name)

    first.locator("main form button.main").click()
    expect(first.locator("h1")).to_contain_text("302")
    second.locator("main form button.main").click()

    told = second.locator(".notice-doubtful")
    expect(told).to_contain_text(f"{COLLEAGUE} {width}")
    expect(told).to_contain_text("301")
    expect(told).to_contain_text("302")
    expect(second.locator("#name")).to_have_value("303 left")
    assert is_as_wide_as_the_window(second)
    assert violations(second) == []
    second.locator("main form button.main").click()
    expect(second.locator("h1")).to_contain_text("303 left")
