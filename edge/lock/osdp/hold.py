"""The strike released until further notice, or let fall back: an order that may be repeated, since it says a state."""

from concurrent.futures import Future

from edge.lock.osdp.commands import Output, OutputControl
from edge.lock.osdp.replies import Reply
from wire.kinds import ReleaseResult


class Hold:
    """An order of a session. `deadline` is in monotonic s; `result` is set exactly once."""

    urgent = True

    def __init__(self, output: int, on: bool, deadline: float) -> None:
        self.result: Future[ReleaseResult] = Future()
        self.deadline = deadline
        self.command = Output(output, OutputControl.ON if on else OutputControl.OFF, 0)
        self._was_sent = False

    @property
    def is_over(self) -> bool:
        return self.result.done()

    def sent(self, _now: float) -> None:
        self._was_sent = True

    def answered(self, _reply: Reply, _now: float) -> None:
        self._settle(ReleaseResult.DONE)

    def refused(self) -> None:
        self._settle(ReleaseResult.REFUSED)

    def doubted(self) -> None:
        """It is sent again in the next session."""

    def polled(self, _reply: Reply, _now: float) -> None:
        """Only its own answer tells."""

    def expire(self) -> None:
        self._settle(ReleaseResult.UNKNOWN if self._was_sent else ReleaseResult.REFUSED)

    def _settle(self, result: ReleaseResult) -> None:
        if not self.result.done():
            self.result.set_result(result)
