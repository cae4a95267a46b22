"""What the page at the door shows, by how the enrolment stands. Pure; times are Unix ms."""

import hashlib
from dataclasses import dataclass
from typing import Final

from central.phone.words import ACTS, OUTCOMES, SCENES, Trouble
from central.rental.service import Standing
from wire.steering import Act

ANSWERS_WITHIN: Final = 10_000
"""A box that has said nothing about a touch for so long, ms, is taken for unreachable."""
SPEAKS_WITHIN: Final = 60_000
"""A box asks for orders every 25 s at the latest; one that has not for so long, ms, is away."""


@dataclass(frozen=True)
class Scene:
    """What is shown. name: of the words; outcome: how it ended. serial, acts: what can be touched, on which Progress.

    said: the box's own sentence. done: how far a capture is, 0 … 1. busy: a touch is on its way. asks: whether they
    are still there. mark: changes with all of this.
    """

    name: str
    serial: int = 0
    acts: tuple[str, ...] = ()
    trouble: Trouble | None = None
    said: str = ""
    done: float | None = None
    busy: bool = False
    asks: bool = False
    outcome: str = ""
    reasons: tuple[str, ...] = ()
    until: int | None = None

    @property
    def mark(self) -> str:
        """Two scenes with the same mark look the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    @property
    def words(self) -> tuple[str, str, str]:
        """Icon, heading, sentence."""
        return OUTCOMES[self.outcome] if self.name == "result" and self.outcome else SCENES.get(self.name, _PLAIN)


def scene_of(standing: Standing, now: int) -> Scene:
    """The scene: how the box says it stands, and what the last touch waits for."""
    trouble, busy = _trouble(standing, now), _is_busy(standing)
    told = standing.progress
    if told is None:
        if standing.is_used:
            return Scene("over")
        waits = busy and trouble is None
        if waits:
            return Scene("asked", busy=True)
        return Scene("begin", acts=(Act.BEGIN,), trouble=trouble, said=standing.said)
    acts = [act for act in ACTS if act in told.acts and act not in (Act.BEGIN, Act.ALIVE)]
    if told.asks:
        acts = [Act.ALIVE, Act.CANCEL] if Act.CANCEL in acts else [Act.ALIVE]
    if trouble is Trouble.UNREACHABLE and not standing.is_used:
        acts.append(Act.BEGIN)
    return Scene(
        told.state,
        told.serial,
        tuple(acts),
        trouble,
        told.said,
        told.done,
        busy and trouble is None,
        told.asks,
        told.outcome,
        tuple(told.reasons),
        told.until,
    )


_PLAIN = SCENES["settling"]


def _is_answered(standing: Standing) -> bool:
    """Whether the box has said anything since the last touch."""
    if standing.touched_at is None:
        return True
    heard = standing.heard_at is not None and standing.heard_at >= standing.touched_at
    return heard or standing.answer == "done"


def _is_busy(standing: Standing) -> bool:
    return not _is_answered(standing) and standing.answer == "waiting"


def _trouble(standing: Standing, now: int) -> Trouble | None:
    if standing.box_seen is None or now - standing.box_seen > SPEAKS_WITHIN:
        return Trouble.UNREACHABLE
    if _is_answered(standing) or standing.touched_at is None:
        return None
    if standing.answer == "waiting":
        return Trouble.UNREACHABLE if now - standing.touched_at >= ANSWERS_WITHIN else None
    return Trouble.LATE if standing.answer == "expired" else Trouble.REFUSED
