"""Waiting for what threads and other processes bring about."""

import time
from collections.abc import Callable
from typing import TypeVar

WITHIN = 120.0
"""s, on a machine that does much else."""
T = TypeVar("T")


def wait_until(done: Callable[[], T], what: str, *, within: float = WITHIN, every: float = 0.02) -> T:
    """What `done` gives, as soon as that is true; it is asked anew `every` so many seconds.

    Raises TimeoutError, which names `what`, when it does not come.
    """
    until = time.monotonic() + within
    while not (came := done()):
        if time.monotonic() > until:
            raise TimeoutError(f"not within {within:g} s: {what}")
        time.sleep(every)
    return came
