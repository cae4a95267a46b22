"""A receiver of webhooks, as a third party would write one: it believes what central has signed, and nothing else.

It may be told to be slow, to hang up without an answer, to answer something else, or to drip its answer.
"""

import json
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from wire.signature import SignatureError, thumbprint, verify


@dataclass
class Receiver:
    """heard: what it was told, in order, the same as often as it came. answer: what it says to the next ones."""

    url: str
    key: Ed25519PublicKey
    answer: int | str = 204
    heard: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)
    released: threading.Event = field(default_factory=threading.Event)
    came: threading.Event = field(default_factory=threading.Event)

    def take(self, path: str, headers: Mapping[str, str], body: bytes) -> int:
        """What to answer to a request: 401 unless central has signed it, now, and for the first time."""
        where, _, query = path.partition("?")
        keys = {thumbprint(self.key): self.key}
        try:
            signed = verify("POST", where, query, headers, body, keys.get, now=int(time.time()))
        except SignatureError as error:
            self.refused.append(str(error))
            return 401
        if signed.nonce in self.nonces:
            self.refused.append("seen before")
            return 401
        self.nonces.add(signed.nonce)
        self.heard.append(json.loads(body))
        return self.answer if isinstance(self.answer, int) else 204


class _Handler(BaseHTTPRequestHandler):
    """Set apart for each receiver, as `receiver`."""

    receiver: Receiver

    def do_POST(self) -> None:
        receiver, body = self.receiver, self.rfile.read(int(self.headers["Content-Length"]))
        status = receiver.take(self.path, dict(self.headers.items()), body)
        receiver.came.set()
        if receiver.answer == "wait":
            receiver.released.wait(60)
            with suppress(OSError):
                self._answer(status)
        elif receiver.answer == "drip":
            self._drip()
        elif receiver.answer != "hang up":
            self._answer(status)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def _drip(self) -> None:
        """A header that never ends, a sign at a time."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not self.receiver.released.wait(0.02):
                self.wfile.write(b"x")

    def log_message(self, *_: object) -> None:
        """Nothing is said on the screen."""


@contextmanager
def receiving(key: Ed25519PublicKey, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on a port of its own, on this machine. tls: it speaks so, as localhost."""
    receiver = Receiver("", key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"receiver": receiver}))
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/menlu?from=central"
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        receiver.url = receiver.url.replace("http://127.0.0.1", "https://localhost")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
