"""Templates of one face under two transforms – of two boxes, or before and after a renewal – tell nothing together.

Requirements E3 to E6. With unit vectors always; with templates of real faces where the test photographs are.
"""

from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.face.manifest import EmbedderManifest, load
from edge.face.probe import Prober, open_prober
from edge.face.sample import central_face, read_picture, template_of
from tests.conftest import REPO
from tests.edge.vault.examples import templates
from tests.edge.vault.unlinkability import across, d_sys, matrix, scores_between

LAB = REPO.parent / "shared" / "lab" / "faces" / "split_dev" / "images"
PERSONS = 80
BOXES = 30
"""Pairs of boxes."""
MOST = 0.05
"""D↔sys; privacy requirement E5."""

Faces = tuple[NDArray[np.float32], NDArray[np.str_]]
"""n × d, two of each person, and whose each is."""


def pairs_of_boxes() -> Iterator[tuple[bytes, bytes]]:
    numbers = (number.to_bytes(32, "big") for number in count(1))
    return islice(zip(numbers, numbers, strict=False), BOXES)


@pytest.fixture(scope="module")
def made_up() -> Faces:
    """Two templates of each person, as alike as those of a good day: a cosine of about 0.7."""
    persons = np.repeat(templates(PERSONS), 2, axis=0)
    noisy = persons + 0.65 * templates(2 * PERSONS, seed=2)
    names = np.repeat([f"person {number}" for number in range(PERSONS)], 2)
    return (noisy / np.linalg.norm(noisy, axis=1, keepdims=True)).astype(np.float32), names


@pytest.fixture(scope="module")
def real(models: Path) -> Faces:
    """SFace's templates of two photographs of each person."""
    if not LAB.is_dir():
        pytest.skip("the test photographs of faces are not there (shared/lab/faces/split_dev)")
    prober = open_prober(models)
    found = [(template, path.stem[:-5]) for path in photographs() if (template := embedded(prober, path)) is not None]
    return np.stack([template for template, _ in found]), np.array([name for _, name in found])


def photographs() -> Iterator[Path]:
    """The first two of each person who has two; files are called Name_0001.jpg."""
    by_person: dict[str, list[Path]] = {}
    for path in sorted(LAB.glob("*.jpg")):
        by_person.setdefault(path.stem[:-5], []).append(path)
    for paths in islice((paths for paths in by_person.values() if len(paths) > 1), PERSONS):
        yield from paths[:2]


def embedded(prober: Prober, path: Path) -> NDArray[np.float32] | None:
    picture = read_picture(path)
    face = central_face(prober, picture)
    return None if face is None else template_of(prober, picture, face)


@pytest.fixture(params=["made_up", "real"])
def faces(request: pytest.FixtureRequest) -> Faces:
    found: Faces = request.getfixturevalue(request.param)
    return found


def test_one_box_knows_its_people(faces: Faces) -> None:
    """What the other tests compare with: under one transform, scores do tell."""
    same_box = ((seed, seed) for seed, _ in pairs_of_boxes())

    assert d_sys(*across(*faces, same_box)) > 0.9


def test_two_boxes_cannot_tell_that_they_know_the_same_person(faces: Faces) -> None:
    assert d_sys(*across(*faces, pairs_of_boxes())) < MOST


def test_old_and_renewed_templates_do_not_match(faces: Faces) -> None:
    found, names = faces
    threshold = load(REPO / "models" / "sface", EmbedderManifest).comparison.verify.score
    same = names[:, None] == names[None, :]
    scores = [scores_between(found, old, new) for old, new in pairs_of_boxes()]

    mated = np.concatenate([one[same] for one in scores])
    others = np.concatenate([one[~same] for one in scores])

    # At 128 dimensions independent directions reach 0.424 once in a million comparisons.
    assert np.mean(mated >= threshold) <= 1e-4
    assert abs(mated.std() - others.std()) < 0.01
    assert abs(mated.mean() - others.mean()) < 0.02


def test_a_guess_at_the_seed_tells_nothing_and_the_seed_tells_all(faces: Faces) -> None:
    """An orthogonal transform is no one-way function: what keeps a face secret is the seed (docs/keys.md)."""
    template = faces[0][0]
    (seed, _), *others = pairs_of_boxes()
    stored = matrix(seed, 128) @ template

    back = matrix(seed, 128).T @ stored
    guessed = [matrix(guess, 128).T @ stored @ template for pair in others for guess in pair]

    np.testing.assert_allclose(back, template, atol=1e-6)
    assert np.abs(guessed).max() < 0.5
