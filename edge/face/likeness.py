"""Whether a new reference is much like another resident's: a twin, or a person who registers twice.

It is told to staff and refuses nobody: with enough residents somebody is like somebody.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.face.compare import Acceptance, Gallery


@dataclass(frozen=True)
class Likeness:
    """The other resident who is nearest to a new reference, and the score."""

    person: str
    score: float


def nearest_other(gallery: Gallery, references: NDArray[np.float32], person: str) -> Likeness | None:
    """The person in the gallery, other than `person`, nearest to any of the references; None if there is nobody else.

    references: n × d, turned as the gallery's are.
    """
    others = (gallery.nearest_but(person, reference) for reference in references)
    found = [Likeness(other, score) for other, score in filter(None, others)]
    return max(found, key=lambda likeness: likeness.score, default=None)


def is_much_like(likeness: Likeness | None, acceptance: Acceptance) -> bool:
    """Whether the door might take one for the other, so that staff should know."""
    return likeness is not None and likeness.score >= acceptance.threshold - acceptance.margin
