"""A landlord with a phone: from the code of the office to a tenant at the door, and to the end of the stay."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from central.account import service as account
from central.edges import service as edges
from central.rental import service as rental
from tests.browser import picture
from tests.browser.conftest import Open
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.fakes.town import NAME as STAFF
from tests.fakes.town import PASSWORD as STAFF_PASSWORD
from tests.fakes.town import Box, Town, now
from wire.erasure import Statement, proof_of, prove, verified
from wire.kinds import (
    Alarm,
    Comparison,
    Consent,
    DoorState,
    Enrolment,
    Entry,
    Erasure,
    OrderDone,
    Registration,
    WayAllowed,
)
from wire.orders import AnyOrder

NAME, PASSWORD = "陈房东", "nine red kites over the bay"
PERSON = "3f9c2e71a0b4d586"
PHONE: dict[str, Any] = {"width": 360, "has_touch": True, "is_mobile": True}


@pytest.fixture
def code(town: Town, box: Box, request: pytest.FixtureRequest) -> str:
    """What the office has given the landlord, who has a room at the box."""
    with town.database.writing() as session:
        made = account.add_landlord(session, name_of(request), by="tests", now=now())
        landlord = next(row.id for row in account.landlords(session) if row.name == name_of(request))
        at = next(row.id for row in edges.boxes(session) if row.thumbprint == box.signing.thumbprint)
        rental.add_room(session, landlord_id=landlord, box_id=at, name="301", now=now())
    return made.code


def name_of(request: pytest.FixtureRequest) -> str:
    return f"{NAME} {request.node.name}"[:60]


def come_in(page: Page, town: Town, code: str, name: str) -> None:
    page.goto(f"/join#{code}")
    expect(page.locator("#code")).to_have_value(code)
    assert code not in page.url
    page.locator("#password").fill(PASSWORD)
    page.locator("main button.main").click()
    expect(page.locator("#name")).to_be_focused()
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button.main").click()
    expect(page).to_have_url(f"{town.url}/")
    page.goto("/rooms")


def read_by_a_camera(page: Page) -> str:
    """What the picture of the code says to whoever looks at it."""
    taken = np.frombuffer(page.locator("svg.qr").screenshot(), np.uint8)
    picture = cv2.imdecode(taken, cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    return str(text)


def token_at(town: Town, box: Box) -> str:
    """What the stay is called that the box was told of last."""
    (*_, invited) = [order for order in orders_at(town, box) if order["kind"] == "invite"]
    return str(invited["stay"])


def orders_at(town: Town, box: Box) -> list[dict[str, Any]]:
    from central.edges import orders

    with town.database.reading() as session:
        at = next(row.id for row in edges.boxes(session) if row.thumbprint == box.signing.thumbprint)
        return [json.loads(bytes(raw)) for raw in orders.orders_after(session, at, 0)]


def obey(town: Town, box: Box) -> None:
    """The box does all it was told."""
    told = [msgspec.json.decode(json.dumps(order), type=AnyOrder) for order in orders_at(town, box)]
    box.send(*(OrderDone(order.id, "done") for order in told))


def test_from_the_code_of_the_office_to_the_end_of_a_stay(
    town: Town, box: Box, open_page: Open, code: str, request: pytest.FixtureRequest
) -> None:
    page = open_page(town, **PHONE)
    come_in(page, town, code, name_of(request))
    page.get_by_role("link", name="Invite a tenant").click()
    page.get_by_label("How many people?").fill("2")
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.locator(".big-code")).to_be_visible()
    assert read_by_a_camera(page) == f"{town.url}/i#{page.locator('.big-code').inner_text()}"
    page.get_by_role("link", name="Done").click()
    expect(page.get_by_text("Nobody has registered yet.")).to_be_visible()
    expect(page.get_by_text("Waiting for the box")).to_be_visible()

    obey(town, box)
    expect(page.get_by_text("Done at the door")).to_be_visible()
    box.send(
        Consent(PERSON, "registration", True, "2026-11-23", "d" * 64, "zh", "kiosk"),
        Enrolment(PERSON, "enrolled", 4, "m"),
        Registration(
            PERSON,
            "resident",
            "chip",
            ["face", "pin"],
            "granted",
            stay=token_at(town, box),
            comparison=Comparison("chip", "live", 0.7, 0.4),
        ),
    )
    expect(page.get_by_text("1 of 2 registered")).to_be_visible()
    expect(page.get_by_text("Face, PIN")).to_be_visible()

    page.get_by_role("link", name="End now …").click()
    expect(page.get_by_text("the door closes at once")).to_be_visible()
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_text("May not enter any more", exact=True)).to_be_visible()
    obey(town, box)
    expect(page.get_by_text("Done at the door")).to_have_count(3)


def test_no_page_is_too_wide_or_unfit_for_a_screen_reader(
    town: Town, box: Box, open_page: Open, code: str, request: pytest.FixtureRequest
) -> None:
    page = open_page(town, **PHONE, locale="zh-CN", reduced_motion="reduce")
    come_in(page, town, code, name_of(request))
    page.goto("/rooms")
    page.locator(".cell-more a").click()
    room = page.url.removeprefix(town.url).removesuffix("/invite")
    assert_fit(page)
    page.locator("main button.main").click()
    expect(page.locator("svg.qr")).to_be_visible()
    assert_fit(page)
    page.locator("main a.button").click()
    stay = page.url.removeprefix(town.url)
    box.send(
        Registration(PERSON, "resident", "chip", ["pin"], "review", ["no-invitation", "without-face"], room="301"),
        Registration("p2", "resident", "chip", ["face"], "granted", stay=token_at(town, box)),
    )
    page.goto("/requests")
    page.locator("tbody th a").first.click()
    request_path = page.url.removeprefix(town.url)
    pages = ["/rooms", room, "/stays", "/stays?over=1", stay, f"{stay}/dates", f"{stay}/move", f"{stay}/end"]
    for path in [*pages, "/requests", request_path, "/i#ABCD-EFGH-JK"]:
        page.goto(path)
        expect(page.locator("h1")).to_have_count(1)
        assert_fit(page)


def assert_fit(page: Page) -> None:
    assert is_as_wide_as_the_window(page), page.url
    if Path(AXE).exists():
        assert violations(page) == [], page.url


def test_a_face_that_is_withdrawn_is_followed_until_its_proof_is_checked_and_saved(
    town: Town, box: Box, open_page: Open, code: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page = open_page(town, **PHONE)
    come_in(page, town, code, name_of(request))
    page.get_by_role("link", name="Invite a tenant").click()
    page.get_by_role("button", name="Make the invitation").click()
    page.get_by_role("link", name="Done").click()
    box.send(Registration(PERSON, "resident", "chip", ["face", "pin"], "granted", stay=token_at(town, box)))
    page.get_by_role("link", name="Withdraw the face …").click()
    page.get_by_role("button", name="Withdraw the face").click()
    expect(page.get_by_text("The face is being erased at the door")).to_be_visible()
    assert_fit(page)

    at = now()
    proof = prove(Statement(PERSON, "face", at, ["a" * 64]), box.signing.key.public_key().public_bytes_raw(), sign(box))
    box.send(Erasure(PERSON, "face", ["a" * 64], proof.signature), at=at)

    expect(page.get_by_text("Proof checked")).to_be_visible()
    expect(page.get_by_text("of the withdrawal")).to_be_visible()
    assert_fit(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the proof").click()
    download.value.save_as(tmp_path / "proof.json")
    assert verified(proof_of((tmp_path / "proof.json").read_bytes()))[1] == box.signing.thumbprint


def sign(box: Box) -> Callable[[bytes], bytes]:
    return box.signing.key.sign


def test_staff_find_what_is_to_be_looked_at_on_a_phone_too(town: Town, box: Box, open_page: Open) -> None:
    box.send(DoorState("Main", "tamper", "the lock's case was opened"), DoorState("Main", "online"))
    box.send(Alarm("records-missing", "critical", detail="records 5 to 17 of outbox 3f2a9c1e"))
    box.send(Entry("Main", True, "granted", "staff", by="li", why="parcel for 302"), WayAllowed("Main", "pin", "li"))
    with town.database.reading() as session:
        number = next(row.id for row in edges.boxes(session) if row.thumbprint == box.signing.thumbprint)
    page = open_page(town, **PHONE, reduced_motion="reduce")
    picture.sign_in(page, STAFF, STAFF_PASSWORD)
    for path in ("/doors", f"/boxes/{number}", "/entries"):
        page.goto(path)
        assert_fit(page)

    page.goto("/doors")
    page.locator(".matters li", has_text="Main").get_by_role("button").click()

    expect(page.locator(".matters li", has_text="Main")).to_have_count(0)
    expect(page.get_by_text("records 5 to 17 of outbox 3f2a9c1e")).to_be_visible()
