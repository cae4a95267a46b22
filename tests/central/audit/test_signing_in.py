"""What the log says of people who sign in, fail to, and ask for what is not open to them; and of those who look."""

from flask import Flask

from central.account import service as account
from central.audit.service import acting_as
from central.db import database_of
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.audit.log import acts, rows
from tests.fakes.staff import Staff, hire
from tests.fakes.town import now


def told(app: Flask) -> list[tuple[str, str, str]]:
    return [(row.act, row.by, row.of) for row in rows(database_of(app))]


def test_coming_in_is_told_from_the_code_to_the_end_of_the_session(app: Flask) -> None:
    sun = f"staff:{hire(app, 'Sun', grants=[Grant(Role.AUDITOR, TOWN)])}"
    staff = Staff(app)
    staff.sign_in("Sun")
    staff.send("/sign-out", "/audit")

    assert told(app) == [
        ("staff.invite", "central", sun),
        ("role.give", "central", sun),
        ("staff.code", "central", sun),
        ("staff.join", sun, sun),
        ("sign-in", sun, sun),
        ("sign-out", sun, ""),
    ]


def test_a_wrong_password_is_told_and_no_word_that_was_typed(app: Flask) -> None:
    sun = hire(app, "Sun", grants=[Grant(Role.AUDITOR, TOWN)])
    staff = Staff(app)
    for name in ("Sun", "my secret word"):
        staff.sign_in(name, "another secret word")

    failed = [row for row in rows(database_of(app)) if row.act == "sign-in.fail"]
    assert [(row.by, row.of, row.origin) for row in failed] == [
        ("visitor", f"staff:{sun}", "127.0.0.1"),
        ("visitor", "", "127.0.0.1"),
    ]
    assert "secret" not in repr(failed)


def test_having_to_wait_is_told_once(app: Flask) -> None:
    hire(app, "Sun", grants=[Grant(Role.AUDITOR, TOWN)])
    staff = Staff(app)
    answers = [staff.sign_in("Sun", "wrong").status_code for _ in range(30)]

    assert 429 in answers
    assert acts(database_of(app)).count("attempt.throttle") == 1
    assert acts(database_of(app)).count("sign-in.fail") == answers.count(422)


def test_a_page_that_is_not_open_is_told(app: Flask, auditor: Staff) -> None:
    for _ in range(2):
        assert auditor.get("/staff").status_code == 403

    refused = [row for row in rows(database_of(app)) if row.act == "page.refuse"]
    assert [row.of for row in refused] == ["page:staff.people"]


def test_whoever_gives_a_command_is_named(app: Flask) -> None:
    with acting_as("terminal:li"), database_of(app).writing() as session:
        account.invite(session, "Sun", [Grant(Role.AUDITOR, TOWN)], by="terminal: li", now=now())

    assert {(row.by, row.origin) for row in rows(database_of(app))} == {("terminal:li", "terminal")}
