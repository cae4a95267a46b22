"""How long a thread rests after something went wrong between box and central."""

from typing import Protocol

from edge.errors import CentralRefused, EdgeError
from edge.sync.backoff import Backoff
from wire.problem import ProblemType

_HOPELESS = {ProblemType.UNKNOWN_BOX, ProblemType.SIGNATURE}


class Settled(Protocol):
    """The link, as far as it is needed here."""

    def settle_time(self, central: int) -> None:
        """Central says it is `central` (Unix ms)."""


def rest_after(error: EdgeError, link: Settled, backoff: Backoff) -> float:
    """Seconds to rest after `error`; where central says that the clock is wrong, it is set right first."""
    problem = error.problem if isinstance(error, CentralRefused) else None
    if problem and problem.type == ProblemType.CLOCK and problem.time is not None:
        link.settle_time(problem.time)
    return backoff.unwanted() if problem and problem.type in _HOPELESS else backoff.failed()
