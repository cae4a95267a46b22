"""One parcel over TLS, and whether the other end has signed that nothing is missing of it (close_notify).

Not by Python's own sockets: their unwrap() takes any last word for a signed end, also the alert of a collector that
does not let in whom it has been shown. By TLS 1.3 that comes when all was sent already (RFC 8446, 4.4.2.4).
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

_PIECE = 65_536


class SealedLine:
    """A line that is open, and who has to be at its other end."""

    def __init__(self, line: socket.socket, trusted: ssl.SSLContext, host: str | None) -> None:
        self._line, self._came, self._goes = line, ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = trusted.wrap_bio(self._came, self._goes, server_hostname=host)

    def send(self, data: bytes) -> None:
        """All of it, and that it was all."""
        self._done(self._tls.do_handshake)
        while data:
            data = data[self._done(partial(self._tls.write, data)) :]
        with suppress(ssl.SSLWantReadError):
            self._tls.unwrap()
            raise ConnectionAbortedError("it closed the line before everything was sent")
        self._flush()

    def confirm(self) -> None:
        """Returns when the other end has signed that it has read to the end. Raises OSError."""
        with suppress(ssl.SSLZeroReturnError):
            while self._done(partial(self._tls.read, _PIECE)):
                pass

    def _done(self, step: Callable[[], Any]) -> Any:
        while True:
            try:
                return step()
            except ssl.SSLWantReadError:
                self._flush()
                self._receive()
            finally:
                self._flush()

    def _flush(self) -> None:
        self._line.sendall(self._goes.read())

    def _receive(self) -> None:
        piece = self._line.recv(_PIECE)
        if piece:
            self._came.write(piece)
        else:
            self._came.write_eof()
