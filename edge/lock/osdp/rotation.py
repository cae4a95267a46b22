"""A peripheral that has joined gets another key of its own: offered once in its session, proved in the next.

It may take the key and its answer be lost, or the line go in between: the new key is stored as pending before it is
offered, so whichever of the two it has opens the next session, which also tells whether to offer it again.
"""

from concurrent.futures import Future

from edge.errors import EdgeError, LockError
from edge.lock.osdp.commands import KeySet
from edge.lock.osdp.keyring import Keyring
from edge.lock.osdp.replies import Reply


class Rotation:
    """An order of a session. `deadline` is in monotonic s; `result` is set exactly once, or has a LockError."""

    urgent = False

    def __init__(self, deadline: float) -> None:
        self.result: Future[None] = Future()
        self.deadline = deadline
        self._key = b""
        self._is_taken = False

    def begin(self, keyring: Keyring, name: str) -> None:
        """Make the key for the peripheral of that name."""
        try:
            self._key = keyring.make(name)
        except EdgeError as error:
            self.fail(str(error))

    @property
    def is_over(self) -> bool:
        return self.result.done()

    @property
    def command(self) -> KeySet | None:
        """What to send next; None: a new session has to tell."""
        return None if self._is_taken else KeySet(self._key)

    def sent(self, _now: float) -> None:
        """Nothing depends on when."""

    def answered(self, _reply: Reply, _now: float) -> None:
        self._is_taken = True

    def refused(self) -> None:
        self.fail("the lock does not take a new key")

    def doubted(self) -> None:
        """The next session tells."""

    def polled(self, _reply: Reply, _now: float) -> None:
        """Only the next session tells."""

    def joined(self, key: bytes) -> None:
        """A session began with this key."""
        self._is_taken = key == self._key
        if self._is_taken and not self.is_over:
            self.result.set_result(None)

    def expire(self) -> None:
        self.fail("the lock did not prove its new key in time; it opens with the one it has, and may be asked again")

    def fail(self, complaint: str) -> None:
        """It will not be, and why."""
        if not self.is_over:
            self.result.set_exception(LockError(complaint))
