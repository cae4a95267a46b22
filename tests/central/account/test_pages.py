from collections.abc import Iterator

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.account import rules, service
from central.app import create_app
from central.config import Config
from central.db import database_of
from tests.fakes.staff import Staff, hire
from tests.fakes.town import NAME, PASSWORD, now


@pytest.fixture
def newcomer(app: Flask) -> Staff:
    """Somebody at a central where nobody works yet."""
    return Staff(app)


@pytest.fixture
def code(app: Flask) -> str:
    with database_of(app).writing() as session:
        made = service.new_first_run_code(session, now())
    assert made is not None
    return made


@pytest.fixture
def secure_app(sqlite_url: str) -> Iterator[Flask]:
    """Central behind HTTPS."""
    made = create_app(
        Config(database=sqlite_url, second_factor=SecondFactor.OFFERED, address="https://central.example.org")
    )
    yield made
    database_of(made).close()


def first_run(newcomer: Staff, code: str, name: str = NAME, password: str = PASSWORD) -> str:
    answer = newcomer.send("/first-run", "/first-run", code=code, name=name, password=password)
    return answer.location or answer.text


def test_the_first_run_leads_from_the_code_to_those_who_work_here(newcomer: Staff, code: str) -> None:
    assert newcomer.get("/sign-in").location == "/first-run"
    assert first_run(newcomer, code) == "/sign-in"
    assert newcomer.sign_in(next="/staff").location == "/staff"
    assert newcomer.get("/staff").status_code == 200


def test_after_the_first_run_its_page_is_gone(newcomer: Staff, code: str) -> None:
    first_run(newcomer, code)
    assert newcomer.get("/first-run").status_code == 404


def test_a_wrong_code_is_told_and_what_was_typed_stays_but_the_password(newcomer: Staff, code: str) -> None:
    page = first_run(newcomer, "AAAA-AAAA-AAAA")
    assert "This code is not valid" in page
    assert NAME in page
    assert PASSWORD not in page


def test_a_weak_password_does_not_spend_the_code(newcomer: Staff, code: str) -> None:
    assert "easy to guess" in first_run(newcomer, code, password="password1234")
    assert "at least 12 characters" in first_run(newcomer, code, password="short")
    assert first_run(newcomer, code) == "/sign-in"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Use 1 to 64 letters"),
        ("   ", "Use 1 to 64 letters"),
        ("x" * 65, "Use 1 to 64 letters"),
        ("x" * 1_000, "Use 1 to 64 letters"),
        ("a\nb", "Letter 2 is U+000A"),
    ],
)
def test_a_name_must_be_printable_and_of_some_length(newcomer: Staff, code: str, name: str, said: str) -> None:
    assert said in first_run(newcomer, code, name=name)


def test_an_unknown_name_and_a_wrong_password_get_the_same_page(app: Flask) -> None:
    hire(app)
    answers = [Staff(app).sign_in(name, "wrong") for name in (NAME, "nobody")]
    pages = {answer.text.replace(f'value="{NAME}"', "").replace('value="nobody"', "") for answer in answers}
    assert {answer.status_code for answer in answers} == {422}
    assert len({without_token(page) for page in pages}) == 1


def test_after_many_failures_the_page_says_how_long_to_wait(app: Flask) -> None:
    hire(app)
    staff = Staff(app)
    answers = [staff.sign_in(password="wrong") for _ in range(rules.FREE_FAILURES_OF_PAIR + 1)]
    assert answers[-1].status_code == 429
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= rules.DELAY // 1000
    assert "Too many attempts. Wait" in answers[-1].text


def test_signing_out_ends_the_session_itself_not_only_the_cookie(staff: Staff) -> None:
    cookie = staff.client.get_cookie("menlu")
    assert cookie is not None
    assert staff.sign_out().location == "/sign-in"
    staff.client.set_cookie("menlu", cookie.value)
    assert staff.get("/entries").status_code == 303


def test_every_sign_in_makes_a_new_session(app: Flask, staff: Staff) -> None:
    before = staff.client.get_cookie("menlu")
    staff.sign_out()
    staff.sign_in()
    after = staff.client.get_cookie("menlu")
    assert before is not None
    assert after is not None
    assert before.value != after.value


@pytest.mark.parametrize("next_", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(app: Flask, next_: str) -> None:
    hire(app)
    assert Staff(app).sign_in(next=next_).location == "/"


def test_who_is_signed_in_is_not_asked_again(staff: Staff) -> None:
    assert staff.get("/sign-in?next=/doors").location == "/doors"


def test_over_plain_http_the_cookie_is_one_that_browsers_take(app: Flask) -> None:
    hire(app)
    cookies = Staff(app).sign_in().headers.getlist("Set-Cookie")
    mine = next(cookie for cookie in cookies if cookie.startswith("menlu="))
    assert "HttpOnly" in mine
    assert "SameSite=Lax" in mine
    assert "Secure" not in mine


def test_behind_https_cookies_are_bound_to_the_host(secure_app: Flask) -> None:
    hire(secure_app)
    client = secure_app.test_client()
    client.get("/")
    page = client.get("/sign-in", base_url="https://central.example.org")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/sign-in",
        base_url="https://central.example.org",
        headers={"Referer": "https://central.example.org/sign-in"},
        data={"csrf_token": token, "name": NAME, "password": PASSWORD},
    )
    cookies = [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]
    assert any(cookie.startswith("__Host-menlu=") for cookie in cookies)
    for cookie in cookies:
        assert cookie.startswith("__Host-menlu")
        assert "; Secure" in cookie
        assert "; Path=/" in cookie
        assert "Domain" not in cookie


def without_token(page: str) -> tuple[str, ...]:
    return tuple(line for line in page.splitlines() if "csrf_token" not in line)
