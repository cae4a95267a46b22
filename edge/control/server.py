"""The daemon's end of the control socket: one request at a time, each done by the portal."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from edge.control.address import address_of
from edge.control.messages import LARGEST, Allow, Misunderstood, Open, Opened, Reply, Request, Show, Shown, Way
from edge.portal import Portal, WayState
from edge.presented import StaffAsked

log = logging.getLogger(__name__)

WAIT = 0.5
"""How long to wait for a request before looking whether to stop, s."""
ASKING = 2.0
"""How long somebody may take to ask, s."""


class ControlServer:
    """Serves requests about `portal` at the socket `path`."""

    def __init__(self, path: Path, portal: Portal) -> None:
        self._path, self._portal = path, portal

    def run(self, stop: threading.Event) -> None:
        """Serve until `stop`. A socket that can't be made is logged, and no reason for the door not to work."""
        try:
            with _listening(self._path) as listener:
                while not stop.is_set():
                    with suppress(TimeoutError):
                        self._serve(listener.accept()[0])
        except OSError as error:
            log.warning("commands can't reach the door at %s: %s", self._path, error)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(ASKING)
            connection.sendall(msgspec.json.encode(self._answer(_received(connection))))

    def _answer(self, request: bytes) -> Reply:
        try:
            return self._do(msgspec.json.decode(request, type=Request))
        except msgspec.DecodeError as error:
            return Misunderstood(str(error))

    def _do(self, request: Request) -> Reply:
        match request:
            case Open(by, why):
                answer = self._portal.present(StaffAsked(by, why))
                return Opened(answer.decision.reason, answer.result)
            case Allow(method, by):
                self._portal.allow(method, by)
            case Show():
                pass
        return Shown([_told(way) for way in self._portal.ways()])


def _told(way: WayState) -> Way:
    state = "off" if way.is_off else "waiting" if way.is_waiting else "on"
    return Way(way.method, state, way.failures)


def _received(connection: socket.socket) -> bytes:
    """What was asked, up to the end of sending."""
    received = b""
    while len(received) <= LARGEST and (piece := connection.recv(LARGEST)):
        received += piece
    return received


@contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        path.unlink(missing_ok=True)
        with address_of(path) as address:
            listener.bind(address)
        path.chmod(0o600)
        listener.listen()
        listener.settimeout(WAIT)
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)
