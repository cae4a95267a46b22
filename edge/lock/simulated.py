"""A lock in memory, for a door that is being set up and for tests: it answers like a lock, or like one at fault."""

import math
import time

from edge.errors import LockError
from edge.lock import Card, Contact, Keys, LockEvent, LockIdentity, LockListener
from wire.kinds import ReleaseResult

ANSWERS = {result.value: result for result in (ReleaseResult.DONE, ReleaseResult.REFUSED, ReleaseResult.UNKNOWN)}
"""What it may be told to answer; the first is the default."""


class SimulatedLock:
    """Answers every release with `answer` after `delay` s; one that is not online refuses.

    `released_until`: until when the strike is released (monotonic s). `shown`: the answer
    shown last. `hold` and `press`: what somebody does at its reader; `touch`: what happens at one of its inputs.
    """

    def __init__(self, answer: ReleaseResult, *, online: bool, delay: float, listener: LockListener) -> None:
        self.identity: LockIdentity | None = LockIdentity("menlu", "simulated", "0", "1.0.0")
        self.online = online
        self.released_until = 0.0
        self.shown: bool | None = None
        self._answer = answer
        self._delay = delay
        self._listener = listener
        listener(LockEvent("online") if online else LockEvent("offline", "the lock is simulated as absent"))

    def release(self, seconds: float) -> ReleaseResult:
        time.sleep(self._delay)
        if not self.online:
            return ReleaseResult.REFUSED
        if self._answer is ReleaseResult.DONE:
            self.released_until = max(self.released_until, time.monotonic() + seconds)
        return self._answer

    def keep_released(self, on: bool) -> ReleaseResult:
        time.sleep(self._delay)
        if not self.online:
            return ReleaseResult.REFUSED
        if self._answer is ReleaseResult.DONE:
            self.released_until = math.inf if on else 0.0
        return self._answer

    def rotate_key(self) -> None:
        raise LockError("a simulated lock has no key")

    def signal(self, granted: bool) -> None:
        self.shown = granted

    def hold(self, card: Card) -> None:
        self._listener(card)

    def press(self, keys: str) -> None:
        self._listener(Keys(keys))

    def touch(self, number: int, is_active: bool) -> None:
        self._listener(Contact(number, is_active))

    def close(self) -> None:
        self.online = False
