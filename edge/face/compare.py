"""Compare templates: 1:1 with a claimed person's references, 1:N with a gallery."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edge.face.manifest import Comparison
from edge.face.template import Template

NOBODY_ELSE = -1.0
"""The runner-up's score where there is no other person: the least a cosine can be."""


@dataclass(frozen=True)
class Candidate:
    """The person whose reference is nearest to a probe, the score, and the best score of any other person."""

    person: str
    score: float
    runner_up: float = NOBODY_ELSE


@dataclass(frozen=True)
class Acceptance:
    """When a candidate counts as recognised: a score of at least `threshold`, ahead of others by at least `margin`."""

    threshold: float
    margin: float

    @classmethod
    def of(cls, comparison: Comparison, kind: Literal["identify", "verify"]) -> "Acceptance":
        """The threshold that the model's manifest names for comparisons 1:N (identify) or 1:1 (verify)."""
        threshold = comparison.identify if kind == "identify" else comparison.verify
        return cls(threshold.score, comparison.margin)

    def accepts(self, candidate: Candidate) -> bool:
        """Whether the candidate is taken for the person at the door; never when a score is not a number."""
        lead = candidate.score - candidate.runner_up
        return candidate.score >= self.threshold and lead >= self.margin


class Gallery:
    """The references of all enrolled persons, each with one or more, made once and never changed."""

    def __init__(self, persons: Sequence[str], references: NDArray[np.float32]) -> None:
        """persons: whose reference each row is. references: N × D, rows of length 1."""
        if len(persons) != len(references):
            raise ValueError(f"{len(persons)} persons for {len(references)} references")
        order = sorted(range(len(persons)), key=lambda row: persons[row])
        self._persons = [persons[row] for row in order]
        # A person's rows lie together, so that leaving them out is one slice; columns first, for a faster product.
        self._references = np.asfortranarray(references[order], np.float32)
        self._first, self._end = _runs(self._persons)

    def __len__(self) -> int:
        """How many references there are."""
        return len(self._persons)

    def identify(self, template: Template) -> Candidate | None:
        """The nearest person and how near the next one is; None when nobody is enrolled."""
        if not self._persons:
            return None
        scores = self._references @ template
        best = int(scores.argmax())
        score = float(scores[best])
        scores[self._first[best] : self._end[best]] = NOBODY_ELSE
        return Candidate(self._persons[best], score, float(scores[scores.argmax()]))

    def nearest_but(self, person: str, template: Template) -> tuple[str, float] | None:
        """The nearest person other than `person`, and the score; None when nobody else is enrolled."""
        scores = self._references @ template
        if person in self._persons:
            row = self._persons.index(person)
            scores[self._first[row] : self._end[row]] = -np.inf
        best = int(scores.argmax()) if len(scores) else 0
        return (self._persons[best], float(scores[best])) if len(scores) and scores[best] > -np.inf else None


def verify(template: Template, references: NDArray[np.float32]) -> float:
    """The comparison score with one person's references (N × D, N ≥ 1): that of the nearest."""
    return float((references @ template).max())


def _runs(persons: Sequence[str]) -> tuple[list[int], list[int]]:
    """For each row, where the run of rows of the same person begins and ends."""
    changes = [row for row in range(1, len(persons)) if persons[row] != persons[row - 1]]
    bounds = [0, *changes, len(persons)]
    first: list[int] = []
    end: list[int] = []
    for start, stop in pairwise(bounds):
        first += [start] * (stop - start)
        end += [stop] * (stop - start)
    return first, end
