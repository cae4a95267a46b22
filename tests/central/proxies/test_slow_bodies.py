"""Bodies that trickle in hold no thread: waitress takes them whole first, and so does nginx before gunicorn."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.stage import proxies
from tests.stage.central import Central
from tests.stage.processes import Processes
from tests.stage.proxies import Front

SLOW = 40
"""Connections whose body does not come to its end: more than there are threads in both processes."""
HEAD = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\nname="
)


@contextmanager
def slow_ones(host: str, port: int, context: ssl.SSLContext | None) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(SLOW):
            opened = stack.enter_context(socket.create_connection((host, port), timeout=20))
            if context:
                opened = stack.enter_context(context.wrap_socket(opened, server_hostname="localhost"))
            opened.sendall(HEAD)
        yield


def test_behind_waitress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENLU_CENTRAL_THREADS", "12")
    central = Central(tmp_path)
    host, _, port = central.url.removeprefix("http://").partition(":")
    with central.program, slow_ones(host, int(port), None):
        assert httpx.get(f"{central.url}/readyz", timeout=60).status_code == 200


def test_behind_nginx_and_gunicorn(tmp_path: Path) -> None:
    if proxies.program("nginx") is None:
        pytest.skip("nginx is not installed; `apt-get install nginx-light` brings it")
    front = Front(tmp_path)
    several = Processes(tmp_path, threads="12", proxy="127.0.0.1", address=front.address)
    with several.program:
        central = several.wait_until_it_listens().removeprefix("http://")
        context = front.context()
        with proxies.running("nginx", front, central), slow_ones("localhost", front.port, context):
            assert httpx.get(f"{front.address}/readyz", timeout=60, verify=context).status_code == 200
