"""A syslog collector that works: keeps the messages it gets, over TCP, UDP or a local socket."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Collector:
    """url: where it is. messages: what came, in order. closes: over TCP, whether it closes when nothing more comes."""

    def __init__(self, url: str, listener: socket.socket) -> None:
        self.url, self._listener = url, listener
        self.messages: list[bytes] = []
        self.closes = True
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
            self._keep(list(_framed(_everything(line))))
            if self.closes:
                line.close()
            else:
                self._kept_open.append(line)

    def close(self) -> None:
        for line in self._kept_open:
            line.close()

    def _keep(self, messages: list[bytes]) -> None:
        with self._came:
            self.messages += messages
            self._came.notify_all()


@contextmanager
def collecting(scheme: str, folder: Path) -> Iterator[Collector]:
    """A collector for tcp, udp or unix."""
    kind = socket.SOCK_STREAM if scheme == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_UNIX if scheme == "unix" else socket.AF_INET, kind) as listener:
        listener.bind(str(folder / "log") if scheme == "unix" else ("127.0.0.1", 0))
        name = listener.getsockname()
        collector = Collector(f"unix://{name}" if scheme == "unix" else f"{scheme}://127.0.0.1:{name[1]}", listener)
        if scheme == "tcp":
            listener.listen()
        work = collector.accept_streams if scheme == "tcp" else collector.receive_datagrams
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
