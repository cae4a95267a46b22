"""Every page there is, found in the app's own routes: nothing for axe to complain of, light enough for a slow line.

A new page is visited by itself, by somebody who may open it. One whose address names something new needs a word in
ARGUMENTS; what is no page needs one in NOT_PAGES.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from central.account.guard import OPEN
from central.web.roles import roles_of
from tests.browser import picture
from tests.browser.furnished import PEOPLE, Furnished
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.browser.test_phone import prepare
from tests.fakes.town import PASSWORD

KILOBYTES, REQUESTS = 300, 20
"""What a page may be and ask for, with all it loads: issue "The town office"."""
SEEN_APART = {
    "home.home",
    "rental.room",
    "rental.rooms",
    "requests.request",
    "requests.requests",
    "stays.stay",
    "stays.stays",
}
"""Pages that show the office more than a landlord: both visit them."""
NOBODY, TENANT = "nobody who is signed in", "a tenant's phone"
ARGUMENTS = {
    "agent_id": 1,
    "appeal_id": 1,
    "ask_id": 1,
    "assessment_id": 1,
    "box_id": 1,
    "building_id": 1,
    "clock_id": 1,
    "coming_id": 2,
    "day": 4,
    "event": "notice",
    "guest_id": 1,
    "hall_id": 1,
    "entry_id": 1_000_003,
    "hazard_id": 1,
    "import_id": 1,
    "incident_id": 1,
    "item_id": 1,
    "kind": "relative",
    "landlord_id": 1,
    "listed": "crowded",
    "listing_id": 1,
    "month": 3,
    "number": 2026,
    "own_request_id": 1,
    "person": 1,
    "place_id": 1,
    "purpose": "face-door",
    "registration_id": 1,
    "room_id": 1,
    "seq": 1,
    "stay_id": 1,
    "task_id": 1,
    "token_id": 1,
    "webhook_id": 1,
}
NOT_PAGES = {
    "at_door.part": "a part of a page",
    "choices.boxes": "names for a field",
    "choices.landlords": "names for a field",
    "clock.this_year": "leads to the calendar of a year",
    "desk.since": "news of an open page",
    "desk.stream": "news of an open page",
    "door_code.worker": "a script",
    "edges.since": "news of an open page",
    "edges.stream": "news of an open page",
    "health.alive": "for machines",
    "health.ready": "for machines",
    "home.since": "news of an open page",
    "home.stream": "news of an open page",
    "maps.outlines": "what a map draws",
    "places.named": "names for a field",
    "metrics.show": "for machines",
    "registers.complaints": "a file",
    "registers.template": "a file",
    "stays.proof": "a file",
    "web.static": "files",
}
FOR_PROGRAMS = ("edges_api.", "rest.")
ELSEWHERE = {
    **dict.fromkeys(
        ("my.correct", "my.erase", "my.known", "my.page", "my.withdraw_face"),
        "is there for who has come in by a link and a code (test_own_data.py)",
    ),
    "account.first_run": "is there before anybody works here (test_first_run.py)",
    "screens.screen": "has a secret in its address (test_desk.py)",
    "factors.second": "is there between the password and the second factor (test_passkey.py)",
}
OF_PHONES = {"at_door.door", "prepared.done", "prepared.take_back"} | {
    f"phone.{name}" for name in ("code", "contact", "face", "language", "notice")
}

_CLIPPED = """
() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0)
  .filter((each) => {
    for (let around = each; around; around = around.parentElement)
      if (getComputedStyle(around).clipPath === "inset(50%)") return true;
    return false;
  })
  .map((each) => each.outerHTML.slice(0, 80))
"""


def pages_of(app: Flask) -> dict[str, str]:
    """Endpoint → rule, of all that is shown to somebody."""
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and not rule.endpoint.startswith(FOR_PROGRAMS)
        if rule.endpoint not in NOT_PAGES.keys() | ELSEWHERE.keys()
    }


def visits_of(app: Flask) -> dict[str, dict[str, str]]:
    """Who visits what: endpoint → address."""
    visits: dict[str, dict[str, str]] = {name: {} for name in (*PEOPLE, NOBODY, TENANT)}
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if rule.endpoint in pages_of(app)}
    for endpoint, rule in rules.items():
        for name in _visitors(app, endpoint):
            visits[name][endpoint] = _address(app, rule)
    return visits


def _visitors(app: Flask, endpoint: str) -> list[str]:
    if endpoint in OF_PHONES:
        return [TENANT]
    if endpoint in OPEN:
        return [NOBODY]
    may = [name for name, theirs in PEOPLE.items() if roles_of(app.view_functions[endpoint]) & theirs]
    return may[:2] if endpoint in SEEN_APART else may[:1]


def _address(app: Flask, rule: Rule) -> str:
    unknown = set(rule.arguments) - set(ARGUMENTS)
    assert not unknown, f"say in ARGUMENTS what stands for {unknown} of {rule.rule}"
    values: dict[str, Any] = {name: ARGUMENTS[name] for name in rule.arguments}
    with app.test_request_context():
        return str(app.url_for(rule.endpoint, **values))


def wrong_with(page: Page) -> Iterable[str]:
    """What is wrong with the page that is open."""
    kilobytes, requests = weight(page)
    if kilobytes > KILOBYTES or requests > REQUESTS:
        yield f"{kilobytes:.0f} kB in {requests} requests"
    if not is_as_wide_as_the_window(page):
        yield "wider than the window"
    yield from (f"has the focus and is not seen: {each}" for each in page.evaluate(_CLIPPED))
    yield from violations(page)


def weight(page: Page) -> tuple[float, int]:
    """Kilobytes and requests of the page as it was loaded, without what was kept from another."""
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((entry) => entry.transferSize)"
    )
    return sum(sizes) / 1000, len(sizes)


@pytest.fixture
def page(furnished: Furnished, chromium: Browser) -> Iterator[Page]:
    """A narrow window that keeps nothing from page to page."""
    if not Path(AXE).exists():
        pytest.skip("axe-core is not installed; `python scripts/assets` brings it")
    size: Any = {"width": 360, "height": 800}
    context = chromium.new_context(base_url=furnished.town.url, viewport=size, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield page
    context.close()


def test_every_page_has_somebody_who_visits_it(furnished: Furnished) -> None:
    visited = {endpoint for visits in visits_of(furnished.app).values() for endpoint in visits}

    assert set(pages_of(furnished.app)) - visited == set()
    known = {rule.endpoint for rule in furnished.app.url_map.iter_rules()}
    assert NOT_PAGES.keys() | ELSEWHERE.keys() | OF_PHONES <= known


@pytest.mark.parametrize("name", [*PEOPLE, NOBODY])
def test_every_page_can_be_read_by_all_and_loaded_by_a_slow_line(furnished: Furnished, page: Page, name: str) -> None:
    if name is not NOBODY:
        picture.sign_in(page, name, PASSWORD)
    wrong = []

    for address in visits_of(furnished.app)[name].values():
        answer = page.goto(address)
        assert answer is not None
        if answer.status != 200 or urlsplit(page.url).path != address:
            wrong.append(f"{address}: answered {answer.status} at {urlsplit(page.url).path}")
        wrong += [f"{address}: {each}" for each in wrong_with(page)]

    assert wrong == []


def test_so_can_a_tenants_pages(furnished: Furnished, page: Page) -> None:
    wrong, seen = [], set()

    def look(name: str) -> None:
        page.wait_for_load_state()
        seen.add(urlsplit(page.url).path)
        wrong.extend(f"{page.url}: {each}" for each in wrong_with(page))

    prepare(page, furnished.code, "zh", look)
    for path in ("/i/door", "/i/take-back"):
        page.goto(path)
        look(path)

    assert wrong == []
    assert seen == set(visits_of(furnished.app)[TENANT].values())
