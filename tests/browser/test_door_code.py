"""A tenant's phone: it takes the secret that the door shows, makes codes that the door accepts, and tells nobody."""

import re
import time
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from edge.credentials.phone import PhoneSecret, code_at, make_secret, step_of
from tests.browser.conftest import Open
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.browser.test_rental import PHONE
from tests.fakes.town import Town
from tests.stage.waiting import wait_until

NO_STEP = -1
"""No code has opened yet."""
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
NO_CRYPTO = "Object.defineProperty(crypto, 'subtle', { value: undefined })"


@pytest.fixture
def phone(town: Town, open_page: Open) -> Page:
    return open_page(town, **PHONE, reduced_motion="reduce")


@pytest.fixture
def asked(phone: Page) -> list[str]:
    """All that the phone asks any server, also by its worker: addresses, headers and bodies."""
    told: list[str] = []

    def note(request: Request) -> None:
        told.append(f"{request.url.partition('#')[0]} {request.headers} {request.post_data}")

    phone.context.on("request", note)
    return told


def scan(page: Page, secret: PhoneSecret, **names: str) -> None:
    """Open the address that the door's picture holds."""
    named = f"&{urlencode(names)}" if names else ""
    page.goto(f"/door-code#{secret.fragment}{named}")


def code_on(page: Page, which: int = 0) -> str:
    """The code that is read to who can't see the digits; it is the one that is seen."""
    spoken = page.locator("[data-spoken]").nth(which)
    expect(spoken).to_have_text(re.compile(r"^(\d ){7}\d$"))
    return spoken.inner_text().replace(" ", "")


def opens(code: str, secret: PhoneSecret) -> bool:
    return step_of(code, secret.secret, time.time_ns() // 1_000_000, NO_STEP) is not None


def test_the_door_accepts_the_code_now_after_a_reload_and_without_a_network(phone: Page, asked: list[str]) -> None:
    secret = make_secret()

    scan(phone, secret)
    assert opens(code_on(phone), secret)
    assert phone.url.endswith("/door-code")
    expect(phone.locator("[data-offline]")).to_be_visible()
    phone.reload()
    assert opens(code_on(phone), secret)
    phone.context.set_offline(True)
    phone.reload()
    assert opens(code_on(phone), secret)
    assert phone.locator(".digits").evaluate("part => getComputedStyle(part).display") == "flex"

    typed = secret.fragment.split("&")[0].removeprefix("secret=")
    assert {"/door-code", "/door-code-worker.js"} <= {urlsplit(line.split()[0]).path for line in asked}
    assert not any(typed in line for line in asked)
    assert phone.context.cookies() == []


def test_a_page_that_was_closed_opens_without_a_network(phone: Page) -> None:
    secret = make_secret()
    scan(phone, secret)
    expect(phone.locator("[data-offline]")).to_be_visible()
    phone.context.set_offline(True)

    again = phone.context.new_page()
    again.goto("/door-code")

    assert opens(code_on(again), secret)


def test_the_code_changes_with_the_clock_and_says_when(phone: Page) -> None:
    secret = make_secret()
    phone.clock.install(time=1_800_000_015)
    phone.clock.pause_at(1_800_000_020)
    scan(phone, secret)

    expect(phone.locator("[data-seconds]").first).to_have_text("10")
    assert code_on(phone) == code_at(secret.secret, 1_800_000_020 // 30)
    phone.clock.run_for(11_000)
    expect(phone.locator("[data-first]")).to_have_text(code_at(secret.secret, 1_800_000_031 // 30)[:4])
    expect(phone.locator("[data-last]")).to_have_text(code_at(secret.secret, 1_800_000_031 // 30)[4:])


def test_several_doors_are_kept_and_a_new_secret_replaces_that_of_its_door(phone: Page) -> None:
    home, work, renewed = make_secret(), make_secret(), make_secret()
    for secret, door in ((home, "Harbour Road"), (work, "Mill"), (renewed, "Mill")):
        scan(phone, secret, door=door, room="301")
        code_on(phone)

    expect(phone.locator("h2[data-name]")).to_have_text(["Mill · 301", "Harbour Road · 301"])
    assert opens(code_on(phone, 0), renewed)
    assert opens(code_on(phone, 1), home)


def test_doors_without_a_name_stand_beside_each_other_and_one_secret_stands_once(phone: Page) -> None:
    one, other = make_secret(), make_secret()
    for secret in (one, other, one):
        scan(phone, secret)
        code_on(phone)

    expect(phone.locator("h2[data-name]")).to_have_count(2)


def test_a_door_is_forgotten_only_after_a_yes_by_keyboard_too(phone: Page) -> None:
    scan(phone, make_secret(), room="301")
    code_on(phone)

    phone.get_by_role("button", name="Forget this door").press("Enter")
    expect(phone.get_by_role("dialog", name="Forget 301?")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.locator("h2[data-name]")).to_have_text("301")
    phone.get_by_role("button", name="Forget this door").press("Enter")
    phone.get_by_role("button", name="Keep it").press("Enter")
    expect(phone.locator("h2[data-name]")).to_have_text("301")
    phone.get_by_role("button", name="Forget this door").press("Enter")
    phone.get_by_role("button", name="Forget it").press("Enter")

    expect(phone.get_by_text("No door is kept on this phone")).to_be_visible()
    assert phone.evaluate("localStorage.length") == 0


def test_a_picture_that_was_read_in_part_says_so(phone: Page) -> None:
    phone.goto(f"/door-code#{make_secret().fragment[:20]}")

    expect(phone.get_by_role("alert")).to_have_text(re.compile("not whole"))
    expect(phone.get_by_text("No door is kept on this phone")).to_be_visible()


@pytest.mark.parametrize("broken", ["", "{", "null", '{"secret": "1"}', '{"secret": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}'])
def test_what_the_page_has_not_written_hides_no_door(phone: Page, broken: str) -> None:
    secret = make_secret()
    phone.goto("/door-code")
    phone.evaluate("text => localStorage.setItem('menlu-door/x', text)", broken)

    scan(phone, secret)

    assert opens(code_on(phone), secret)
    expect(phone.locator("h2[data-name]")).to_have_count(1)


def test_a_door_that_is_forgotten_in_one_window_goes_from_the_other(phone: Page) -> None:
    scan(phone, make_secret())
    code_on(phone)
    other = phone.context.new_page()
    other.goto("/door-code")
    code_on(other)

    phone.locator("[data-forget]").click()
    phone.get_by_role("button", name="Forget it").click()

    expect(other.get_by_text("No door is kept on this phone")).to_be_visible()


@pytest.mark.parametrize(
    ("lacking", "words"),
    [(NO_CRYPTO, "can't make codes here"), (NO_STORAGE, "keeps nothing")],
    ids=["crypto", "storage"],
)
def test_a_browser_that_lacks_something_says_so_and_leaves_the_address(phone: Page, lacking: str, words: str) -> None:
    secret = make_secret()
    phone.add_init_script(lacking)

    scan(phone, secret)

    expect(phone.get_by_role("alert")).to_have_text(re.compile(words))
    assert phone.url.endswith(secret.fragment)
    if lacking == NO_STORAGE:
        assert opens(code_on(phone), secret)


def test_parts_of_an_older_page_go_and_nothing_but_the_page_is_kept(phone: Page) -> None:
    scan(phone, make_secret())
    expect(phone.locator("[data-offline]")).to_be_visible()
    kept = "async () => (await (await caches.open('menlu-door-code')).keys()).map((part) => new URL(part.url).pathname)"
    before = phone.evaluate(kept)
    phone.evaluate("async () => (await caches.open('menlu-door-code')).put('/static/old.css?v=0', new Response(''))")

    phone.reload()

    wait_until(lambda: "/static/old.css" not in phone.evaluate(kept), "the older part to go")
    assert sorted(phone.evaluate(kept)) == sorted(before)
    assert {path for path in before if not path.startswith("/static/")} == {"/door-code"}


def test_the_language_that_was_chosen_stays_without_a_network_and_without_a_cookie(phone: Page) -> None:
    scan(phone, make_secret())
    expect(phone.locator("[data-offline]")).to_be_visible()

    phone.get_by_role("link", name="中文").click()
    expect(phone.get_by_role("heading", name="开门码")).to_be_visible()
    phone.context.set_offline(True)
    phone.goto("/door-code")

    expect(phone.get_by_role("heading", name="开门码")).to_be_visible()
    assert phone.context.cookies() == []


@pytest.mark.parametrize(("scheme", "locale"), [("dark", "zh-CN"), ("light", "en")])
def test_it_fits_a_narrow_phone_and_a_screen_reader(town: Town, open_page: Open, scheme: str, locale: str) -> None:
    phone = open_page(town, **PHONE, color_scheme=scheme, locale=locale)
    phone.goto("/door-code")
    expect(phone.locator("[data-none]")).to_be_visible()
    assert_fit(phone)
    scan(phone, make_secret(), door="Front door with quite a long name", room="3-301")
    code_on(phone)
    assert_fit(phone)
    phone.locator("[data-forget]").click()
    assert_fit(phone)


def assert_fit(page: Page) -> None:
    assert is_as_wide_as_the_window(page)
    if AXE.exists():
        assert violations(page) == []
