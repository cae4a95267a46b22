"""The real HTTP client against servers on a socket that do what servers should not."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.clock import BoxClock
from edge.errors import CentralError, CentralUnreachable, ConfigError
from edge.sync import link as links
from edge.sync.link import Link, open_client
from edge.vault import Vault
from wire.cursor import Cursor
from wire.orders import Orders

Behaviour = Callable[[socket.socket], None]


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "TIMEOUT", httpx.Timeout(0.5))
    monkeypatch.setattr(links, "DEADLINE", 1.0)


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[str]:
    """A server that answers each connection by `behaviour`; its URL."""
    ended = threading.Event()

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):
            while not ended.is_set():
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    connection.settimeout(10)
                    connection.recv(65536)
                    behaviour(connection)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(20)


def ask(url: str, vault: Vault) -> Cursor:
    with open_client() as client:
        return Link(client, url, vault, BoxClock()).ask("GET", f"/api/v1/cursor?outbox={'0' * 32}", Cursor)


def test_an_answer_that_central_holds_is_waited_for(shared_vault: Vault) -> None:
    def held(connection: socket.socket) -> None:
        threading.Event().wait(1.2)
        body = msgspec.json.encode(Orders([]))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    with serving(held) as url, open_client() as client:
        answer = Link(client, url, shared_vault, BoxClock()).ask("GET", "/api/v1/orders", Orders, patience=20)

    assert answer == Orders([])


def silent(connection: socket.socket) -> None:
    connection.recv(1)


def dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    pause = threading.Event()
    for _ in range(1000):
        connection.sendall(b" ")
        pause.wait(0.05)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b"[" * 65536)


def no_http(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n" * 10)


def cut_short(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"outbox"')


def hung_up(_: socket.socket) -> None:
    return


def squeezed(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00")


def deep(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + b"[" * 50000)


def many_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-Long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 20000)


@pytest.mark.parametrize(
    "behaviour", [silent, dripping, endless, no_http, cut_short, hung_up, squeezed, deep, many_headers]
)
def test_a_server_that_misbehaves_is_unreachable_in_a_sentence(shared_vault: Vault, behaviour: Behaviour) -> None:
    with serving(behaviour) as url, pytest.raises(CentralUnreachable, match=url):
        ask(url, shared_vault)


def test_nobody_there_is_unreachable(shared_vault: Vault) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(CentralUnreachable, match=r"check the network and central\.url"):
        ask(f"http://127.0.0.1:{port}", shared_vault)


@given(content=st.binary(max_size=300), status=st.integers(200, 599))
def test_no_answer_makes_anything_but_a_central_error(shared_vault: Vault, content: bytes, status: int) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        headers = {"Content-Type": "application/problem+json", "Date": "Sat, 99 Nev 2222"}
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        link = Link(client, "https://central.example", shared_vault, BoxClock())
        with pytest.raises(CentralError):
            link.ask("GET", "/", Cursor)


def test_a_certificate_that_is_not_trusted_is_refused(shared_vault: Vault, tmp_path: Path) -> None:
    with serving(no_http) as url, pytest.raises(CentralUnreachable):
        ask(url.replace("http:", "https:"), shared_vault)


def test_a_missing_authority_is_a_config_error(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.pem", Path(__file__)):
        with pytest.raises(ConfigError, match=r"central\.ca"):
            open_client(ca=str(path))
