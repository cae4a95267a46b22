"""Central behind the TLS proxies of deploy/, as they are written there."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from central import cli
from central.account import service as account
from central.db import Database
from central.edges import service as edges
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes.town import NAME, PASSWORD, Box, _OverHttp, now
from tests.stage import proxies
from tests.stage.central import Central
from tests.stage.proxies import Front
from wire.batch import MAX_BYTES

TOKEN = "t" * 24
SPOOFED = "203.0.113.9"
ELSEWHERE = "127.0.0.2"
"""From where a visitor comes who is not the proxy (all of 127.0.0.0/8 is this machine)."""


@dataclass(frozen=True)
class Town:
    """A central, and the proxy before it."""

    kind: str
    front: Front
    central: Central

    def client(self) -> httpx.Client:
        """A browser's connection, from another address than the proxy's."""
        transport = httpx.HTTPTransport(verify=self.front.context(), local_address=ELSEWHERE)
        headers = {"X-Forwarded-For": SPOOFED, "Forwarded": f"for={SPOOFED}", "X-Real-IP": SPOOFED}
        return httpx.Client(transport=transport, base_url=self.front.address, headers=headers, timeout=30)

    def sign_in(self, client: httpx.Client, password: str = PASSWORD) -> httpx.Response:
        page = client.get("/sign-in").raise_for_status().text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        form = {"name": NAME, "password": password, "csrf_token": token[1]}
        # As a browser says by whom it was asked to send a form over HTTPS.
        return client.post("/sign-in", data=form, headers={"Referer": f"{self.front.address}/sign-in"})


@contextmanager
def behind(kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    if proxies.program(kind) is None:
        pytest.skip(f"{kind} is not installed; `apt-get install {kind}` brings it")
    front = Front(folder)
    given = {"ADDRESS": front.address, "PROXY": "127.0.0.1", "METRICS_TOKEN": TOKEN, "SECOND_FACTOR": "offered"}
    for key, value in given.items():
        monkeypatch.setenv(f"MENLU_CENTRAL_{key}", value)
    central = Central(folder / "central")
    with central.program, proxies.running(kind, front, central.url.removeprefix("http://")):
        hire(central.database)
        yield Town(kind, front, central)


def hire(url: str) -> None:
    with closing(Database(url)) as database:
        with database.writing() as session:
            code = account.invite(session, NAME, [Grant(Role.OFFICE, TOWN)], by="tests", now=now()).code
        account.join(database, code, PASSWORD, "tests", now())


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp(request.param)
    with pytest.MonkeyPatch.context() as monkeypatch, behind(request.param, folder, monkeypatch) as made:
        yield made


def test_staff_sign_in_by_a_cookie_that_is_bound_to_this_host(town: Town) -> None:
    with town.client() as client:
        answer = town.sign_in(client)
        page = client.get("/doors")

    assert answer.status_code == 303
    assert re.search(r"__Host-menlu=[^;]+; Secure; HttpOnly; Path=/; SameSite=Lax", answer.headers["Set-Cookie"])
    assert page.status_code == 200
    assert NAME in page.text


def test_where_an_attempt_comes_from_is_known_and_not_what_the_visitor_says(town: Town) -> None:
    with town.client() as client:
        assert town.sign_in(client, "not the password").status_code == 422

    addresses = {address for (address,) in town.central.ask("SELECT address FROM sign_in_attempt")}
    assert addresses == {ELSEWHERE}


def test_https_is_asked_for_by_every_answer(town: Town) -> None:
    with town.client() as client:
        for path in ("/healthz", "/nowhere", "/metrics"):
            assert client.get(path).headers.get_list("Strict-Transport-Security") == ["max-age=31536000"]


def test_live_pages_show_what_happens_as_it_happens(town: Town) -> None:
    with town.client() as client, closing(Database(town.central.database)) as database:
        town.sign_in(client)
        with database.writing() as session:
            code = edges.make_code(session, name=town.kind, made_by="tests", now=now()).code
        box = Box(_OverHttp(client))
        assert box.signing.claim(code).status_code == 201
        seen, done = threading.Event(), threading.Event()

        def watch() -> None:
            with client.stream("GET", "/entries/stream") as stream:
                for line in stream.iter_lines():
                    if line.startswith("event:"):
                        seen.set()
                    if "north" in line:
                        done.set()
                        return

        watching = threading.Thread(target=watch)
        watching.start()
        assert seen.wait(20)
        began = time.monotonic()
        box.let_in("north")
        assert done.wait(20)
        assert time.monotonic() - began < 15, "it came with the next heartbeat only"
        watching.join(20)


def test_what_is_too_large_does_not_reach_central(town: Town) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with town.client() as client:
        try:
            status = client.post("/api/v1/records", content=b"x" * (MAX_BYTES + 1), headers=headers).status_code
        except (httpx.WriteError, httpx.RemoteProtocolError):
            status = 413

    # Caddy answers 502 where its own limit cuts a body that is on its way already.
    assert status in (413, 502)


def test_the_metrics_are_not_shown_through_the_proxy(town: Town) -> None:
    token = {"Authorization": f"Bearer {TOKEN}"}
    with town.client() as client:
        assert client.get("/metrics", headers=token).status_code == 404

    assert httpx.get(f"{town.central.url}/metrics", headers=token, timeout=60).status_code == 200


def test_the_doctor_says_whether_the_certificate_is_believed(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for key, value in {"ADDRESS": town.front.address, "PROXY": "127.0.0.1"}.items():
        monkeypatch.setenv(f"MENLU_CENTRAL_{key}", value)
    monkeypatch.setenv("MENLU_CENTRAL_LISTEN", town.central.url.removeprefix("http://"))
    told = []
    for trusted in ("/dev/null", str(town.front.certificate)):
        monkeypatch.setenv("SSL_CERT_FILE", trusted)
        cli.main(["doctor", "--database", town.central.database])
        told.append(capsys.readouterr().out)

    assert "FAIL address: nobody answers at" in told[0]
    assert "self-signed certificate" in told[0]
    assert f"ok   address: central answers at {town.front.address}" in told[1]
    assert "ok   proxy: 127.0.0.1 says where requests come from" in told[1]


def test_plain_http_leads_to_https(town: Town) -> None:
    if town.kind == "caddy":
        pytest.skip("Caddy's own redirection needs the ports 80 and 443")
    answer = httpx.get(f"http://127.0.0.1:{town.front.plain}/doors", headers={"Host": "localhost"}, timeout=60)

    assert (answer.status_code, answer.headers["Location"]) == (301, "https://localhost/doors")


def test_while_central_is_down_the_proxy_says_so_and_asks_for_https(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with behind("nginx", tmp_path, monkeypatch) as town:
        town.central.program.kill()
        with town.client() as client:
            answer = client.get("/doors")

    assert answer.status_code == 502
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "nginx/" not in answer.text
