"""One release of the strike, from the order to what became of it. It is sent once, and never again blindly.

Stage        to the lock      on                                     then
ORDERED      Output           acknowledged                           done
                              refused                                refused
                              no answer                              DOUBTFUL
                              session lost, this command refused     ORDERED still, for the next session
DOUBTFUL     status request   output active                          done; if an earlier release still runs: unknown
                              output inactive, timer not yet over    refused: it was not carried out
                              output inactive, timer over            unknown
                              anything else                          UNREADABLE
UNREADABLE   nothing          a poll reports the output active       done, unless an earlier release still runs
                              a poll finds nothing to report         unknown

At its deadline a release is over: refused if it was never sent, unknown if it was.
"""

from concurrent.futures import Future
from enum import Enum, auto

from edge.lock.osdp.commands import Output, OutputControl, OutputStatusRequest
from edge.lock.osdp.message import Message
from edge.lock.osdp.replies import Ack, OutputStatus, Reply
from wire.kinds import ReleaseResult

SHORTEST, LONGEST = 0.1, 6553.5
"""What the timer can count, s. A timer of 0 would release for ever."""


class Stage(Enum):
    """How far a release is."""

    ORDERED = auto()
    DOUBTFUL = auto()
    UNREADABLE = auto()


class Release:
    """An order of a session. `deadline` and every `now` are monotonic seconds; `result` is set exactly once.

    earlier: the release before this one, if any: while its timer runs, an active output does not prove ours.
    """

    urgent = True

    def __init__(self, output: int, seconds: float, deadline: float, earlier: "Release | None" = None) -> None:
        self.result: Future[ReleaseResult] = Future()
        self.deadline = deadline
        self._output = output
        self._timer = round(min(max(SHORTEST, seconds), LONGEST) * 10)
        self._stage = Stage.ORDERED
        self._earlier = earlier
        self._active_anyway_until = 0.0
        self._ends: float | None = None

    @property
    def is_over(self) -> bool:
        return self.result.done()

    @property
    def command(self) -> Message | None:
        """What to send next; None: nothing, but a poll may still tell."""
        if self._stage is Stage.UNREADABLE:
            return None
        if self._stage is Stage.DOUBTFUL:
            return OutputStatusRequest()
        return Output(self._output, OutputControl.ON_FOR_A_TIME, self._timer)

    def sent(self, now: float) -> None:
        """The command goes out."""
        if self._stage is not Stage.ORDERED:
            return
        if self._earlier is not None:
            self._active_anyway_until = self._earlier._ends or 0.0
            self._earlier = None
        self._ends = now + self._timer / 10

    def answered(self, reply: Reply, now: float) -> None:
        """The peripheral carried the command out."""
        if self._stage is Stage.ORDERED:
            self._settle(ReleaseResult.DONE)
        elif isinstance(reply, OutputStatus):
            self._settle(self._told_by(reply, now))
        else:
            self._stage = Stage.UNREADABLE

    def refused(self) -> None:
        """The peripheral refused the command."""
        if self._stage is Stage.ORDERED:
            self._settle(ReleaseResult.REFUSED)
        else:
            self._stage = Stage.UNREADABLE

    def doubted(self) -> None:
        """The command may have been carried out: its answer did not come."""
        if self._stage is Stage.ORDERED:
            self._stage = Stage.DOUBTFUL

    def polled(self, reply: Reply, now: float) -> None:
        """The peripheral answered a poll."""
        if self._stage is Stage.ORDERED:
            return
        if isinstance(reply, OutputStatus) and self._told_by(reply, now) is ReleaseResult.DONE:
            self._settle(ReleaseResult.DONE)
        if isinstance(reply, Ack) and self._stage is Stage.UNREADABLE:
            self._settle(ReleaseResult.UNKNOWN)

    def expire(self) -> None:
        """The deadline has come."""
        self._settle(ReleaseResult.REFUSED if self._ends is None else ReleaseResult.UNKNOWN)

    def _told_by(self, status: OutputStatus, now: float) -> ReleaseResult:
        if status.is_active(self._output):
            return ReleaseResult.DONE if now >= self._active_anyway_until else ReleaseResult.UNKNOWN
        would_be_active = self._ends is not None and now < self._ends
        return ReleaseResult.REFUSED if would_be_active else ReleaseResult.UNKNOWN

    def _settle(self, result: ReleaseResult) -> None:
        if not self.result.done():
            self.result.set_result(result)
