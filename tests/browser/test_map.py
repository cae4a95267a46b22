"""The map in a browser: reached and opened by keyboard, told apart without colours, light, and printed."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from central.edges.claims import put
from central.place import geometry, outlines, service
from central.place.service import Kind
from central.web.grants import TOWN
from tests.browser import picture
from tests.browser.conftest import Open
from tests.browser.test_every_page import KILOBYTES, REQUESTS, weight
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.central.place.shapes import square
from tests.fakes.town import NAME, PASSWORD, Town, now, running

VILLAGES = ("北村", "南村", "<b>东村</b>")


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Three villages, two with an outline; the lock of the first one's house reports tampering."""
    with running(tmp_path_factory.mktemp("map")) as town:
        town.hire()
        town.new_box("1 Canal Road").report("Front", "tamper")
        with town.database.writing() as session:
            for name in VILLAGES:
                service.add(session, kind=Kind.AREA, name=name, parent_id=TOWN, by="tests", now=now())
            put(session, 1, 2)
            wanted = {number: geometry.read(square(number, side=0.018)) for number in (2, 4)}
            outlines.note(session, wanted, by="tests", now=now())
        yield town


@pytest.fixture(scope="module")
def signed_in(mapped: Town, chromium: Browser) -> Any:
    """What a browser keeps of somebody's session."""
    context = chromium.new_context(base_url=mapped.url)
    picture.sign_in(context.new_page(), NAME, PASSWORD)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def opened(mapped: Town, signed_in: Any, open_page: Open) -> Open:
    """Opens the map in a window of its own."""
    return partial(_opened, mapped, open_page, storage_state=signed_in)


def _opened(town: Town, open_page: Open, **options: Any) -> Page:
    page = open_page(town, **options)
    page.goto("/places/map")
    expect(page.locator(".map-link")).to_have_count(2)
    return page


def test_a_place_is_reached_and_opened_by_keyboard(mapped: Town, opened: Open) -> None:
    page = opened()
    page.locator(".map").focus()

    page.keyboard.press("Tab")
    expect(page.locator(".map-link").first).to_be_focused()
    expect(page.locator(".map-link").first).to_have_attribute(
        "aria-label", "<b>东村</b>, Doors 0, To be looked at 0, Boxes 0, Silent boxes 0, Entries today 0"
    )
    page.keyboard.press("Tab")
    expect(page.locator(".map-label-shown")).to_contain_text("To be looked at 1")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{mapped.url}/doors?place=2")
    expect(page.get_by_role("heading", name="Front")).to_be_visible()


def test_a_drag_opens_nothing_and_enter_does(mapped: Town, opened: Open) -> None:
    page = opened()
    middle = page.locator(".map-link path").first.bounding_box()
    assert middle is not None
    x, y = middle["x"] + 20, middle["y"] + 20
    page.evaluate("addEventListener('click', (event) => (window.isHeld = event.defaultPrevented))")

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 10, steps=4)
    page.mouse.up()
    assert page.evaluate("window.isHeld") is True
    page.locator(".map-link").first.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{mapped.url}/doors?place=4")


def test_what_needs_somebody_is_hatched_and_says_how_many(opened: Open) -> None:
    page = opened()

    trouble = page.locator(".map-trouble")
    expect(trouble).to_have_count(1)
    expect(trouble).to_have_attribute("fill", "url(#map-hatch)")
    expect(page.locator(".map-label", has_text="北村")).to_contain_text("⚠ 1")
    expect(page.get_by_role("row", name="南村")).to_contain_text("no outline yet")


@pytest.mark.parametrize(("width", "scheme", "locale"), [(360, "dark", "zh-CN"), (1280, "light", "en")])
def test_the_map_is_light_and_can_be_read_by_all(opened: Open, width: int, scheme: str, locale: str) -> None:
    page = opened(width=width, color_scheme=scheme, locale=locale, reduced_motion="reduce")
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.reload()
    expect(page.locator(".map-link")).to_have_count(2)

    kilobytes, requests = weight(page)
    assert kilobytes <= KILOBYTES / 2
    assert requests <= REQUESTS
    assert is_as_wide_as_the_window(page)
    if Path(AXE).exists():
        assert violations(page) == []


def test_a_printed_map_fits_a_sheet(opened: Open) -> None:
    page = opened()

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    expect(page.locator(".map")).to_have_css("width", "660px")
    assert page.locator(".map-link path").count() == 2
    for path in page.locator(".map-link path").all():
        box = path.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] < 720


def test_without_scripts_the_table_says_all(mapped: Town, signed_in: Any, open_page: Open) -> None:
    page = open_page(mapped, java_script_enabled=False, storage_state=signed_in)
    page.goto("/places/map")

    expect(page.locator(".map")).to_be_hidden()
    page.get_by_role("row", name="北村").get_by_role("link", name="1", exact=True).first.click()
    expect(page).to_have_url(f"{mapped.url}/doors?place=2")


def test_where_outlines_do_not_come_the_page_says_so(mapped: Town, signed_in: Any, open_page: Open) -> None:
    page = open_page(mapped, storage_state=signed_in)
    page.route("**/outlines.geojson*", lambda route: route.fulfill(status=500))
    page.goto("/places/map")

    expect(page.get_by_text("The map could not be drawn")).to_be_visible()
