"""A syslog collector that works: keeps the messages it gets, over TLS, TCP, UDP or a local socket."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any


class Collector:
    """url: where it is. messages: what came, in order. closes: over TCP, whether it closes when nothing more comes.

    signs: over TLS, whether it says so before it closes.
    """

    def __init__(self, url: str, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        self.url, self._listener, self._tls = url, listener, tls
        self.messages: list[bytes] = []
        self.closes = self.signs = True
        self._came = threading.Condition()
        self._kept_open: list[socket.socket] = []

    def wait_for(self, count: int) -> list[bytes]:
        """The messages, when there are so many."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.messages) >= count, timeout=20), self.messages
            return list(self.messages)

    def receive_datagrams(self) -> None:
        """Until a message is empty."""
        while message := self._listener.recv(65535):
            self._keep([message])

    def accept_streams(self) -> None:
        """Until the listener is closed."""
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            # Who does not trust this collector hangs up in the middle of a handshake.
            with suppress(ssl.SSLError, ConnectionError):
                self._take(self._tls.wrap_socket(line, server_side=True) if self._tls else line)

    def _take(self, line: socket.socket) -> None:
        self._keep(list(_framed(_everything(line))))
        if not self.closes:
            self._kept_open.append(line)
            return
        with closing(line):
            if isinstance(line, ssl.SSLSocket) and self.signs:
                line.unwrap()

    def close(self) -> None:
        for line in self._kept_open:
            line.close()

    def _keep(self, messages: list[bytes]) -> None:
        with self._came:
            self.messages += messages
            self._came.notify_all()


@contextmanager
def collecting(
    scheme: str, folder: Path, tls: ssl.SSLContext | None = None, url: str = "", host: str = "127.0.0.1"
) -> Iterator[Collector]:
    """A collector for tls, tcp, udp or unix. url: where one was before, if it is that one again."""
    kind = socket.SOCK_STREAM if scheme in ("tls", "tcp") else socket.SOCK_DGRAM
    with socket.socket(socket.AF_UNIX if scheme == "unix" else socket.AF_INET, kind) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        port = int(url.rpartition(":")[2]) if url else 0
        listener.bind(str(folder / "log") if scheme == "unix" else ("127.0.0.1", port))
        name = listener.getsockname()
        where = f"unix://{name}" if scheme == "unix" else f"{scheme}://{host}:{name[1]}"
        collector = Collector(where, listener, tls)
        if kind == socket.SOCK_STREAM:
            listener.listen()
        work = collector.accept_streams if kind == socket.SOCK_STREAM else collector.receive_datagrams
        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield collector
        finally:
            _end(listener, name, kind)
            thread.join()
            collector.close()


def _end(listener: socket.socket, name: Any, kind: int) -> None:
    if kind == socket.SOCK_STREAM:
        listener.shutdown(socket.SHUT_RDWR)
        return
    with socket.socket(listener.family, kind) as last:
        last.sendto(b"", name)


def _everything(line: socket.socket) -> bytes:
    data = b""
    while piece := line.recv(65536):
        data += piece
    return data


def _framed(data: bytes) -> Iterator[bytes]:
    while data:
        length, _, data = data.partition(b" ")
        yield data[: int(length)]
        data = data[int(length) :]
