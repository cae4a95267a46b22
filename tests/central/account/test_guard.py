"""Deny by default, over every route there is: a new one is closed until somebody names it open here too."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from central.account import service as account
from central.account.guard import ASKED_BY_PAGES, OPEN
from central.db import database_of
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes.staff import Staff, hire
from tests.fakes.town import PASSWORD, now

OPEN_TO_ANYBODY = {
    "/sign-in",
    "/sign-in/passkey",
    "/sign-in/passkey/options",
    "/first-run",
    "/join",
    "/i",
    "/i/language",
    "/i/notice",
    "/i/face",
    "/i/contact",
    "/i/done",
    "/i/take-back",
    "/i/door",
    "/i/door/part",
    "/i/my",
    "/i/my/known",
    "/i/my/data",
    "/i/my/withdraw-face",
    "/i/my/correct",
    "/i/my/erase",
    "/i/my/copy",
    "/i/my/leave",
    "/door-code",
    "/door-code-worker.js",
    "/language",
    "/rest/docs",
    "/hall/<secret>",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/<path:filename>",
}
HAS_ITS_OWN = ("/api/v1/", "/rest/v1/")
"""Signed by a box, or with a token."""


def routes(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
    ]


def path_of(rule: Rule) -> str:
    path = rule.rule
    path = re.sub(r"<((int|path):)?\w+>", "1", path)
    assert "<" not in path, f"say here what stands for the arguments of {rule.rule}"
    return path


def test_every_route_that_is_not_listed_needs_a_session(app: Flask) -> None:
    stranger = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    let_in = {
        rule.rule
        for method, rule in routes(app)
        if not rule.rule.startswith(HAS_ITS_OWN) and not is_refused(stranger.open(path_of(rule), method=method))
    }
    assert let_in <= OPEN_TO_ANYBODY


def is_refused(answer: object) -> bool:
    status = getattr(answer, "status_code", 0)
    location = getattr(answer, "location", None) or ""
    return status == 401 or (status == 303 and location.startswith("/sign-in?next="))


def test_the_names_of_open_routes_are_those_of_routes(app: Flask) -> None:
    assert {rule.rule for _, rule in routes(app) if rule.endpoint in OPEN} <= OPEN_TO_ANYBODY
    assert {rule.endpoint for _, rule in routes(app)} >= ASKED_BY_PAGES


def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_page(app: Flask) -> None:
    answer = app.test_client().get("/entries?outcome=denied")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/entries?outcome%3Ddenied"


@pytest.mark.parametrize("path", ["/entries/stream", "/entries/since"])
def test_what_a_page_asks_by_itself_is_refused_without_a_redirect(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 401


def test_a_made_up_cookie_opens_nothing(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("menlu", "x" * 43)
    assert client.get("/entries").status_code == 303


def test_no_form_is_taken_without_its_token(app: Flask, staff: Staff) -> None:
    for role in (Role.SECURITY, Role.AUDIT):
        hire(app, role.value, grants=[Grant(role, TOWN)])
    with database_of(app).writing() as session:
        code = account.add_landlord(session, Role.LANDLORD.value, by="tests", now=now()).code
    account.join(database_of(app), code, PASSWORD, "tests", now())
    keepers = [Staff(app), Staff(app), Staff(app)]
    for keeper, role in zip(keepers, (Role.SECURITY, Role.AUDIT, Role.LANDLORD), strict=True):
        keeper.sign_in(role.value)
    for method, rule in routes(app):
        if method == "POST" and not rule.rule.startswith(HAS_ITS_OWN):
            answers = {each.client.post(path_of(rule)).status_code for each in (staff, *keepers)}
            assert answers in ({400}, {400, 403}), (rule.rule, answers)


def test_the_pages_own_questions_do_not_keep_a_session_alive(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[bytes] = []
    monkeypatch.setattr("central.account.service.note_use", lambda database, handle, now: noted.append(handle))
    staff.get("/entries/since")
    assert noted == []
    staff.get("/entries")
    assert len(noted) == 1
