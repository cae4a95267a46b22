"""Serves central's app by waitress, in one process, until it is told to stop."""

import gc
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from flask import Flask
from waitress import create_server

from central.config import Address, Config
from central.errors import ListenError
from central.live import bell_of
from wire.batch import MAX_BYTES

CONNECTIONS = 1000
"""Open at once: a box keeps one, a browser up to six."""
MAX_HEADER = 32 * 1024
"""Bytes of a request's line and headers."""
MOST_READ = 4 * MAX_BYTES
"""Bytes of a body that are read at all. Of more than MAX_BYTES the app says, in the reader's language, that it is too
much; beyond this the server cuts the request off with a bare line of its own."""
READ = 256 * 1024
"""Bytes taken from a connection at once: a batch in one piece, not in six."""


def serve(app: Flask, config: Config, listener: socket.socket, listening: Callable[[str], None]) -> None:
    """Answer the requests that come to `listener` until SIGTERM or SIGINT; `listening` is told the address first.

    Requests that are being answered get a few seconds to end.
    """
    # What is there now stays; the collector need not go through it each time a batch has made many rows.
    gc.freeze()
    server = _server(app, config, listener)

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        # Live pages would otherwise be waited for in vain.
        bell_of(app).close()
        raise SystemExit(0)

    previous = [(which, signal.signal(which, stop)) for which in (signal.SIGTERM, signal.SIGINT)]
    try:
        listening(f"http://{Address(*listener.getsockname()[:2])}")
        server.run()
    except SystemExit:
        # Raised by the signal before or after `run`, which ends by itself when it is raised within.
        pass
    finally:
        for which, handler in previous:
            signal.signal(which, handler)
        server.close()


def bound(address: Address) -> socket.socket:
    """A socket that listens at `address`. (Waitress would leave its own open where it can't.) Raises ListenError."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        return socket.create_server(address, family=family)
    except OSError as error:
        reason = error.strerror or error
        raise ListenError(f"listen = {address} can't be used: {reason}; choose another address or port") from error


def _server(app: Flask, config: Config, listener: socket.socket) -> Any:
    return create_server(
        app,
        sockets=[listener],
        threads=config.threads,
        connection_limit=CONNECTIONS,
        max_request_body_size=MOST_READ,
        ident=None,
        max_request_header_size=MAX_HEADER,
        recv_bytes=READ,
        # Who is believed about where a request comes from is central.proxied's matter.
        clear_untrusted_proxy_headers=False,
    )
