"""Error rates of comparisons 1:1 (ISO/IEC 19795-1), from scores alone.

A comparison is *genuine* when both samples are of one person, else *impostor*. A score of at least the threshold is a
match. FMR: share of impostor comparisons that match. FNMR: share of genuine ones that don't. TAR = 1 - FNMR.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Same = NDArray[np.bool_]
"""Which of the scores are genuine."""


@dataclass(frozen=True)
class Rate:
    """`events` of `trials`, and the bounds that hold with 95 % confidence (Clopper and Pearson 1934, two-sided)."""

    events: int
    trials: int

    @property
    def value(self) -> float:
        return self.events / self.trials

    @property
    def low(self) -> float:
        return 1 - _upper_bound(self.trials - self.events, self.trials)

    @property
    def high(self) -> float:
        return _upper_bound(self.events, self.trials)


@dataclass(frozen=True)
class Fold:
    """One fold judged by the threshold that suits the others best."""

    name: str
    threshold: float
    accuracy: float


def false_matches(scores: Scores, same: Same, threshold: float) -> Rate:
    """FMR at `threshold`."""
    impostor = scores[~same]
    return Rate(int(np.count_nonzero(impostor >= threshold)), len(impostor))


def false_non_matches(scores: Scores, same: Same, threshold: float) -> Rate:
    """FNMR at `threshold`."""
    genuine = scores[same]
    return Rate(int(np.count_nonzero(genuine < threshold)), len(genuine))


def accuracy(scores: Scores, same: Same, threshold: float) -> float:
    """Share of comparisons decided rightly."""
    return float(np.mean((scores >= threshold) == same))


def tar_at(scores: Scores, same: Same, fmr: float) -> float:
    """TAR at the lowest threshold that keeps the FMR at or below `fmr`."""
    impostor = np.sort(scores[~same])[::-1]
    allowed = int(np.floor(fmr * len(impostor)))
    # The first impostor score that may not match; a match must lie above it.
    barrier = impostor[allowed] if allowed < len(impostor) else -np.inf
    return float(np.mean(scores[same] > barrier))


def best_threshold(scores: Scores, same: Same) -> float:
    """The threshold with the highest accuracy, in the middle between the two scores it parts.

    Where several are as good, the middle one of them: the outer ones owe it to a single score.
    """
    order = np.argsort(scores)
    values, genuine = scores[order], same[order]
    # With the k lowest scores refused, right are the impostors among them and the genuine above them.
    right = np.concatenate([[0], np.cumsum(~genuine)]) + np.concatenate([np.cumsum(genuine[::-1])[::-1], [0]])
    # A threshold can't part equal scores.
    parts = np.concatenate([[True], values[1:] > values[:-1], [True]])
    best = np.flatnonzero(parts & (right == right[parts].max()))
    cut = best[len(best) // 2]
    edges = np.concatenate([[values[0] - 1e-6], values, [values[-1] + 1e-6]])
    return float((edges[cut] + edges[cut + 1]) / 2)


def cross_validated(scores: Scores, same: Same, folds: Sequence[str]) -> list[Fold]:
    """Each fold judged by the threshold fitted on all others. Needs two folds or more."""
    of_fold = np.array(folds)
    judged = []
    for name in sorted(set(folds)):
        here = of_fold == name
        threshold = best_threshold(scores[~here], same[~here])
        judged.append(Fold(name, threshold, accuracy(scores[here], same[here], threshold)))
    return judged


def roc(scores: Scores, same: Same) -> tuple[Scores, Scores]:
    """FMR and TAR at every threshold, from the strictest to the loosest."""
    descending = same[np.argsort(-scores)]
    impostor, genuine = np.cumsum(~descending), np.cumsum(descending)
    return impostor / max(1, int(impostor[-1])), genuine / max(1, int(genuine[-1]))


def _upper_bound(events: int, trials: int) -> float:
    """The rate at which `events` or fewer of `trials` have a chance of 2.5 %, found by halving."""
    if events >= trials:
        return 1.0
    low, high = events / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(events, trials, middle) > 0.025 else (low, middle)
    return high


def _at_most(events: int, trials: int, rate: float) -> float:
    """The chance of `events` or fewer in `trials` (binomial)."""
    steps = np.arange(1, events + 1)
    choose = np.concatenate([[0.0], np.cumsum(np.log((trials - steps + 1) / steps))])
    counts = np.arange(events + 1)
    return float(np.exp(choose + counts * np.log(rate) + (trials - counts) * np.log1p(-rate)).sum())
