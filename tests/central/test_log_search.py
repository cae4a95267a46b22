"""The log of a running central is searched, byte by byte, for whatever people and boxes have said to it."""

import json
import re
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx
import msgspec
import pytest
from flask import Flask
from werkzeug.routing import Rule

from central.account import service as account
from central.app import create_app
from central.config import Config
from central.db import Database, database_of
from central.edges import service as edges
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes.town import Box, _OverHttp, now
from tests.stage.program import COMMANDS, Program, output
from wire.kinds import Alarm, Entry, Registration

NAME, PASSWORD = "标记甲", "marked kettle moth 73 harbour"
MARKS = (
    NAME,
    PASSWORD,
    "330106199001011234",
    "13812345678",
    "marked-address-12-harbour-road",
    "marked-agent",
    "203.0.113.77",
    "marked-room",
    "marked-person",
    "marked-detail",
    "marked-code",
)
OF_PEOPLE = (NAME, PASSWORD, "330106199001011234", "13812345678", "marked-person")
"""What does not stand in the audit log either, though it says what rooms and places are called, and reasons."""
GIVEN = " ".join(MARKS[2:])
"""What is typed into every field."""
LISTENS = re.compile(r'entral listens at (http://[\d.]+:\d+)["\s]')
"""With what follows: a line that is still being written ends in the middle of a number."""


def forms(mark: str) -> set[bytes]:
    """How a mark may stand in a log: as it is, escaped, quoted."""
    return {mark.encode(), json.dumps(mark)[1:-1].encode(), quote(mark).encode(), mark.encode("unicode_escape")}


@contextmanager
def serving(folder: Path, style: str) -> Iterator[tuple[str, Path]]:
    """A central whose log is written in that style; where it is, and its log."""
    log = folder / "central.log"
    command = [COMMANDS / "menlu-central", "serve", "--migrate", "--listen", "127.0.0.1:0", "--database", url(folder)]
    environment = {
        "MENLU_CENTRAL_LOG": style,
        "MENLU_CENTRAL_PROXY": "127.0.0.1",
        "MENLU_CENTRAL_SECOND_FACTOR": "offered",
    }
    with Program(command, log, environment) as program:
        yield address(program, log), log


def address(program: Program, log: Path) -> str:
    until = time.monotonic() + 60
    while program.running and time.monotonic() < until:
        found = LISTENS.search("\n".join([*program.lines, log.read_text("utf-8")]))
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(program.last_words())


def url(folder: Path) -> str:
    return f"sqlite:///{folder}/central.db"


class Visitor:
    """Says all that is marked wherever a request can say something."""

    def __init__(self, central: str) -> None:
        headers = {
            "User-Agent": "marked-agent",
            "X-Forwarded-For": "203.0.113.77",
            "Referer": f"{central}/marked-address",
        }
        self._client = httpx.Client(base_url=central, headers=headers, timeout=60)

    def first_run(self, code: str) -> None:
        self._send("/first-run", code=code, name=NAME + "乙", password=PASSWORD)

    def sign_in(self, password: str = PASSWORD) -> int:
        answer = self._send("/sign-in", name=NAME, password=password)
        self._token = token(self._client.get("/doors").text)
        return answer.status_code

    def ask(self, rule: Rule, methods: Collection[str]) -> None:
        """Ask a route by each of these methods it has, with marks in its path, its query and its form."""
        path = re.sub(r"<int:\w+>", "1", rule.rule)
        path = re.sub(r"<[^>]+>", quote(GIVEN), path)
        for method in sorted((rule.methods or set()) & set(methods)):
            form = {"csrf_token": self._token, **dict.fromkeys(("name", "code", "why", "room", "who", "number"), GIVEN)}
            self._client.request(method, path, params={"q": GIVEN}, data=form if method == "POST" else None)

    def nowhere(self) -> None:
        self._client.get(f"/{quote(GIVEN)}/{quote(NAME)}", params={"next": GIVEN})
        self._client.post("/api/v1/" + quote(GIVEN), content=GIVEN.encode())

    def _send(self, path: str, **fields: str) -> httpx.Response:
        return self._client.post(path, data={**fields, "csrf_token": token(self._client.get(path).text)})

    def close(self) -> None:
        self._client.close()


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else ""


def hire(folder: Path) -> None:
    """Somebody who may open most pages."""
    with closing(Database(url(folder))) as database:
        with database.writing() as session:
            grants = [Grant(Role.SYSTEM, TOWN), Grant(Role.OFFICE, TOWN)]
            code = account.invite(session, NAME, grants, by="tests", now=now()).code
        account.join(database, code, PASSWORD, "tests", now())


def routes(folder: Path) -> list[Rule]:
    """Every route, but those that hold the line or end what is tried."""
    app: Flask = create_app(Config(url(folder)))
    database_of(app).close()
    left_out = {"account.sign_out", "edges.stream", "web.static"}
    return [
        rule for rule in app.url_map.iter_rules() if rule.endpoint not in left_out and "stream" not in rule.endpoint
    ]


def new_box(folder: Path, client: httpx.Client) -> Box:
    with closing(Database(url(folder))) as database, database.writing() as session:
        code = edges.make_code(session, name="marked-address-12-harbour-road", made_by="tests", now=now()).code
    box = Box(_OverHttp(client))
    assert box.signing.claim("marked-code").status_code == 403
    assert box.signing.claim(code).status_code == 201
    return box


def tell(box: Box) -> None:
    """What a box tells of people, some of it such that it can't be used."""
    registration = Registration("marked-person", "resident", "chip", ["pin"], "review", room="marked-room")
    box.send(registration, msgspec.structs.replace(registration, way="marked-detail", document="330106199001011234"))
    box.send(Entry("marked-address-12-harbour-road", True, "granted", "face", "marked-person", 0.7))
    box.send(Alarm("camera", "error", door="marked-room", detail="marked-detail"))
    assert box.signing.send(GIVEN.encode()).status_code == 400


def break_the_database(folder: Path) -> None:
    """From now on writing raises what quotes a person, and some tables are not there."""
    with closing(sqlite3.connect(folder / "central.db", timeout=20)) as database:
        database.execute(
            "CREATE TRIGGER breaks BEFORE INSERT ON sign_in_attempt "
            f"BEGIN SELECT RAISE(ABORT, '{NAME} {GIVEN} {PASSWORD}'); END"
        )
        for table in ("entry", "registration", "stay"):
            database.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
        database.commit()


def noted(folder: Path) -> str:
    """All that the audit log says."""
    with closing(sqlite3.connect(folder / "central.db", timeout=20)) as database:
        rows = database.execute("SELECT * FROM audit").fetchall()
    assert len(rows) >= 20
    return repr(rows)


@pytest.mark.parametrize("style", ["text", "json"])
def test_no_byte_of_what_was_said_is_in_the_log(tmp_path: Path, style: str) -> None:
    with serving(tmp_path, style) as (central, log), httpx.Client(base_url=central, timeout=60) as client:
        code = re.search(r"\b\w{4}-\w{4}-\w{4}\b", "".join(output(first_run(tmp_path))))
        assert code
        visitor = Visitor(central)
        visitor.first_run(code[0])
        hire(tmp_path)
        assert [visitor.sign_in("marked wrong password 13812345678"), visitor.sign_in()] == [422, 303]
        tell(new_box(tmp_path, client))
        every = routes(tmp_path)
        # What only looks comes first: some of the rest ends what is looked at.
        for methods in ({"GET"}, {"POST", "PUT", "PATCH", "DELETE"}):
            for rule in every:
                visitor.ask(rule, methods)
        visitor.nowhere()
        break_the_database(tmp_path)
        for rule in every:
            visitor.ask(rule, {"GET", "POST"})
        visitor.close()
        stranger = Visitor(central)
        assert stranger.sign_in() == 500
        stranger.close()
    written = log.read_bytes()
    lines = written.decode().splitlines()

    assert [mark for mark in (*MARKS, code[0]) if any(form in written for form in forms(mark))] == []
    assert [mark for mark in (*OF_PEOPLE, code[0]) if mark in noted(tmp_path)] == []
    assert sum("IntegrityError" in line for line in lines) >= 1
    assert sum("no such table" in line for line in lines) >= 1
    assert sum("status=200" in line or '"status": 200' in line for line in lines) >= 30
    assert style == "text" or all(isinstance(json.loads(line), dict) for line in lines)


def first_run(folder: Path) -> list[str | Path]:
    return [COMMANDS / "menlu-central", "first-run", "--database", url(folder)]
