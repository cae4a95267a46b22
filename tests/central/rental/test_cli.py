"""`menlu-central add-landlord`, `add-room`, `invite`: from nothing to a code, in JSON."""

import json
from typing import Any

import pytest
from sqlalchemy import insert

from central import cli
from central.db import Database
from central.edges import tables


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def box(sqlite_url: str) -> str:
    database = Database(sqlite_url)
    with database.writing() as session:
        row = {"name": "1 Harbour Road", "public_key": b"k", "thumbprint": "t", "version": "1", "claimed_at": 1}
        number = session.execute(insert(tables.box).values(row).returning(tables.box.c.id)).scalar_one()
    database.close()
    return str(number)


def test_from_a_landlord_to_a_code(capsys: pytest.CaptureFixture[str], sqlite_url: str, box: str) -> None:
    def told(*arguments: str) -> dict[str, Any]:
        code, out, err = run(capsys, *arguments, "--json", "--database", sqlite_url)
        assert (code, err) == (0, "")
        made: dict[str, Any] = json.loads(out)
        return made

    landlord = told("add-landlord", "--name", "陈房东")
    room = told("add-room", "--landlord", "陈房东", "--name", "301", "--box", box)
    stay = told("invite-tenant", "--room", str(room["room"]), "--days", "30", "--people", "2", "--minors")

    assert len(landlord["code"]) == 14
    assert stay["link"].endswith(f"/i#{stay['code']}")
    assert stay["until"] > 1_700_000_000_000


def test_for_people_it_speaks_in_sentences(capsys: pytest.CaptureFixture[str], sqlite_url: str, box: str) -> None:
    database = ["--database", sqlite_url]
    _, landlord, _ = run(capsys, "add-landlord", "--name", "Chen", *database)
    _, room, _ = run(capsys, "add-room", "--landlord", "Chen", "--name", "301", "--box", box, *database)
    _, stay, _ = run(capsys, "invite-tenant", "--room", "1", *database)

    assert ("works once" in landlord, room, "not shown again" in stay) == (
        True,
        "Room 301 has the number 1.\n",
        True,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add-landlord", "--name", ""], "1 to 64"),
        (["add-landlord", "--name", "Chen"], "choose another name"),
        (["add-room", "--landlord", "Nobody", "--name", "1"], "add-landlord"),
        (["add-room", "--landlord", "Chen", "--name", " "], "1 to 40"),
        (["add-room", "--landlord", "Chen", "--name", "302", "--box", "99"], "menlu-central boxes"),
        (["add-room", "--landlord", "Chen", "--name", "301", "--box", "BOX"], "already"),
        (["invite-tenant", "--room", "99"], "add-room"),
        (["invite-tenant", "--room", "1", "--days", "0"], "accepted are"),
        (["invite-tenant", "--room", "1", "--days", "99999999999"], "accepted are"),
        (["invite-tenant", "--room", "1", "--people", "21"], "accepted are"),
        (["invite-tenant", "--room", "1", "--minors"], "accepted are"),
        (["invite-tenant", "--room", "2"], "no box at its door"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, box: str, arguments: list[str], words: str
) -> None:
    database = ["--database", sqlite_url]
    run(capsys, "add-landlord", "--name", "Chen", *database)
    run(capsys, "add-room", "--landlord", "Chen", "--name", "301", "--box", box, *database)
    run(capsys, "add-room", "--landlord", "Chen", "--name", "bare", *database)

    code, out, err = run(capsys, *[box if word == "BOX" else word for word in arguments], *database)

    assert (code, out, err.count("\n")) == (1, "", 1)
    assert words in err
