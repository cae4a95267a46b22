"""A passkey in Debian's Chromium, whose own virtual authenticator stands in for the stick and the finger."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.fakes.town import NAME, PASSWORD, running

STICK = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


def plug_in(page: Page) -> None:
    """A stick whose owner shows themselves whenever it asks."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": STICK})


def give_password(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_made_and_from_then_on_signs_in_alone_and_as_the_second_step(
    tmp_path: Path, open_page: Open
) -> None:
    with running(tmp_path, second_factor="required") as town:
        town.hire()
        # A passkey is bound to a name, not to an address.
        town.url = town.url.replace("127.0.0.1", "localhost")
        page = open_page(town)
        plug_in(page)

        give_password(page)
        expect(page.get_by_role("heading", name="A second factor")).to_be_visible()
        page.get_by_label("What shall it be called?").fill("Stick")
        page.get_by_role("button", name="Make a passkey").click()
        expect(page.get_by_role("status")).to_contain_text("The passkey is kept")
        expect(page.locator(".orders")).to_contain_text(["Stick", ""])

        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

        page.get_by_role("button", name="Sign out").click()
        give_password(page)
        expect(page.get_by_role("heading", name="Second step")).to_be_visible()
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.get_by_role("heading", name="Second step")).to_be_hidden()
        page.goto("/rooms")
        expect(page.get_by_role("heading", name="Rooms", exact=True)).to_be_visible()


def test_at_a_bare_address_no_passkey_is_offered(tmp_path: Path, open_page: Open) -> None:
    with running(tmp_path) as town:
        town.hire()
        page = open_page(town)
        page.goto("/sign-in")
        expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
