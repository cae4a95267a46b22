"""Signing in by two steps, setting the second one up, and showing again that it is oneself."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from flask import Flask

from central.account import rules
from central.app import create_app
from central.config import Config
from central.db import database_of
from tests.fakes.staff import Staff, hire
from tests.fakes.town import PASSWORD


@pytest.fixture
def strict(sqlite_url: str) -> Iterator[Flask]:
    """Central as it comes: whoever works here needs a second factor."""
    made = create_app(Config(database=sqlite_url))
    hire(made)
    yield made
    database_of(made).close()


class Clock:
    """What the pages take for now."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = 1_790_000_000_000
        for module in ("guard", "pages", "factor_pages", "own_pages", "staff_pages"):
            monkeypatch.setattr(f"central.account.{module}.now", lambda: self.at)

    def later(self, ms: int) -> None:
        self.at += ms

    def code(self, secret: str) -> str:
        return pyotp.TOTP(secret.replace(" ", "")).at(self.at // 1000)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def set_up(staff: Staff, clock: Clock) -> tuple[str, list[str]]:
    """Walk from the password to the paper; the app's secret, and the codes on the paper."""
    assert staff.sign_in(next="/rooms").location == "/rooms"
    assert staff.get("/rooms").location == "/me/second-factor?next=/rooms"
    page = staff.get("/me/second-factor/app").text
    found = re.search(r"<code class=\"thumbprint\">([A-Z2-7 ]+)</code>", page)
    assert found is not None
    answer = staff.send("/me/second-factor/app", "/me/second-factor/app", code=clock.code(found[1]))
    assert answer.status_code == 201
    return found[1], re.findall(r"<li><code>([^<]+)</code>", answer.text)


def test_who_works_here_sets_a_second_factor_up_before_anything_else(strict: Flask, clock: Clock) -> None:
    staff = Staff(strict)

    _, papers = set_up(staff, clock)

    assert len(papers) == rules.RECOVERY_CODES
    assert staff.get("/entries").status_code == 200


def test_from_then_on_the_password_alone_opens_nothing(strict: Flask, clock: Clock) -> None:
    secret, papers = set_up(Staff(strict), clock)
    clock.later(rules.MINUTE)
    staff = Staff(strict)
    staff.sign_in(next="/doors")

    for path in ("/entries", "/me", "/me/second-factor", "/me/second-factor/app", "/rooms", "/"):
        assert staff.get(path).location.startswith("/sign-in/second?next="), path
    for path in ("/entries/since", "/entries/stream"):
        assert staff.get(path).status_code == 401
    assert 'href="/rooms"' not in staff.get("/sign-in/second").text

    assert staff.send("/sign-in/second", "/sign-in/second", code="000000").status_code == 422
    answer = staff.send("/sign-in/second", "/sign-in/second?next=/doors", code=clock.code(secret), next="/doors")
    assert answer.location == "/doors"
    assert staff.get("/doors").status_code == 200
    assert papers


def test_the_secret_of_the_session_is_another_after_the_second_step(strict: Flask, clock: Clock) -> None:
    secret, _ = set_up(Staff(strict), clock)
    clock.later(rules.MINUTE)
    staff = Staff(strict)
    staff.sign_in()
    before = staff.client.get_cookie("menlu")
    staff.send("/sign-in/second", "/sign-in/second", code=clock.code(secret))

    after = staff.client.get_cookie("menlu")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    thief = Staff(strict)
    thief.client.set_cookie("menlu", before.value)
    assert thief.get("/entries").location.startswith("/sign-in?")


def test_a_code_on_the_paper_takes_the_place_of_the_phone_once(strict: Flask, clock: Clock) -> None:
    _, papers = set_up(Staff(strict), clock)
    for paper, status in ((papers[0], 303), (papers[0], 422), (papers[1], 303)):
        staff = Staff(strict)
        staff.sign_in()
        assert staff.send("/sign-in/second", "/sign-in/second", code=paper).status_code == status


def test_the_last_second_factor_stays_where_one_is_needed(strict: Flask, clock: Clock) -> None:
    staff = Staff(strict)
    set_up(staff, clock)

    answer = staff.client.post("/me/second-factor/app/remove", data={"csrf_token": staff.token("/me")})

    assert answer.location == "/me"
    assert "this is your last second factor" in staff.get("/me").text
    assert "App on a phone" in staff.get("/me").text


def test_what_is_dangerous_asks_again_after_a_while_and_changes_nothing_before(
    app: Flask, staff: Staff, clock: Clock
) -> None:
    staff.sign_in()
    clock.later(rules.CONFIRMED_FOR)
    answer = staff.client.post(
        "/me/password",
        data={"csrf_token": staff.token("/me"), "password": "nine loud windows over the sea"},
        headers={"Referer": "http://localhost/me"},
    )
    assert answer.location == "/confirm?next=/me"
    assert staff.send("/confirm", "/confirm", password="wrong", next="/me").status_code == 422
    assert staff.send("/confirm", "/confirm", password=PASSWORD, next="/me").location == "/me"
    assert Staff(app).sign_in().status_code == 303

    changed = staff.send("/me/password", "/me", password="nine loud windows over the sea")

    assert changed.location == "/me"
    assert Staff(app).sign_in().status_code == 422
    assert Staff(app).sign_in(password="nine loud windows over the sea").status_code == 303


def test_ones_own_sessions_are_listed_and_ended(app: Flask, staff: Staff) -> None:
    other = Staff(app)
    other.client.environ_base["HTTP_USER_AGENT"] = "Netscape <b>4</b>"
    other.sign_in()
    page = staff.get("/me").text
    assert "Netscape &lt;b&gt;4&lt;/b&gt;" in page
    mark = re.search(r"/me/sessions/([0-9a-f]+)/end", page)
    assert mark is not None

    staff.send(f"/me/sessions/{mark[1]}/end", "/me")

    assert other.get("/entries").status_code == 303
    assert staff.get("/entries").status_code == 200


def test_another_password_ends_all_other_sessions(app: Flask, staff: Staff) -> None:
    other = Staff(app)
    other.sign_in()

    staff.send("/me/password", "/me", password="nine loud windows over the sea")

    assert other.get("/entries").status_code == 303
    assert staff.get("/entries").status_code == 200


def test_an_easy_password_is_refused_beside_its_field(staff: Staff) -> None:
    answer = staff.send("/me/password", "/me", password="password1234")

    assert answer.status_code == 422
    assert "easy to guess" in answer.text


@pytest.mark.parametrize("said", [{}, {"answer": 1}, {"answer": {}}, {"answer": {"rawId": "x", "response": {}}}, []])
def test_what_is_no_passkey_opens_nothing(app: Flask, staff: Staff, said: object) -> None:
    stranger = Staff(app)
    headers = {"X-CSRFToken": stranger.token("/sign-in")}

    answer = stranger.client.post("/sign-in/passkey", json=said, headers=headers)

    assert answer.status_code in (400, 422)
    assert staff.get("/entries").status_code == 200
    assert stranger.get("/entries").status_code == 303
