"""The daemon's end of the control socket: each request is served in a thread of its own, since a card is waited for."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from edge.control.address import address_of
from edge.control.messages import (
    LARGEST,
    Allow,
    CardAdded,
    Declined,
    EnrolCard,
    KeyRotated,
    Open,
    Opened,
    Reply,
    Request,
    RotateKey,
    Show,
    Shown,
    Way,
)
from edge.errors import EdgeError
from edge.portal import Portal, WayState
from edge.presented import StaffAsked
from edge.reader import Reader
from edge.ways import Ways

log = logging.getLogger(__name__)

WAIT = 0.5
"""How long to wait for a request before looking whether to stop, s."""
ASKING = 2.0
"""How long somebody may take to ask, s."""
CARD_WITHIN = 20.0
"""How long a person has to hold their card to the reader, s."""


class ControlServer:
    """Serves requests about a door at the socket `path`."""

    def __init__(self, path: Path, portal: Portal, reader: Reader, ways: Ways) -> None:
        self._path, self._portal = path, portal
        self._reader, self._ways = reader, ways

    def run(self, stop: threading.Event) -> None:
        """Serve until `stop`. A socket that can't be made is logged, and no reason for the door not to work."""
        try:
            with _listening(self._path) as listener:
                while not stop.is_set():
                    with suppress(TimeoutError):
                        connection, _ = listener.accept()
                        threading.Thread(target=self._serve, args=(connection,), daemon=True).start()
        except OSError as error:
            log.warning("commands can't reach the door at %s: %s", self._path, error)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(ASKING)
            connection.sendall(msgspec.json.encode(self._answer(_received(connection))))

    def _answer(self, request: bytes) -> Reply:
        try:
            return self._do(msgspec.json.decode(request, type=Request))
        except (msgspec.DecodeError, EdgeError) as error:
            return Declined(str(error))

    def _do(self, request: Request) -> Reply:
        match request:
            case Open(by, why):
                answer = self._portal.present(StaffAsked(by, why))
                return Opened(answer.decision.reason, answer.result)
            case Allow(method, by):
                self._portal.allow(method, by)
            case EnrolCard(person):
                return self._enrol_card(person)
            case RotateKey(by):
                self._portal.rotate_key(by)
                return KeyRotated()
            case Show():
                pass
        return Shown([_told(way) for way in self._portal.ways()])

    def _enrol_card(self, person: str) -> CardAdded:
        held = self._reader.next_card(CARD_WITHIN)
        if held is not None:
            self._ways.add_card(person, held)
        return CardAdded(held is not None)


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
