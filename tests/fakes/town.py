"""A whole central to look at: the real program on a port of its own, staff, and boxes that send over HTTP.

The boxes are those of `signing_box`, given an HTTP client in the place of Flask's.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
from flask.testing import FlaskClient

from central import schema
from central.account import service as account
from central.db import Database
from central.edges import service as edges
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes import duties
from tests.fakes.signing_box import SigningBox
from wire.kinds import DoorState, Entry, Release

NAME = "王丽"
PASSWORD = "seven quiet doors by the canal"
PROGRAM = Path(sys.executable).parent / "menlu-central"


class Town:
    """A running central. url: where its page is. first_run: the code it printed at its start, if any."""

    def __init__(self, url: str, database: Database, first_run: str | None) -> None:
        self.url = url
        self.database = database
        self.first_run = first_run
        self._client = httpx.Client(base_url=url, timeout=20)

    def hire(self, name: str = NAME, password: str = PASSWORD) -> None:
        """Let somebody of the office in, without the page."""
        with self.database.writing() as session:
            grants = [Grant(Role.SYSTEM, TOWN), Grant(Role.OFFICE, TOWN)]
            made = account.invite(session, name, grants, by="tests", now=now())
        account.join(self.database, made.code, password, "tests", now())

    def new_box(self, name: str) -> "Box":
        """A box that is claimed."""
        with self.database.writing() as session:
            code = edges.make_code(session, name=name, made_by="tests", now=now()).code
        box = Box(_OverHttp(self._client))
        assert box.signing.claim(code).status_code == 201
        return box

    def close(self) -> None:
        """Let go of connections and file."""
        self._client.close()
        self.database.close()


class Box:
    """A claimed box that sends what happens at its doors at once."""

    def __init__(self, client: "_OverHttp") -> None:
        self.signing = SigningBox(cast(FlaskClient, client), now=int(time.time()))

    def send(self, *bodies: msgspec.Struct, at: int | None = None) -> None:
        """Send records; returns when central has committed them. at: Unix ms, now if not given."""
        first = len(self.signing.records) + 1
        for body in bodies:
            self.signing.append(body, at=at or now())
        self.signing.now = int(time.time())
        answer = self.signing.push(first)
        assert answer.status_code == 200, answer.text

    def let_in(self, door: str, person: str = "3f9c2e71a0b4d586", at: int | None = None) -> None:
        """A resident is recognised and the lock opens."""
        self.send(Entry(door, True, "granted", "face", person, 0.731), at=at)
        self.send(
            Release(door, "done", entry=len(self.signing.records), frame_to_strike=94, strike_to_answer=22), at=at
        )

    def turn_away(self, door: str, reason: str = "not-recognised", at: int | None = None) -> None:
        """Somebody stays outside."""
        self.send(Entry(door, False, reason, "face"), at=at)

    def report(self, door: str, state: str) -> None:
        """The lock reports itself."""
        self.send(DoorState(door, state))


class _OverHttp:
    """What a SigningBox asks of Flask's test client, over a real connection."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def post(self, path: str, data: bytes, headers: dict[str, str]) -> httpx.Response:
        return self._client.post(path, content=data, headers=headers)

    def get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        return self._client.get(path, headers=headers)


@contextmanager
def running(folder: Path, **settings: Any) -> Iterator[Town]:
    """A fresh central in `folder`; settings: as in its configuration file."""
    url = f"sqlite:///{folder}/central.db"
    database = Database(url)
    schema.migrate(database)
    with database.writing() as session:
        duties.assess(session, now())
    environment = {f"MENLU_CENTRAL_{key.upper()}": str(value) for key, value in settings.items()}
    environment = {"MENLU_CENTRAL_SECOND_FACTOR": "offered"} | environment
    environment |= {"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"}
    command: list[str | Path] = [PROGRAM, "serve", "--database", url, "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=folder) as program:
        try:
            town = _town(program, database)
            yield town
            town.close()
        finally:
            program.kill()


def _town(program: "subprocess.Popen[str]", database: Database) -> Town:
    assert program.stdout is not None
    told = ""
    for line in program.stdout:
        told += line
        if code := re.search(r"\b\w{4}-\w{4}-\w{4}\b", line):
            address = re.search(r"http://\S+:\d+", told)
            assert address is not None, told
            return Town(address[0], database, code[0])
    raise AssertionError(f"central did not start: {told}")


def now() -> int:
    """Unix time in milliseconds."""
    return time.time_ns() // 1_000_000
