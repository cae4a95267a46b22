"""Enrolments through a real browser, with the reader on a serial line, the camera, the models and storage behind it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from edge.camera.picture import decode
from edge.face.probe import Prober, open_prober
from edge.face.quality import Limits
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.fakes.card_reader_cards import CARDS
from tests.fakes.doorstep import Doorstep, doorstep
from tests.fakes.doorway import CODE
from tests.fakes.house import PIN
from wire.kinds import Registration

MOST_TOUCHES = 25
ANSWERED = "(([page]) => page.responseEnd - page.startTime)(performance.getEntriesByType('navigation'))"
WINDOWS = ((800, 480), (480, 800))


@pytest.fixture(scope="session")
def prober(models: Path) -> Prober:
    return open_prober(models, limits=Limits(share=0.08))


@pytest.fixture
def step(tmp_path: Path, prober: Prober, photographs: Path) -> Iterator[Doorstep]:
    picture = decode((photographs / "obama.jpg").read_bytes(), 640, 480)
    with doorstep(tmp_path, prober, picture) as opened:
        opened.door.invite()
        yield opened


class Visitor:
    """Somebody before the screen. Every touch is counted; answers: how long the box took with each, ms."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.touches = 0
        self.answers: list[float] = []

    def touch(self, name: str) -> None:
        """Touch the button that says so, which leads to another page."""
        self.touches += 1
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).or_(
                self.page.get_by_role("link", name=name, exact=True)
            ).first.click()
        self.answers.append(self.page.evaluate(ANSWERED))

    def type(self, keys: str) -> None:
        """Touch keys on the screen."""
        for key in keys:
            self.touches += 1
            self.page.locator(".keys").get_by_role("button", name=key, exact=True).click()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(chromium: Browser, step: Doorstep) -> Iterator[Enter]:
    """A window before the door, closed at the end, when nothing may have been complained of."""
    contexts, complaints = [], list[str]()

    def enter(width: int = 800, height: int = 480, language: str = "en", **options: Any) -> Visitor:
        size: Any = {"width": width, "height": height}
        context = chromium.new_context(base_url=step.url, viewport=size, **options)
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": "menlu-language", "value": language, "url": step.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.goto("/")
        return Visitor(page)

    yield enter
    for context in contexts:
        context.close()
    assert [each for each in complaints if "Failed to load resource" not in each] == []


def registered(step: Doorstep) -> Registration:
    (told,) = step.door.told(Registration)
    assert isinstance(told, Registration)
    return told


def to_the_card(visitor: Visitor, face: str = "Yes, use my face") -> None:
    visitor.touch("Register")
    visitor.type(CODE)
    visitor.touch("Go on")
    visitor.sees("About your registration")
    visitor.touch("I understand, go on")
    visitor.sees("Open the door with your face?")
    visitor.touch(face)
    visitor.sees("Your identity card")


def test_from_the_first_touch_to_the_open_door(
    step: Doorstep, enter: Enter, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = enter()
    begun = time.monotonic()
    to_the_card(visitor)
    step.card.lay(CARDS["resident"])
    visitor.sees("Is this you?")
    step.card.lift()
    visitor.touch("Yes, go on")
    visitor.sees("Your phone number")
    visitor.touch("Finish")
    visitor.sees("You are registered")
    visitor.touch("Open the door now")
    expect(visitor.page.get_by_role("alert")).to_have_text("The door is open, please come in")
    took = time.monotonic() - begun

    told = registered(step)
    assert (told.outcome, told.reasons) == ("granted", [])
    assert told.comparison is not None
    assert step.door.house.lock.released_until > 0
    assert visitor.touches <= MOST_TOUCHES
    with capsys.disabled():
        answers = ", ".join(f"{answer:.0f}" for answer in visitor.answers)
        print(f"\n  {visitor.touches} touches, {took:.1f} s of machine time; the screen answered in {answers} ms")


def test_without_a_face_there_are_as_many_steps(step: Doorstep, enter: Enter) -> None:
    visitor = enter()
    to_the_card(visitor, "No, another way")
    step.card.lay(CARDS["resident"])
    visitor.sees("Is this you?")
    visitor.touch("Yes, go on")
    visitor.sees("Choose a PIN")
    visitor.type(PIN)
    visitor.touch("Go on")
    visitor.sees("Your phone number")
    visitor.touch("Finish")
    visitor.sees("You are registered. Somebody has to say yes.")
    assert registered(step).reasons == ["without-face"]
    assert visitor.touches <= MOST_TOUCHES


def test_by_keyboard_alone(step: Doorstep, enter: Enter) -> None:
    page = enter().page
    page.get_by_role("button", name="Register").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    page.keyboard.type(CODE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="I understand, go on")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Open the door with your face?")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="No, another way").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your identity card")).to_be_visible()


def test_without_javascript_all_but_the_live_picture_works(step: Doorstep, enter: Enter) -> None:
    visitor = enter(java_script_enabled=False)
    visitor.touch("Register")
    visitor.page.get_by_label("Code").fill(CODE)
    visitor.touch("Go on")
    visitor.touch("I understand, go on")
    visitor.touch("No, another way")
    step.card.lay(CARDS["resident"])
    visitor.sees("Is this you?")
    visitor.touch("Yes, go on")
    visitor.page.get_by_label("PIN").fill(PIN)
    visitor.touch("Go on")
    visitor.touch("Finish")
    visitor.sees("You are registered. Somebody has to say yes.")


def test_who_leaves_is_asked_and_the_first_page_comes_back(step: Doorstep, enter: Enter) -> None:
    visitor = enter()
    visitor.touch("Register")
    step.door.enroller._steps.touched -= 61
    visitor.sees("Are you still there?")
    step.door.enroller._steps.touched -= 16
    visitor.sees("Welcome")


def test_a_code_is_scanned_from_a_picture(step: Doorstep, enter: Enter) -> None:
    """The camera is shown the sheet that the landlord hands over."""
    visitor = enter()
    visitor.touch("Register")
    visitor.touch("Show the picture code")
    step.camera.show(f"https://town.example/i#{CODE}")
    visitor.sees("About your registration")


@pytest.mark.parametrize(("width", "height"), WINDOWS)
@pytest.mark.parametrize("language", ["en", "zh", "vi", "ug"])
def test_every_page_fits_its_window_and_axe_finds_nothing(
    step: Doorstep, enter: Enter, width: int, height: int, language: str
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `python scripts/assets` brings it")
    page = enter(width, height, language, reduced_motion="reduce").page
    for path in ("/", "/open", "/open/pin", "/bell", "/mine"):
        page.goto(path)
        assert is_as_wide_as_the_window(page), path
        assert violations(page) == [], path
    page.goto("/")
    page.locator("form[action='/begin'] button").click()
    for do in ("not-invited", "acknowledge", "face-no"):
        page.locator(f"button[value='{do}']").click()
        page.wait_for_load_state()
        assert is_as_wide_as_the_window(page), do
        assert violations(page) == [], do
