"""A lock that speaks OSDP."""

import time
from concurrent.futures import TimeoutError as NotSettled
from dataclasses import dataclass

from edge.errors import LockError
from edge.lock import KeyStore, LockIdentity, LockListener
from edge.lock.osdp import lines
from edge.lock.osdp.commands import Buzzer, Colour, Led
from edge.lock.osdp.hold import Hold
from edge.lock.osdp.keyring import Keyring
from edge.lock.osdp.message import Message
from edge.lock.osdp.order import Request
from edge.lock.osdp.release import Release
from edge.lock.osdp.replies import Function
from edge.lock.osdp.rotation import Rotation
from edge.lock.osdp.session import Session
from wire.kinds import ReleaseResult

RELEASE_LIMIT = 3.0
"""How long a release may take to be settled, s: a lock that comes back within 2 s still opens."""
ROTATION_LIMIT = 10.0
"""How long a lock may take to prove a new key, s."""
SIGNAL_LIMIT = 1.0
"""A signal that comes later than this is not shown, s."""
LIGHT_TIME = 30
"""How long the LED shows the answer, in 100 ms."""


@dataclass(frozen=True)
class OsdpAddress:
    """Where the lock is: serial port and speed, its address on the line, the output its strike hangs on, and whether
    a lock that has only the key everybody knows may be given its own."""

    port: str
    baud: int = 9600
    address: int = 0
    output: int = 0
    install: bool = False


class OsdpLock:
    """A Lock. Raises LockError when its port does not open; a port that goes away later is waited for."""

    def __init__(self, where: OsdpAddress, keys: KeyStore, listener: LockListener) -> None:
        self._where = where
        self._session = Session(where.address, Keyring(keys, installing=where.install), time.monotonic())
        self._last: Release | None = None
        self._is_held = False
        self._line = lines.enter(where.port, where.baud, where.address)
        self._line.join(self._session, listener)

    @property
    def online(self) -> bool:
        return self._session.is_online

    @property
    def identity(self) -> LockIdentity | None:
        return self._session.identity

    def release(self, seconds: float) -> ReleaseResult:
        """Release the strike for `seconds`; answers within 3.5 s."""
        if self._is_held:
            # A timer would let the strike fall back when it is over.
            return self.keep_released(True)
        release = Release(self._where.output, seconds, time.monotonic() + RELEASE_LIMIT, self._last)
        self._last = release
        return self._answer_to(release)

    def keep_released(self, on: bool) -> ReleaseResult:
        """Release the strike until told otherwise, or let it fall back; answers within 3.5 s."""
        self._is_held = False
        result = self._answer_to(Hold(self._where.output, on, time.monotonic() + RELEASE_LIMIT))
        self._is_held = on and result is ReleaseResult.DONE
        return result

    def rotate_key(self) -> None:
        """Give the lock another key; back when it has proved it. Raises LockError."""
        rotation = Rotation(time.monotonic() + ROTATION_LIMIT)
        self._line.call(lambda: self._session.rotate(rotation))
        try:
            rotation.result.result(timeout=ROTATION_LIMIT + 0.5)
        except NotSettled:
            raise LockError("the lock's line is stuck: look into the log") from None

    def signal(self, granted: bool) -> None:
        colour = Colour.GREEN if granted else Colour.RED
        self._show(Function.LED, Led(control=2, on=1, on_colour=colour, off_colour=colour, timer=LIGHT_TIME))
        if not granted:
            self._show(Function.BUZZER, Buzzer(on=2, off=1, count=2))

    def _answer_to(self, order: Release | Hold) -> ReleaseResult:
        self._line.call(lambda: self._session.order(order))
        try:
            return order.result.result(timeout=RELEASE_LIMIT + 0.5)
        except NotSettled:
            return ReleaseResult.UNKNOWN

    def _show(self, function: Function, command: Message) -> None:
        request = Request(command, time.monotonic() + SIGNAL_LIMIT)
        self._line.call(lambda: self._session.order(request) if self._session.has(function) else None)

    def close(self) -> None:
        self._line.leave(self._session)
        lines.exit(self._line, self._where.address)
