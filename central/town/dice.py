"""Chance that is the same for the same seed: each place that throws dice has its own, so that none disturbs another."""

import hashlib
from zlib import crc32

import numpy as np


def dice(seed: int, *where: int | str) -> np.random.Generator:
    """The dice of one place, named by words and numbers."""
    return np.random.default_rng([seed, *(crc32(str(each).encode()) for each in where)])


def token(seed: int, what: str, number: int, size: int = 8) -> str:
    """An opaque name of `size` bytes, in hexadecimal digits."""
    return hashlib.blake2b(f"{seed}/{what}/{number}".encode(), digest_size=size).hexdigest()
