"""What speaks for a living person before the camera, as votes: none of them alone says who may enter.

The challenge must be met, and no vote that can't err on a person (a flat face, frames that come again) may speak
against them. The passive votes, which do err, only decide whether staff should look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Live(StrEnum):
    """What the votes say together."""

    LIVE = "live"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Vote:
    """One signal: `score`, of which at least `threshold` speaks for a living person."""

    name: str
    score: float
    threshold: float

    @property
    def live(self) -> bool:
        """Whether it speaks for a living person; never when the score is not a number."""
        return self.score >= self.threshold


@dataclass(frozen=True)
class Liveness:
    """What was seen of liveness; for the record of an enrolment."""

    outcome: Live
    votes: tuple[Vote, ...]


def judge(votes: Sequence[Vote]) -> Liveness:
    """Live when every vote that was cast says so, else doubtful; a signal that is absent casts none."""
    return Liveness(Live.LIVE if all(vote.live for vote in votes) else Live.DOUBTFUL, tuple(votes))
