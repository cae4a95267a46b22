import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.face.rates import (
    Rate,
    accuracy,
    best_threshold,
    cross_validated,
    false_matches,
    false_non_matches,
    roc,
    tar_at,
)

SCORES = np.array([0.9, 0.8, 0.3, 0.5, 0.1, 0.0])
SAME = np.array([True, True, True, False, False, False])


def test_rates_count_the_right_side_of_the_threshold() -> None:
    assert false_matches(SCORES, SAME, 0.5) == Rate(1, 3)
    assert false_non_matches(SCORES, SAME, 0.5) == Rate(1, 3)
    assert accuracy(SCORES, SAME, 0.5) == pytest.approx(4 / 6)


@pytest.mark.parametrize(
    ("events", "trials", "low", "high"),
    [
        # Published tables of the exact interval.
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
        (3, 1500, 0.000413, 0.005834),
    ],
)
def test_bounds_are_those_of_clopper_and_pearson(events: int, trials: int, low: float, high: float) -> None:
    rate = Rate(events, trials)

    assert rate.low == pytest.approx(low, abs=1e-4)
    assert rate.high == pytest.approx(high, abs=1e-4)


def test_no_event_in_many_trials_is_near_the_rule_of_three_for_a_one_sided_bound() -> None:
    # -ln(0.025) ≈ 3.69 stands where the one-sided rule has 3.
    assert Rate(0, 100_000).high == pytest.approx(3.69 / 100_000, rel=0.01)


def test_tar_is_taken_where_no_more_impostors_match_than_allowed() -> None:
    assert tar_at(SCORES, SAME, 1e-3) == pytest.approx(2 / 3)
    assert tar_at(SCORES, SAME, 1 / 3) == 1.0


def test_an_impostor_at_the_same_score_is_not_beaten() -> None:
    assert tar_at(np.array([0.5, 0.5]), np.array([True, False]), 0.01) == 0.0


def test_the_best_threshold_lies_between_the_scores_it_parts() -> None:
    assert best_threshold(np.array([0.2, 0.4]), np.array([False, True])) == pytest.approx(0.3)


@given(st.lists(st.tuples(st.integers(-10, 10), st.booleans()), min_size=1, max_size=30))
def test_no_threshold_beats_the_best(pairs: list[tuple[int, bool]]) -> None:
    scores = np.array([score / 10 for score, _ in pairs])
    same = np.array([genuine for _, genuine in pairs])

    best = accuracy(scores, same, best_threshold(scores, same))

    assert best == pytest.approx(max(accuracy(scores, same, t) for t in np.arange(-1.15, 1.2, 0.1)))


def test_a_fold_is_judged_by_the_threshold_of_the_others() -> None:
    scores: NDArray[np.float64] = np.array([0.9, 0.7, 0.2, 0.1])
    same = np.array([True, False, True, False])

    first, second = cross_validated(scores, same, ["1", "1", "2", "2"])

    # Each fold is parted cleanly, at 0.8 and at 0.15, but not by the threshold of the other.
    assert (first.threshold, first.accuracy) == (pytest.approx(0.15), 0.5)
    assert (second.threshold, second.accuracy) == (pytest.approx(0.8), 0.5)


def test_the_roc_ends_where_everything_matches() -> None:
    fmr, tar = roc(SCORES, SAME)

    assert (fmr[0], tar[0]) == (0.0, pytest.approx(1 / 3))
    assert (fmr[-1], tar[-1]) == (1.0, 1.0)
