"""The secret transform of templates: a random orthogonal matrix, made from a seed.

An orthogonal matrix keeps lengths and angles, so the comparison score of two templates turned by the same matrix is
that of the templates (cancellable biometrics by random projection: Teoh, Goh, Ngo, 2006; requirements of ISO/IEC
24745: renewable by a new seed, not linkable between boxes, worthless without the seed).
"""

from hashlib import shake_256

import numpy as np
from numpy.typing import NDArray

SEED = 32
"""Bytes."""


def orthogonal(seed: bytes, size: int) -> NDArray[np.float64]:
    """The size × size orthogonal matrix of `seed`, uniform over all of them (Haar), the same on every machine.

    Q of the QR decomposition of a Gaussian matrix, the signs of R's diagonal moved into Q (Mezzadri 2007,
    "How to generate random matrices from the classical compact groups", section 5).
    """
    q, r = np.linalg.qr(_gaussian(seed, size * size).reshape(size, size))
    signed: NDArray[np.float64] = q * np.sign(np.diagonal(r))
    return signed


def _gaussian(seed: bytes, count: int) -> NDArray[np.float64]:
    """Standard normal numbers from SHAKE-256 of the seed by Box and Muller's method.

    NumPy's own generators are not made for secrets, and their streams may change between versions.
    """
    pairs = (count + 1) // 2
    words = np.frombuffer(shake_256(seed).digest(16 * pairs), "<u8")
    # 53 random bits each, in (0, 1]: the logarithm of 0 is never asked for.
    uniform = ((words >> np.uint64(11)).astype(np.float64) + 1.0) / 2.0**53
    radius = np.sqrt(-2.0 * np.log(uniform[:pairs]))
    angle = 2.0 * np.pi * uniform[pairs:]
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count]
