import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.face.compare import NOBODY_ELSE, Acceptance, Candidate, Gallery, verify
from edge.face.manifest import Comparison, Threshold

COMPARISON = Comparison(Threshold(0.415, 1e-4, ""), Threshold(0.466, 1e-5, ""), margin=0.05)


def unit(*vectors: tuple[float, ...]) -> NDArray[np.float32]:
    rows = np.array(vectors, np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_the_nearest_person_is_the_candidate_whichever_of_their_references_is_near() -> None:
    gallery = Gallery(["wang", "li", "wang"], unit((1, 0, 0), (0, 1, 0), (0, 0, 1)))

    candidate = gallery.identify(unit((0, 0.3, 1))[0])

    assert candidate is not None
    assert candidate.person == "wang"
    assert candidate.score == pytest.approx(1 / np.hypot(1, 0.3))


def test_the_runner_up_is_another_person_not_another_reference() -> None:
    gallery = Gallery(["wang", "wang", "li"], unit((1, 0), (1, 0.1), (0, 1)))

    candidate = gallery.identify(unit((1, 0))[0])

    assert candidate == Candidate("wang", 1.0, 0.0)


def test_alone_in_the_gallery_there_is_nobody_to_be_mixed_up_with() -> None:
    candidate = Gallery(["wang"], unit((1, 0))).identify(unit((1, 0))[0])

    assert candidate is not None
    assert candidate.runner_up == NOBODY_ELSE


def test_an_empty_gallery_knows_nobody() -> None:
    assert Gallery([], np.zeros((0, 2), np.float32)).identify(unit((1, 0))[0]) is None


def test_persons_and_references_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="1 persons for 2 references"):
        Gallery(["wang"], unit((1, 0), (0, 1)))


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12), st.integers(0, 2**32 - 1))
def test_a_search_finds_what_comparing_one_by_one_finds(persons: list[str], seed: int) -> None:
    rows = np.random.default_rng(seed).standard_normal((len(persons) + 1, 8)).astype(np.float32)
    *references, probe = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    best = {
        name: max(float(r @ probe) for p, r in zip(persons, references, strict=True) if p == name) for name in persons
    }

    candidate = Gallery(persons, np.array(references)).identify(probe)

    assert candidate is not None
    assert candidate.score == pytest.approx(max(best.values()), abs=1e-6)
    others = [score for name, score in best.items() if name != candidate.person]
    assert candidate.runner_up == pytest.approx(max(others, default=NOBODY_ELSE), abs=1e-6)


def test_turning_all_templates_by_one_rotation_changes_no_score() -> None:
    turn = np.linalg.qr(np.random.default_rng(3).standard_normal((3, 3)))[0].astype(np.float32)
    references, probe = unit((1, 0, 0), (0, 1, 0)), unit((1, 2, 3))[0]

    plain = Gallery(["a", "b"], references).identify(probe)
    turned = Gallery(["a", "b"], references @ turn).identify(probe @ turn)

    assert plain is not None
    assert turned is not None
    assert (turned.person, turned.score) == (plain.person, pytest.approx(plain.score, abs=1e-6))


def test_a_search_is_stricter_than_a_comparison_with_one_claimed_person() -> None:
    candidate = Candidate("wang", 0.44, 0.1)

    assert Acceptance.of(COMPARISON, "verify").accepts(candidate)
    assert not Acceptance.of(COMPARISON, "identify").accepts(candidate)


def test_the_threshold_itself_is_enough() -> None:
    assert Acceptance(0.466, 0.05).accepts(Candidate("wang", 0.466, 0.1))


def test_two_persons_alike_are_told_apart_by_nobody() -> None:
    assert not Acceptance(0.466, 0.05).accepts(Candidate("twin", 0.80, 0.78))


def test_a_score_that_is_no_number_is_never_accepted() -> None:
    assert not Acceptance(0.466, 0.05).accepts(Candidate("wang", float("nan"), float("nan")))


def test_a_verification_counts_the_nearest_reference() -> None:
    assert verify(unit((1, 0))[0], unit((0, 1), (1, 0))) == pytest.approx(1)
