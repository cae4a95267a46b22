"""A session and its peripheral joined in memory: every message goes through both ends, and time is only a number."""

from collections.abc import Callable

from edge.lock import LockEvent, LockNews
from edge.lock.osdp.frame_reader import FrameReader
from edge.lock.osdp.joining import State
from edge.lock.osdp.port import REPLY_DELAY
from edge.lock.osdp.session import Session
from tests.fakes.osdp_peripheral import Peripheral

Line = Callable[[bytes], bytes]
"""What becomes of the bytes on their way."""
EXCHANGE = 0.05
"""How long a command and its reply take, s."""


def clear(data: bytes) -> bytes:
    return data


class Pair:
    """`down` and `up`: the line to the peripheral and from it; `now`: the time; `events`: what was told so far."""

    def __init__(self, session: Session, peripheral: Peripheral) -> None:
        self.session = session
        self.peripheral = peripheral
        self.down: Line = clear
        self.up: Line = clear
        self.now = 0.0
        self.events: list[LockNews] = []

    def turn(self) -> None:
        """One exchange, or a rest until something is to be done, as the line's thread does it."""
        self.events += self.session.tick(self.now)
        if self.session.due > self.now:
            self.now = max(self.session.wakes, self.now + 0.001)
            return
        request = self.session.request(self.now)
        frames = FrameReader().feed(self.up(self.peripheral.hear(self.down(request))))
        self.now += EXCHANGE
        if not any(self.session.answer(frame, self.now) for frame in frames):
            self.now += REPLY_DELAY
            self.session.silence(self.now)

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.turn()

    def run_until(self, condition: Callable[[], bool], limit: float = 60.0) -> float:
        """How long it took, s."""
        start = self.now
        while not condition():
            assert self.now < start + limit, "did not happen"
            self.turn()
        return self.now - start

    def join(self) -> float:
        return self.run_until(lambda: self.session.is_online)

    @property
    def state(self) -> State:
        return self.session._joining.state

    @property
    def told(self) -> list[str]:
        return [event.state for event in self.events if isinstance(event, LockEvent)]
