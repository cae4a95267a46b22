"""Every page there is, found in the app's own routes: nothing for axe to complain of, light enough for a slow line.

A new page is visited by itself; one whose address names something new needs a word in ARGUMENTS.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from central.account import service as account
from central.account.guard import OPEN
from central.app import create_app
from central.clock import service as clock
from central.clock.service import Act, Office, Subject
from central.config import Config
from central.hours import USUAL
from central.rental import service as rental
from central.rental.service import Plan, Scope
from central.web.grants import TOWN, Grant
from central.web.roles import Role, roles_of
from tests.browser import picture
from tests.browser.test_pages import AXE, is_as_wide_as_the_window, violations
from tests.central.clock.conftest import REPORT, ZONE
from tests.fakes.staff import employ
from tests.fakes.town import NAME, PASSWORD, Town, now, running

KILOBYTES, REQUESTS = 300, 20
"""What a page may be and ask for, with all it loads: issue "The town office"."""
PEOPLE = {"audit": (Role.AUDIT,), "security": (Role.SECURITY,), NAME: (Role.OFFICE, Role.SYSTEM)}
"""Whoever gives rights or checks what was done holds no other role."""
ARGUMENTS = {
    "box_id": 1,
    "clock_id": 1,
    "day": 4,
    "landlord_id": 1,
    "month": 3,
    "number": 2026,
    "place_id": 1,
    "room_id": 1,
    "seq": 1,
    "stay_id": 1,
    "person": 1,
}
NOT_PAGES = {
    "metrics.metrics",
    "clock.this_year",
    "edges.since",
    "edges.stream",
    "home.since",
    "home.stream",
    "maps.outlines",
}
NEEDS_SOMETHING = {
    "erasure_id",
    "filter_id",
    "grant",
    "mark",
    "passkey",
    "registration_id",
    "task_id",
    "token_id",
    "webhook_id",
}
"""Pages about one of these are visited where their subject is tested."""
DAY = 24 * 3600 * 1000


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Flask]]:
    """A central with something of everything, and its app to read the routes from."""
    with running(tmp_path_factory.mktemp("every")) as town:
        for name, roles in PEOPLE.items():
            employ(town.database, name, PASSWORD, [Grant(role, TOWN) for role in roles])
        box = town.new_box("1 Harbour Road")
        box.report("Front door", "tamper")
        box.let_in("Front door")
        with town.database.writing() as session:
            account.add_landlord(session, "陈房东", by="tests", now=now())
            (landlord,) = account.landlords(session)
            room = rental.add_room(session, landlord_id=landlord.id, box_id=1, name="301", now=now())
            plan = Plan(now() - DAY, now() + 5 * DAY, 2)
            rental.invite(session, Scope("tests"), room, plan, token=rental.new_token(), now=now())
            calendar = clock.load(session, Office(ZONE, USUAL))
            clock.start(session, calendar, REPORT, Subject("stay", "1"), Act("tests", "because", now()))
        app = create_app(Config(database=str(town.database.engine.url)))
        yield town, app


def pages_of(app: Flask) -> dict[str, str]:
    """Endpoint → address, of everything that is shown to somebody who is signed in."""
    found = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.endpoint not in OPEN | NOT_PAGES and _is_shown(app, rule):
            found[rule.endpoint] = _address(app, rule)
    return found


def _is_shown(app: Flask, rule: Rule) -> bool:
    is_page = bool(roles_of(app.view_functions[rule.endpoint])) and "options" not in rule.endpoint
    return is_page and not NEEDS_SOMETHING & set(rule.arguments)


def _address(app: Flask, rule: Rule) -> str:
    unknown = set(rule.arguments) - set(ARGUMENTS)
    assert not unknown, f"say in ARGUMENTS what stands for {unknown} of {rule.rule}"
    values: dict[str, Any] = {name: ARGUMENTS[name] for name in rule.arguments}
    with app.test_request_context():
        return str(app.url_for(rule.endpoint, **values))


def weight(page: Page) -> tuple[float, int]:
    """Kilobytes and requests of the page as it was loaded, without what was kept from another."""
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((entry) => entry.transferSize)"
    )
    return sum(sizes) / 1000, len(sizes)


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_can_be_read_by_all_and_loaded_by_a_slow_line(
    furnished: tuple[Town, Flask], chromium: Browser, name: str
) -> None:
    if not Path(AXE).exists():
        pytest.skip("axe-core is not installed; `python scripts/assets` brings it")
    town, app = furnished
    context = chromium.new_context(
        base_url=town.url, viewport={"width": 360, "height": 800}, locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    picture.sign_in(page, name, PASSWORD)
    wrong = []

    for endpoint, address in pages_of(app).items():
        if roles_of(app.view_functions[endpoint]).isdisjoint(PEOPLE[name]):
            continue
        answer = page.goto(address)
        assert answer is not None
        kilobytes, requests = weight(page)
        if answer.status not in (200, 404):
            wrong.append(f"{address}: answered {answer.status}")
        if kilobytes > KILOBYTES or requests > REQUESTS:
            wrong.append(f"{address}: {kilobytes:.0f} kB in {requests} requests")
        if not is_as_wide_as_the_window(page):
            wrong.append(f"{address}: wider than the window")
        wrong += [f"{address}: {each}" for each in violations(page)]

    context.close()
    assert wrong == []
