import numpy as np
import pytest

from edge.face.compare import Acceptance, Gallery
from edge.face.likeness import Likeness, is_much_like, nearest_other

AXES = np.eye(4, dtype=np.float32)
NEAR_LI = np.array([[0.0, 0.8, 0.6, 0.0]], np.float32)


def test_the_nearest_other_person_is_told_with_the_score() -> None:
    gallery = Gallery(["wang", "li", "zhao"], AXES[:3])

    assert nearest_other(gallery, NEAR_LI, "new") == Likeness("li", pytest.approx(0.8))


def test_a_persons_own_references_do_not_count() -> None:
    gallery = Gallery(["li", "wang", "li", "zhao"], np.array([NEAR_LI[0], AXES[0], AXES[1], AXES[2]]))

    assert nearest_other(gallery, NEAR_LI, "li") == Likeness("zhao", pytest.approx(0.6))


def test_the_nearest_to_any_of_the_samples_counts() -> None:
    gallery = Gallery(["wang", "li"], AXES[:2])

    assert nearest_other(gallery, np.array([AXES[3], AXES[0]]), "new") == Likeness("wang", 1.0)


@pytest.mark.parametrize("persons", [[], ["new", "new"]])
def test_with_nobody_else_enrolled_there_is_no_likeness(persons: list[str]) -> None:
    gallery = Gallery(persons, AXES[: len(persons)])

    assert nearest_other(gallery, NEAR_LI, "new") is None


@pytest.mark.parametrize(("score", "much"), [(0.40, False), (0.43, True), (0.9, True)])
def test_staff_learn_of_it_from_just_below_the_threshold_on(score: float, much: bool) -> None:
    acceptance = Acceptance(threshold=0.474, margin=0.05)

    assert is_much_like(Likeness("li", score), acceptance) == much
    assert not is_much_like(None, acceptance)
