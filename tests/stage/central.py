"""Central as a process, and a member of staff who looks at its page over HTTP as a browser does."""

import json
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from central.db import Database
from central.duties import assessments
from central.edges import service
from tests.fakes import duties
from tests.stage import kept
from tests.stage.kept import CentralRecord
from tests.stage.program import COMMANDS, Program, output
from tests.stage.record import StoredRecord
from wire.orders import AnyOrder

STARTS_WITHIN = 60.0
"""s, on a busy machine."""


class Central:
    """`menlu-central` on a SQLite file in `folder`, or on the `database` whose URL is given."""

    def __init__(
        self, folder: Path, listen: str = "127.0.0.1:0", database: str = "", settings: Mapping[str, str] = {}
    ) -> None:
        """`settings` by their variables, without what these begin with: {"THREADS": "64"}."""
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "central.sqlite"
        self.database = database or f"sqlite:///{self.file}"
        # Nobody here has an app for one-time codes; what asks for them has tests of its own.
        settings = {"SECOND_FACTOR": "offered", **settings}
        self._environment = {f"MENLU_CENTRAL_{name}": value for name, value in settings.items()}
        self._log = folder / "central.log"
        self._listen = listen
        self.program = self.start()
        # Before there is any box: faces may be used at those that come.
        with closing(Database(self.database)) as known, known.writing() as session:
            if not assessments.rows(session):
                duties.assess(session, time.time_ns() // 1_000_000)

    def start(self) -> Program:
        """Start it (again), at the same address as before."""
        options = ["--database", self.database, "--listen", self._listen, "--migrate"]
        self.program = Program([COMMANDS / "menlu-central", "serve", *options], self._log, self._environment)
        line = self.program.wait_for(lambda line: "listens at" in line, STARTS_WITHIN)
        self.url = line.rpartition(" ")[2]
        self._listen = self.url.removeprefix("http://")
        return self.program

    def claim_code(self, name: str) -> str:
        """A code that makes one box known."""
        command = [COMMANDS / "menlu-central", "claim-code", "--database", self.database, "--name", name, "--json"]
        return str(json.loads("".join(output(command)))["code"])

    def order(self, box: int, order: AnyOrder) -> int:
        """Order the box with that number to do something, from another process than the one that serves."""
        at = time.time_ns() // 1_000_000
        with closing(Database(self.database)) as database, database.writing() as session:
            return service.send_order(session, box, order, by="tests", now=at)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives on central's database."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(question).fetchall()

    def records(self) -> list[StoredRecord]:
        """What it holds of all boxes, in the order of outboxes and records."""
        return [StoredRecord(each.outbox, each.seq, each.kind or "", each.body, each.digest) for each in self.kept()]

    def kept(self) -> list[CentralRecord]:
        """The same, with what central has noted of each."""
        with closing(Database(self.database)) as database, database.reading() as session:
            return list(kept.records(session))

    def first_staff(self, name: str) -> "Staff":
        """Somebody of the town's office who runs the system too, signed in: let in by the first security administrator,
        who is made by the code printed at the start."""
        code = self.program.wait_for(lambda line: re.fullmatch(r"\s*\w{4}-\w{4}-\w{4}\s*", line) is not None, 10)
        keeper = Staff(self.url, f"{name}'s keeper", secrets.token_urlsafe(12))
        keeper.send("/first-run", code=code.strip(), name=keeper.name, password=keeper.password)
        keeper.sign_in()
        invited = keeper.send("/staff/new", name=name, role="town-office", place="1")
        number = re.search(r'href="(/staff/\d+)"', invited.text)
        theirs = re.search(r'big-code"><code>([^<]+)<', invited.text)
        assert number is not None
        assert theirs is not None
        keeper.send(f"{number[1]}/grants", number[1], role="system-administrator", place="1")
        keeper.close()
        staff = Staff(self.url, name, secrets.token_urlsafe(12))
        staff.send("/join", code=theirs[1], password=staff.password)
        staff.sign_in()
        return staff


@dataclass(frozen=True)
class Row:
    """A row of the entries page as it came over the live stream. seen: time.monotonic, s."""

    html: str
    seen: float

    @property
    def granted(self) -> bool:
        return '#granted"' in self.html

    @property
    def answered(self) -> bool:
        """Whether the row of a granted entry shows what its lock did; one that came late says so at once."""
        return '#waiting"' not in self.html

    @property
    def entry(self) -> str:
        found = re.search(r'data-entry="(\d+)"', self.html)
        return found[1] if found else ""


class Staff:
    """Someone signed in at central's page."""

    def __init__(self, url: str, name: str, password: str) -> None:
        self.name, self.password = name, password
        self._client = httpx.Client(base_url=url, follow_redirects=True, timeout=20)

    def at(self, url: str) -> "Staff":
        """The same browser, at another address of central's."""
        there = Staff(url, self.name, self.password)
        there._client.cookies = self._client.cookies
        return there

    def sign_in(self) -> None:
        self.try_to_sign_in().raise_for_status()

    def try_to_sign_in(self) -> httpx.Response:
        """The answer to name and password, whatever it is."""
        return self._post("/sign-in", "/sign-in", name=self.name, password=self.password)

    def sign_out(self) -> None:
        self._post("/sign-out", "/doors").raise_for_status()

    def send(self, path: str, form_on: str = "", **fields: str) -> httpx.Response:
        """Fill in the form on a page, that of `path` unless said otherwise, and send it to `path`."""
        return self._post(path, form_on or path, **fields).raise_for_status()

    def _post(self, path: str, form_on: str, **fields: str) -> httpx.Response:
        page = self._client.get(form_on).raise_for_status()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token, f"no form on {form_on}"
        return self._client.post(path, data={**fields, "csrf_token": token[1]})

    def get(self, path: str) -> httpx.Response:
        return self._client.get(path).raise_for_status()

    @property
    def cookies(self) -> httpx.Cookies:
        """What the browser keeps of this session."""
        return self._client.cookies

    @contextmanager
    def live_rows(self) -> Iterator["LiveRows"]:
        """The rows that appear on the open entries page while the block lasts."""
        rows = LiveRows()
        with httpx.Client(cookies=self._client.cookies, base_url=self._client.base_url, timeout=None) as client:
            reader = threading.Thread(target=rows.follow, args=(client,), daemon=True)
            reader.start()
            try:
                rows.wait_until_open(STARTS_WITHIN)
                yield rows
            finally:
                rows.close()
                reader.join(5)

    def close(self) -> None:
        self._client.close()


class LiveRows:
    """What the live stream brought, in order."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._news = threading.Condition()
        self._opened = threading.Event()
        self._response: httpx.Response | None = None

    def follow(self, client: httpx.Client) -> None:
        """Read the stream until it is closed."""
        try:
            with client.stream("GET", "/entries/stream") as self._response:
                self._opened.set()
                for line in self._response.iter_lines():
                    if line.startswith("data: "):
                        self._take(json.loads(line.removeprefix("data: ")))
        except (httpx.HTTPError, httpx.StreamError, OSError):
            return

    def wait_until_open(self, timeout: float) -> None:
        """Wait until it brings what happens from now on. Raises TimeoutError."""
        if not self._opened.wait(timeout):
            raise TimeoutError(f"the live stream did not open within {timeout} s")

    def wait(self, wanted: Callable[[list[Row]], bool], timeout: float) -> list[Row]:
        """The rows, once they are as `wanted`. Raises TimeoutError."""
        until = time.monotonic() + timeout
        with self._news:
            while not wanted(self._rows):
                if not self._news.wait(until - time.monotonic()):
                    raise TimeoutError(f"the page did not show it within {timeout} s; it has {len(self._rows)} rows")
            return list(self._rows)

    def close(self) -> None:
        if self._response is not None:
            self._response.close()

    def _take(self, news: dict[str, Any]) -> None:
        seen = time.monotonic()
        with self._news:
            self._rows += [Row(html, seen) for html in news.get("rows", [])]
            self._news.notify_all()
