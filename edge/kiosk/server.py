"""Waitress for the door's page: a few threads, this machine only."""

import logging
import socket
import threading
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from waitress import create_server, wasyncore

from edge.errors import EdgeError

log = logging.getLogger(__name__)

THREADS = 4
"""For one screen, which asks for one thing at a time, and for its live picture."""
CONNECTIONS = 40
"""Open at once; a browser opens six."""
LOOK = 0.5
"""How long the server waits for news before it looks whether to stop, s."""


class KioskServer:
    """Listens from the beginning, answers in `run`. port: where it listens."""

    def __init__(self, app: Flask, listen: str) -> None:
        """listen: host:port; port 0 takes any. Raises EdgeError when nobody can listen there."""
        bound = _bound(listen)
        self.port: int = bound.getsockname()[1]
        self._connections: dict[int, Any] = {}
        self._server = create_server(
            app,
            map=self._connections,
            sockets=[bound],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            max_request_body_size=64 * 1024,
            ident=None,
        )
        log.info("the door's page is at http://127.0.0.1:%d", self.port)

    def run(self, over: threading.Event) -> None:
        """Answer until `over`, then listen no longer."""
        try:
            while not over.is_set():
                wasyncore.loop(timeout=LOOK, map=self._connections, count=1)
        finally:
            self.close()

    def close(self) -> None:
        """Listen no longer, and let go of every connection."""
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._connections)


def _bound(listen: str) -> socket.socket:
    """A socket that listens. (Waitress would leave its own open where it can't.)"""
    place = urlsplit(f"//{listen}")
    family = socket.AF_INET6 if ":" in (place.hostname or "") else socket.AF_INET
    try:
        return socket.create_server((place.hostname or "", place.port or 0), family=family)
    except (OSError, OverflowError) as error:
        raise EdgeError(f"kiosk.listen = {listen!r} can't be used: {error}; choose another port") from error
