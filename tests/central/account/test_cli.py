"""Codes in the terminal: who is let in by them, and what is wrong is one sentence."""

import json
import re

import pytest

from central import cli
from central.account import service
from central.account.guard import now
from central.db import Database
from central.web.grants import TOWN, Grant
from central.web.roles import Role

PASSWORD = "nine red kites over the bay"
HERE = "192.0.2.7"


def run(capsys: pytest.CaptureFixture[str], url: str, *arguments: str) -> tuple[int, str, str]:
    code = cli.main([arguments[0], "--database", url, *arguments[1:]])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize(
    ("command", "grant"),
    [
        (["invite", "--role", "registrar"], Grant(Role.REGISTRAR, TOWN)),
        (["invite", "--role", "security-administrator"], Grant(Role.SECURITY, TOWN)),
        (["add-landlord"], Grant(Role.LANDLORD)),
    ],
)
def test_the_code_lets_somebody_in_with_that_role(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, command: list[str], grant: Grant
) -> None:
    code, out, _ = run(capsys, sqlite_url, *command, "--name", "李", "--json")

    assert code == 0
    made = json.loads(out)
    database = Database(sqlite_url)

    assert service.join(database, made["code"], PASSWORD, HERE, now()) == "李"
    with database.reading() as session:
        person = service.person_of(session, made["person"])
    assert person is not None
    assert person.grants == {grant}
    database.close()


def test_without_json_the_code_stands_there_to_be_read(capsys: pytest.CaptureFixture[str], sqlite_url: str) -> None:
    _, out, _ = run(capsys, sqlite_url, "invite", "--name", "李", "--role", "mediator")

    assert re.search(r"Code for 李: \w{4}-\w{4}-\w{4}\n", out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--name", "李", "--role", "king"], "there is no role 'king'; accepted are audit-administrator, auditor,"),
        (["--name", "李", "--role", "landlord"], "there is no role 'landlord'"),
        (["--name", "", "--role", "mediator"], "a name has 1 to 64 printable letters; '' does not"),
        (["--name", "李", "--role", "mediator", "--place", "77"], "there is no place 77"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nobody_is_let_in(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, arguments: list[str], said: str
) -> None:
    code, _, err = run(capsys, sqlite_url, "invite", *arguments)

    assert code == 1
    assert said in err
    assert err.count("\n") == 1
    database = Database(sqlite_url)
    with database.reading() as session:
        assert not service.knows_anybody(session)
    database.close()
