"""Who is asked anew about their face, through a real browser: by touch, by keyboard, in every language."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from edge import agreement
from edge.kiosk.server import KioskServer
from edge.presented import FaceSeen
from edge.store.agreements import Agreements
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.edge.vault.examples import templates
from tests.fakes.doorway import Screen, screen
from tests.fakes.house import PIN
from tests.fakes.notices import FIRST, NEXT, in_force
from wire import notice
from wire.kinds import Consent
from wire.notice import Purpose

WINDOWS = ((800, 480), (480, 800))
MODEL = "no model"


class Doorstep:
    """A door with a screen, a person who agreed to the text before (with face and PIN), and the page's address."""

    def __init__(self, door: Screen) -> None:
        self.door = door
        house = door.house
        self.person = house.roster.add("Wang", enrolled=(MODEL, templates(2))).person
        Agreements(house.roster).agree(self.person, agreement.to(FIRST, "zh"), house.now)
        house.roster.set_room(self.person, "302")
        house.give_pin(self.person)
        self.url = ""

    def told(self) -> list[Any]:
        return self.door.told(Consent)


@pytest.fixture
def step(tmp_path: Path) -> Iterator[Doorstep]:
    with in_force(tmp_path / "notices", FIRST, NEXT), screen(tmp_path) as door:
        made, over = Doorstep(door), threading.Event()
        server = KioskServer(door.app(), "127.0.0.1:0")
        made.url = f"http://127.0.0.1:{server.port}"
        thread = threading.Thread(target=server.run, args=(over,))
        thread.start()
        yield made
        over.set()
        thread.join()


Enter = Callable[..., Page]


@pytest.fixture
def enter(chromium: Browser, step: Doorstep) -> Iterator[Enter]:
    """A window before the door, closed at the end, when nothing may have been complained of."""
    contexts, complaints = [], list[str]()

    def enter(width: int = 800, height: int = 480, language: str = "en", **options: Any) -> Page:
        size: Any = {"width": width, "height": height}
        context = chromium.new_context(base_url=step.url, viewport=size, reduced_motion="reduce", **options)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "menlu-language", "value": language, "url": step.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.goto("/")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def opens_by_pin(page: Page) -> None:
    page.goto("/open/pin")
    page.locator("[name=room]").fill("302")
    page.locator("[name=value]").fill(PIN)
    page.locator("button.primary").click()


def reads(page: Page) -> None:
    """They touch that they want to, and show once more who they are."""
    page.locator("form[action='/mine/read'] button").click()
    page.locator("a[href='/mine/pin']").click()
    page.locator("[name=room]").fill("302")
    page.locator("[name=value]").fill(PIN)
    page.locator("button.primary").click()


def is_told(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("The text about the use of your face has changed")
    expect(page.get_by_role("alert")).to_have_text("The door is open, please come in")


def test_by_keyboard_alone(step: Doorstep, enter: Enter) -> None:
    page = enter()
    page.goto("/open/pin")
    page.get_by_label("Room").focus()
    page.keyboard.type("302")
    page.get_by_label("PIN").focus()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    is_told(page)
    expect(page.get_by_role("button", name="Read and answer")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Room and PIN").press("Enter")
    page.get_by_label("Room").focus()
    page.keyboard.type("302")
    page.get_by_label("PIN").focus()
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Open the door with your face?")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Yes, use my face")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Yes, use my face")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your face goes on opening the door.")
    assert step.told() == [agreement.consent(step.person, agreement.to(NEXT, "en"), "kiosk", given=True)]


def test_who_opened_by_their_face_finds_the_question_on_the_screen(step: Doorstep, enter: Enter) -> None:
    page = enter()
    expect(page.get_by_text("If your face opens this door, please touch My data and answer.")).to_be_visible()
    assert step.door.house.portal.present(FaceSeen(step.person, 0.8)).decision.granted
    is_told(page)
    page.get_by_role("link", name="Not now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome")
    assert step.told() == []


def test_who_says_no_gets_the_proof(step: Doorstep, enter: Enter) -> None:
    page = enter()
    opens_by_pin(page)
    reads(page)
    page.get_by_role("button", name="No, another way").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your face is erased")
    assert step.told()[-1].given is False
    assert step.door.house.pin().decision.granted


def test_without_javascript_it_can_be_answered(step: Doorstep, enter: Enter) -> None:
    page = enter(java_script_enabled=False)
    opens_by_pin(page)
    reads(page)
    page.get_by_role("button", name="Yes, use my face").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your face goes on opening the door.")


@pytest.mark.parametrize(("width", "height"), WINDOWS)
@pytest.mark.parametrize("language", ["en", "zh", "vi", "ug"])
def test_every_page_fits_its_window_and_axe_finds_nothing(
    step: Doorstep, enter: Enter, width: int, height: int, language: str
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `python scripts/assets` brings it")
    page = enter(width, height, language)

    def is_sound(name: str) -> None:
        assert is_as_wide_as_the_window(page), name
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), name
        assert violations(page) == [], name

    is_sound("home")
    opens_by_pin(page)
    page.locator("form[action='/mine/read'] button").wait_for()
    is_sound("opened")
    reads(page)
    words = notice.notice(NEXT, Purpose.FACE, language)
    expect(page.get_by_role("button", name=words.agree, exact=True)).to_be_in_viewport()
    expect(page.get_by_role("button", name=words.decline, exact=True)).to_be_in_viewport()
    is_sound("anew")
    page.locator("form[action='/mine/later'] button").click()
    page.locator("a[href='/mine/erase?what=all']").wait_for()
    is_sound("known")
    page.locator("a[href='/mine/erase?what=all']").click()
    page.locator("a[href='/mine'].primary").wait_for()
    is_sound("sure")
    page.locator("a[href='/mine'].primary").click()
    page.locator("form[action='/mine/read'] button").click()
    page.locator("button[value=yes]").click()
    page.locator("form[action='/mine/end'] button").wait_for()
    is_sound("agreed")
    page.goto("/mine/registration")
    is_sound("registration")
    page.goto("/mine/choose")
    is_sound("choose")
