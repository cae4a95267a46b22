"""How well two protected templates can be told to come from one person: D↔ (Gomez-Barrero, Galbally, Rathgeb, Busch,
"General framework to evaluate unlinkability in biometric template protection systems", IEEE TIFS 13(6), 2018), the
measure that evaluations after ISO/IEC 30136 and 24745 give.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from edge.vault.transform import orthogonal

Scores = NDArray[np.float64]
Templates = NDArray[np.float32]

MOST_BINS, LEAST_IN_A_BIN = 100, 10
"""As in the authors' own implementation."""


def d_sys(mated: Scores, non_mated: Scores) -> float:
    """D↔sys, from 0 (no score tells anything about whether two templates are one person's) to 1 (every score tells).

    Eq. 5 and 8 with equal priors (ω = 1): where mated scores are likelier than non-mated ones by a ratio LR > 1,
    D↔(s) = 2 LR / (1 + LR) - 1, else 0; D↔sys is its mean over the mated scores. Densities are histograms.
    """
    bins = min(len(mated) // LEAST_IN_A_BIN, MOST_BINS)
    both = np.concatenate([mated, non_mated])
    edges = np.linspace(both.min(), both.max(), bins + 1)
    p_mated = np.histogram(mated, edges)[0] / len(mated)
    p_non_mated = np.histogram(non_mated, edges)[0] / len(non_mated)
    local = np.zeros(bins)
    likelier = p_mated > p_non_mated
    local[likelier] = (p_mated - p_non_mated)[likelier] / (p_mated + p_non_mated)[likelier]
    return float(np.sum(local * p_mated))


def across(
    templates: Templates, people: NDArray[np.str_], seeds: Iterator[tuple[bytes, bytes]]
) -> tuple[Scores, Scores]:
    """Mated and non-mated comparison scores between the boxes of each pair of seeds.

    The scores of each pair of boxes are centred and scaled by its non-mated ones, as an attacker would who knows which
    box each database comes from; pooled as they are, the differences among pairs of boxes would hide what tells.
    """
    same = people[:, None] == people[None, :]
    pairs = [_standardised(scores_between(templates, *pair), same) for pair in seeds]
    return np.concatenate([mated for mated, _ in pairs]), np.concatenate([others for _, others in pairs])


def scores_between(templates: Templates, here: bytes, there: bytes) -> Scores:
    """Each of `templates` as box `here` stores it, compared with each as box `there` does."""
    size = templates.shape[1]
    scores: Scores = (templates @ matrix(here, size).T) @ (templates @ matrix(there, size).T).T
    return scores


matrix = lru_cache(maxsize=None)(orthogonal)
"""Made once for all tests."""


def _standardised(scores: Scores, same: NDArray[np.bool_]) -> tuple[Scores, Scores]:
    others = scores[~same]
    return (scores[same] - others.mean()) / others.std(), (others - others.mean()) / others.std()
