import numpy as np
import pytest

from edge.vault.transform import orthogonal
from tests.edge.vault.examples import scores, templates

SEED, OTHER = b"\x01" * 32, b"\x02" * 32


@pytest.mark.parametrize("size", [1, 2, 3, 128, 512])
def test_the_matrix_is_orthogonal(size: int) -> None:
    matrix = orthogonal(SEED, size)

    np.testing.assert_allclose(matrix @ matrix.T, np.eye(size), atol=1e-12)


def test_the_matrix_of_a_seed_is_the_same_on_every_machine() -> None:
    matrix = orthogonal(SEED, 4)

    pinned = [0.030602, 0.116956, 0.008359, -0.992630]
    np.testing.assert_allclose(matrix[0], pinned, atol=1e-6)


def test_scores_of_templates_turned_alike_are_unchanged() -> None:
    first, second = templates(200), templates(200, seed=2)
    matrix = orthogonal(SEED, 128).astype(np.float32)

    turned = scores((first @ matrix.T).astype(np.float32), (second @ matrix.T).astype(np.float32))

    np.testing.assert_allclose(turned, scores(first, second), atol=1e-5)


def test_templates_of_one_face_on_two_boxes_are_as_unlike_as_strangers() -> None:
    faces = templates(400)
    here = (faces @ orthogonal(SEED, 128).T).astype(np.float32)
    there = (faces @ orthogonal(OTHER, 128).T).astype(np.float32)

    across = scores(here, there)
    mated, non_mated = np.diagonal(across), across[~np.eye(400, dtype=bool)]

    # Both are those of independent directions: mean 0, deviation 1 / sqrt(128) (privacy-security E5).
    assert abs(mated.mean()) < 4 / np.sqrt(128 * 400)
    assert abs(mated.std() - non_mated.std()) < 0.02
    assert np.abs(mated).max() < 0.45


def test_the_numbers_behind_the_matrix_are_normal() -> None:
    matrix = orthogonal(SEED, 256)

    # Entries of a Haar matrix of this size are close to normal with variance 1 / size.
    assert abs(matrix.mean() * 16) < 0.02
    assert abs(matrix.std() * 16 - 1) < 0.01
    assert abs(np.mean((matrix * 16) ** 4) - 3) < 0.15
