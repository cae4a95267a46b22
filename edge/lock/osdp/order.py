"""What may be asked of a peripheral in its session, besides polling it."""

from typing import Protocol

from edge.lock.osdp.message import Message
from edge.lock.osdp.replies import Reply


class Order(Protocol):
    """Something to be done until `deadline` (monotonic s). An urgent one goes before those that are not."""

    @property
    def urgent(self) -> bool: ...
    @property
    def deadline(self) -> float: ...
    @property
    def is_over(self) -> bool: ...
    @property
    def command(self) -> Message | None: ...

    def sent(self, now: float) -> None: ...
    def answered(self, reply: Reply, now: float) -> None: ...
    def refused(self) -> None: ...
    def doubted(self) -> None: ...
    def polled(self, reply: Reply, now: float) -> None: ...
    def expire(self) -> None: ...


class Request:
    """One command whose repetition does no harm, sent for its effect or for the status it answers with."""

    urgent = False

    def __init__(self, command: Message, deadline: float) -> None:
        self.command = command
        self.deadline = deadline
        self.is_over = False

    def sent(self, _now: float) -> None:
        """Nothing depends on when."""

    def answered(self, _reply: Reply, _now: float) -> None:
        self.is_over = True

    def refused(self) -> None:
        self.is_over = True

    def doubted(self) -> None:
        """It is sent again in the next session."""

    def polled(self, _reply: Reply, _now: float) -> None:
        """No concern of a request."""

    def expire(self) -> None:
        self.is_over = True
