"""Serves central's app by waitress, in one process, until it is told to stop."""

import gc
import signal
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from flask import Flask
from waitress import create_server  # type: ignore[import-untyped]

from central.config import Address, Config
from central.errors import ListenError
from central.live import bell_of
from wire.batch import MAX_BYTES

CONNECTIONS = 1000
"""Open at once: a box keeps one, a browser up to six."""


def serve(app: Flask, config: Config, listening: Callable[[str], None]) -> None:
    """Answer requests until SIGTERM or SIGINT; `listening` is told the address once there is one.

    Requests that are being answered get a few seconds to end. Raises ListenError.
    """
    # What is there now stays; the collector need not go through it each time a batch has made many rows.
    gc.freeze()
    server = _listen(app, config)

    def stop(_signal: int, _frame: FrameType | None) -> NoReturn:
        # Live pages would otherwise be waited for in vain.
        bell_of(app).close()
        raise SystemExit(0)

    previous = [(which, signal.signal(which, stop)) for which in (signal.SIGTERM, signal.SIGINT)]
    try:
        listening(_origin(server))
        server.run()
    except SystemExit:
        # Raised by the signal before or after `run`, which ends by itself when it is raised within.
        pass
    finally:
        for which, handler in previous:
            signal.signal(which, handler)
        server.close()


def _listen(app: Flask, config: Config) -> Any:
    host, port = config.listen
    try:
        return create_server(
            app,
            host=host,
            port=port,
            threads=config.threads,
            connection_limit=CONNECTIONS,
            max_request_body_size=MAX_BYTES,
            ident=None,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ListenError(
            f"listen = {config.listen} can't be used: {reason}; choose another address or port"
        ) from error


def _origin(server: Any) -> str:
    """The address a person can open; with several (names may have two), the first."""
    several = getattr(server, "effective_listen", None)
    host, port = several[0] if several else (server.effective_host, server.effective_port)
    return f"http://{Address(host, int(port))}"
