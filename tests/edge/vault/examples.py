"""Templates that look like an embedder's: unit vectors of 128 numbers."""

from base64 import urlsafe_b64decode

import numpy as np
from numpy.typing import NDArray

Templates = NDArray[np.float32]


def templates(count: int, seed: int = 1, size: int = 128) -> Templates:
    drawn = np.random.default_rng(seed).standard_normal((count, size))
    unit: Templates = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return unit


def scores(first: Templates, second: Templates) -> NDArray[np.float64]:
    """Cosine of each of `first` with each of `second`."""
    a, b = first.astype(np.float64), second.astype(np.float64)
    cosine: NDArray[np.float64] = (a / np.linalg.norm(a, axis=1)[:, None]) @ (b / np.linalg.norm(b, axis=1)[:, None]).T
    return cosine


def from_base64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
