"""What is kept of a tenant, on their own phone: in by a link and a code; every page fits, in a language each way."""

import secrets

import pytest
from playwright.sync_api import expect

from central.phone.language import LANGUAGES
from central.rental import service as rental
from central.rental.own import access
from central.rental.service import Scope
from tests.browser.conftest import Open
from tests.browser.test_phone import PHONE, assert_fit, invitation
from tests.fakes.town import Box, Town, now
from tests.stage.waiting import wait_until
from wire.kinds import Registration


def given(town: Town, box: Box) -> access.NewAccess:
    """A link and a code for somebody who has registered at the box."""
    invitation(town, box, f"陈房东 {secrets.token_hex(4)}")
    with town.database.reading() as session:
        last = max((row.id for row in rental.registrations_after(session, Scope("tests"), 0, 1000)), default=0)
    box.send(Registration(secrets.token_hex(8), "resident", "chip", ["face", "pin"], "review", ["no-invitation"]))

    def registered() -> int:
        with town.database.reading() as session:
            rows = rental.registrations_after(session, Scope("tests"), last, 1)
        return rows[0].id if rows else 0

    number = wait_until(registered, "the registration is read")
    with town.database.writing() as session:
        return access.give(session, Scope("tests"), number, now=now())


@pytest.mark.parametrize(("language", "scheme"), [("zh", "light"), ("ug", "dark")])
def test_somebody_sees_corrects_and_erases_what_is_kept_of_them(
    town: Town, box: Box, open_page: Open, language: str, scheme: str
) -> None:
    made = given(town, box)
    page = open_page(town, **PHONE, color_scheme=scheme, locale=LANGUAGES[language].speech)
    page.goto(f"/i/my?language={language}#{made.link}")
    expect(page.locator("#link")).to_have_value(made.link)
    assert made.link not in page.url
    assert_fit(page, language)
    page.locator("#code").fill(made.code)
    page.locator("#code").press("Enter")
    page.wait_for_url("**/i/my/data")
    assert_fit(page, language)

    page.goto("/i/my/correct")
    page.locator("#field").select_option("name")
    page.locator("#new").fill("张山")
    assert_fit(page, language)
    page.locator("#new").press("Enter")
    page.wait_for_url("**/i/my/data#requests")
    for address in ("withdraw-face", "erase"):
        page.goto(f"/i/my/{address}")
        assert_fit(page, language)
        page.locator("button.danger").click()
        page.wait_for_url("**/i/my/data*")
    expect(page.locator("#requests li")).to_have_count(3)
    assert_fit(page, language)
