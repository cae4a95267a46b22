"""Enrolments through a real browser, with the reader on a serial line, the camera, the models and storage behind it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from edge.camera.picture import decode
from edge.face.probe import Prober, open_prober
from edge.face.quality import Limits
from tests.browser.kiosk_walk import FAMILY, FAMILY_CODE
from tests.browser.visitor import Visitor, window
from tests.fakes.card_reader_cards import CARDS
from tests.fakes.doorstep import Doorstep, doorstep
from tests.fakes.doorway import CODE
from tests.fakes.flat_picture import Posture
from tests.fakes.house import PIN
from tests.fakes.printed_documents import card_back, card_front, passport_page
from wire.kinds import Consent, Registration

MOST_TOUCHES = 25


@pytest.fixture(scope="session")
def prober(models: Path) -> Prober:
    return open_prober(models, limits=Limits(share=0.08))


@pytest.fixture
def step(tmp_path: Path, prober: Prober, photographs: Path) -> Iterator[Doorstep]:
    picture = decode((photographs / "obama.jpg").read_bytes(), 640, 480)
    with doorstep(tmp_path, prober, picture) as opened:
        opened.door.invite()
        yield opened


Enter = Callable[..., Visitor]


@pytest.fixture
def enter(chromium: Browser, step: Doorstep) -> Iterator[Enter]:
    """A window before the door, closed at the end, when nothing may have been complained of."""
    contexts, complaints = [], list[str]()

    def enter(width: int = 800, height: int = 480, language: str = "en", **options: Any) -> Visitor:
        context = window(chromium, step.url, (width, height), language, **options)
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


def test_from_the_first_touch_to_the_open_door(
    step: Doorstep, enter: Enter, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = enter()
    begun = time.monotonic()
    visitor.comes_to_the_card()
    step.card.lay(CARDS["resident"])
    visitor.sees("Is this you?")
    step.card.lift()
    visitor.touch("Yes, go on")
    visitor.shows_their_face()
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
        answers = ", ".join(f"{shown.answered:.0f}" for shown in visitor.shown)
        print(f"\n  {visitor.touches} touches, {took:.1f} s of machine time; the screen answered in {answers} ms")


def test_without_a_face_there_are_as_many_steps(step: Doorstep, enter: Enter) -> None:
    visitor = enter()
    visitor.comes_to_the_card("No, another way")
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
    step.ahead += 61
    visitor.sees("Are you still there?")
    step.ahead += 16
    visitor.sees("Welcome")


def test_a_code_is_scanned_from_a_picture(step: Doorstep, enter: Enter) -> None:
    """The camera is shown the sheet that the landlord hands over."""
    visitor = enter()
    visitor.touch("Register")
    visitor.touch("Show the picture code")
    step.camera.show(f"https://town.example/i#{CODE}")
    visitor.sees("About your registration")


READ = 120_000
"""How long reading one side may take on a machine that does much else, ms."""


def test_a_printed_card_is_photographed_and_people_judge_it(step: Doorstep, enter: Enter) -> None:
    front, back = card_front(step.picture), card_back()
    visitor = enter()
    visitor.comes_to_the_card()
    visitor.touch("Photograph the card")
    visitor.sees("Hold the side with your picture before the camera")
    step.camera.hold(front, Posture(yaw=6, pitch=5, roll=4, near=0.95))
    visitor.touch("Take the picture")
    expect(visitor.page.get_by_role("progressbar")).to_be_visible()
    visitor.sees("Now hold the other side before the camera", READ)
    step.camera.hold(back, Posture(yaw=-8, pitch=4, roll=-5, near=0.95))
    visitor.touch("Take the picture")
    visitor.sees("Is this you?", READ)
    expect(visitor.page.get_by_text("****0020")).to_be_visible()
    step.camera.put_away()
    visitor.touch("Yes, go on")
    visitor.shows_their_face()
    visitor.touch("Finish")
    visitor.sees("You are registered. Somebody has to say yes.")
    expect(visitor.page.get_by_text("The chip of your document was not read.")).to_be_visible()
    told = registered(step)
    assert (told.document, told.way, told.reasons) == ("resident", "printed", ["not-from-chip"])
    assert told.comparison is not None
    assert told.comparison.photo == "printed"


def test_a_passport_is_photographed(step: Doorstep, enter: Enter) -> None:
    page = passport_page()
    visitor = enter()
    visitor.comes_to_the_card("No, another way")
    visitor.touch("I have a passport")
    visitor.sees("Hold the page with your picture before the camera")
    step.camera.hold(page, Posture(yaw=-6, pitch=5, roll=3))
    visitor.touch("Take the picture")
    visitor.sees("Is this you?", READ)
    expect(visitor.page.get_by_text("Passport")).to_be_visible()


def test_what_cannot_be_read_may_be_tried_again_or_left_to_staff(step: Doorstep, enter: Enter) -> None:
    front = card_front()
    visitor = enter()
    visitor.comes_to_the_card("No, another way")
    visitor.touch("Photograph the card")
    step.camera.hold(front, Posture(roll=180))
    visitor.touch("Take the picture")
    expect(visitor.page.get_by_role("alert")).to_have_text(
        "This could not be read. Hold it flat, close and still, without glare.", timeout=READ
    )
    expect(visitor.page.get_by_role("button", name="Take the picture")).to_be_visible()
    visitor.touch("I have no card, or it can't be read")
    visitor.sees("Choose a PIN")


def comes_with_a_child(step: Doorstep, visitor: Visitor, code: str) -> None:
    """Their guardian has said no to the face so far."""
    visitor.comes_to_the_card("No, another way", code)
    step.card.lay(CARDS["child"])
    visitor.sees("Is this you?")
    step.card.lift()


def test_a_child_without_a_guardian_in_the_invitation_is_sent_to_the_landlord(step: Doorstep, enter: Enter) -> None:
    visitor = enter()
    comes_with_a_child(step, visitor, CODE)
    visitor.touch("Yes, go on")
    visitor.sees("A guardian is needed")
    visitor.touch("Another card")
    visitor.sees("Your identity card")
    visitor.touch("Cancel")
    visitor.sees("Welcome")
    assert step.door.told(Registration) == []


def test_a_guardian_says_no_to_the_face_and_their_child_takes_a_pin(step: Doorstep, enter: Enter) -> None:
    step.door.invite(FAMILY, FAMILY_CODE, minors=True)
    visitor = enter()
    comes_with_a_child(step, visitor, FAMILY_CODE)
    visitor.touch("Yes, go on")
    visitor.sees("A guardian has to agree")
    visitor.touch("I am the guardian and agree, without the face")
    visitor.type(PIN)
    visitor.touch("Go on")
    visitor.touch("Finish")
    visitor.sees("You are registered. Somebody has to say yes.")
    assert guardians_answers(step) == [("registration", True), ("face", False)]
    assert registered(step).reasons == ["without-face"]
    assert visitor.touches <= MOST_TOUCHES


def test_a_guardian_says_yes_to_the_face_by_keyboard_alone(step: Doorstep, enter: Enter) -> None:
    step.door.invite(FAMILY, FAMILY_CODE, minors=True)
    visitor = enter()
    comes_with_a_child(step, visitor, FAMILY_CODE)
    page = visitor.page
    expect(page.get_by_role("button", name="Yes, go on")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A guardian has to agree")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("People who rent a home have to be registered")).to_be_visible()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="I am the guardian and agree, also to the face")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert guardians_answers(step) == [("registration", True), ("face", True)]


def guardians_answers(step: Doorstep) -> list[tuple[str, bool]]:
    return [(consent.purpose, consent.given) for consent in step.door.told(Consent) if consent.guardian]
