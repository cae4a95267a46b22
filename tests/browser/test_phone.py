"""A tenant's own phone before they come and at the door, in all four languages: every page fits, and is told apart."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from central.account import service as account
from central.edges import service as edges
from central.phone.language import LANGUAGES
from central.rental import service as rental
from tests.browser.conftest import Open
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.browser.test_rental import read_by_a_camera
from tests.fakes.steered_box import SteeredBox
from tests.fakes.town import Box, Town, now
from tests.stage.waiting import wait_until

PHONE: dict[str, Any] = {"width": 360, "has_touch": True, "is_mobile": True, "reduced_motion": "reduce"}
WIDTH, HEIGHT = 360, 740


@pytest.fixture
def code(town: Town, box: Box) -> str:
    """An invitation for two, to a room at the box."""
    return invitation(town, box, f"陈房东 {secrets.token_hex(4)}")


def invitation(town: Town, box: Box, landlord: str) -> str:
    with town.database.writing() as session:
        account.add_landlord(session, landlord, by="tests", now=now())
        owner = next(row.id for row in account.landlords(session) if row.name == landlord)
        at = next(row.id for row in edges.boxes(session) if row.thumbprint == box.signing.thumbprint)
        room = rental.add_room(session, landlord_id=owner, box_id=at, name="301", now=now())
        plan = rental.Plan(now() - 1, now() + 10**10, places=2)
        token = rental.new_token()
        return rental.invite(
            session, rental.Scope.of_landlord(landlord, owner), room, plan, token=token, now=now()
        ).code


def prepare(page: Page, code: str, language: str, look: Callable[[str], None] = lambda name: None) -> None:
    """From the landlord's link to the own code; `look` is called on every page."""
    page.goto(f"/i#{code}")
    expect(page.locator("#code")).to_have_value(code)
    assert code not in page.url
    look("code")
    page.locator("main button").click()
    page.wait_for_url("**/i/language")
    look("language")
    page.get_by_role("button", name=LANGUAGES[language].name).click()
    page.wait_for_url("**/i/notice")
    look("notice")
    page.locator("main button").click()
    page.wait_for_url("**/i/face")
    look("face")
    page.locator("button[value=yes]").click()
    page.wait_for_url("**/i/contact")
    look("contact")
    page.locator("#number").fill("138 0000 1234")
    page.locator("main button").click()
    page.wait_for_url("**/i/done")
    look("done")


def enrol(page: Page, door: SteeredBox, said: str, look: Callable[[str], None] = lambda name: None) -> None:
    """At the door: the box plays an enrolment, the phone touches."""
    page.goto("/i/door")
    look("begin")
    page.locator("button[value=begin]").click()
    expect(page.locator("button[value=begin]")).to_have_count(0)
    assert wait_until(door.touches, "the touch at central") == [(0, "begin")]
    scenes: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
        ("document", ("alive", "staff", "cancel"), {}),
        ("document", ("alive", "staff", "cancel"), {"asks": True}),
        ("confirm", ("alive", "confirm", "staff", "back", "cancel"), {}),
        ("guardian", ("alive", "guardian-face", "guardian-no-face", "back", "cancel"), {}),
        ("face", ("alive", "decline", "back", "cancel"), {"said": said, "done": 0.4}),
        ("face-failed", ("alive", "retry", "decline", "back", "cancel"), {}),
        ("other-way", ("alive", "pin", "card", "back", "cancel"), {}),
        ("contact", ("alive", "way", "settle", "back", "cancel"), {"ways": ["face"]}),
        ("result", ("open", "finish"), {"outcome": "granted", "until": now() + 10**10}),
        ("result", ("finish",), {"outcome": "review", "reasons": ["without-face", "not-from-chip"]}),
    ]
    for serial, (state, acts, values) in enumerate(scenes, 1):
        door.says(serial, state, *acts, **values)
        expect(page.locator("input[name=serial]")).to_have_value(str(serial))
        look(f"{state}-{serial}")
    page.locator("button[value=finish]").click()
    expect(page.locator("[aria-busy=true]")).to_be_visible()
    assert wait_until(door.touches, "the touch at central") == [(len(scenes), "finish")]
    door.says(len(scenes) + 1, "idle")
    expect(page.locator("button[value=begin]")).to_be_visible()


def assert_fit(page: Page, language: str) -> None:
    spoken = LANGUAGES[language]
    assert page.locator("html").get_attribute("lang") == spoken.tag, page.url
    assert page.locator("html").get_attribute("dir") == spoken.direction
    assert page.locator("h1").count() == 1
    assert is_as_wide_as_the_window(page), page.url
    if AXE.exists():
        assert violations(page) == [], page.url


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("en", "dark"), ("vi", "light"), ("ug", "dark")])
def test_every_page_fits_a_narrow_phone_and_a_screen_reader(
    town: Town, box: Box, open_page: Open, code: str, language: str, scheme: str
) -> None:
    page = open_page(town, **PHONE, color_scheme=scheme, locale=LANGUAGES[language].speech)

    prepare(page, code, language, lambda name: assert_fit(page, language))

    assert read_by_a_camera(page) == f"{town.url}/i#{page.locator('.big-code').inner_text()}"
    door = SteeredBox(box.signing)
    door.meet()
    enrol(page, door, "请慢慢向左转头", lambda name: assert_fit(page, language))
    page.goto("/i/take-back")
    assert_fit(page, language)
    page.locator("button.danger").click()
    expect(page.locator("button.danger")).to_have_count(0)
    assert_fit(page, language)


def test_hints_change_while_a_button_stays_where_it_is(town: Town, box: Box, open_page: Open, code: str) -> None:
    page = open_page(town, **PHONE)
    prepare(page, code, "en")
    door = SteeredBox(box.signing)
    door.meet()
    page.goto("/i/door")
    door.says(1, "face", "decline", "cancel", said="Come closer", done=0.1)
    expect(page.get_by_role("heading", name="Come closer")).to_be_visible()
    button = page.locator("button[value=decline]").element_handle()
    page.locator("button[value=decline]").focus()

    door.says(1, "face", "decline", "cancel", said="Hold still", done=0.6)

    expect(page.get_by_role("heading", name="Hold still")).to_be_visible()
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "60")
    assert button is not None
    assert button.evaluate("button => button.isConnected && button === document.activeElement")
    door.says(2, "face-failed", "retry", "decline", "cancel")
    expect(page.locator("button[value=decline]")).to_be_focused()


def test_a_box_that_says_nothing_is_told_with_a_way_on(town: Town, box: Box, open_page: Open, code: str) -> None:
    page = open_page(town, **PHONE)
    prepare(page, code, "en")
    page.goto("/i/door")

    page.locator("button[value=begin]").click()

    expect(page.get_by_text("The box at the door does not answer")).to_be_visible(timeout=60_000)
    expect(page.locator("button[value=begin]")).to_be_visible()


def test_the_phone_says_when_it_has_no_network_and_goes_on_when_it_has(
    town: Town, box: Box, open_page: Open, code: str
) -> None:
    page = open_page(town, **PHONE)
    prepare(page, code, "en")
    door = SteeredBox(box.signing)
    door.meet()
    page.goto("/i/door")
    page.context.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()

    page.context.set_offline(False)

    expect(page.locator("[data-offline]")).to_be_hidden()
    door.says(1, "document", "cancel")
    expect(page.get_by_role("heading", name="Your identity card")).to_be_visible()


def test_everything_works_without_script(town: Town, box: Box, open_page: Open, code: str) -> None:
    page = open_page(town, **PHONE, java_script_enabled=False)
    page.goto("/i")
    page.locator("#code").fill(code)
    page.locator("main button").click()
    for choice in ("button[value=en]", "main button", "button[value=no]", "main button"):
        page.locator(choice).first.click()
    door = SteeredBox(box.signing)
    door.meet()
    page.get_by_role("link", name="I am at the door").click()
    page.locator("button[value=begin]").click()
    assert wait_until(door.touches, "the touch at central") == [(0, "begin")]

    door.says(1, "confirm", "confirm", "cancel")

    expect(page.get_by_role("heading", name="Was this your own card?")).to_be_visible()
    page.locator("button[value=confirm]").click()
    assert door.touches() == [(1, "confirm")]


def test_every_step_by_keyboard(town: Town, box: Box, open_page: Open, code: str) -> None:
    page = open_page(town, locale="en")
    page.goto(f"/i#{code}")
    page.locator("#code").press("Enter")
    page.wait_for_url("**/i/language")
    page.get_by_role("button", name="English").press("Enter")
    page.get_by_role("button", name="I understand").press("Enter")
    page.get_by_role("button", name="No, another way").press("Enter")
    page.locator("#number").press("Enter")
    page.wait_for_url("**/i/done")
    page.get_by_role("link", name="I am at the door").press("Enter")
    page.locator("button[value=begin]").press("Enter")

    expect(page.locator("h1")).to_be_focused()
    door = SteeredBox(box.signing)
    assert wait_until(door.touches, "the touch at central") == [(0, "begin")]
