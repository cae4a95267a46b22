"""A busy door, for tests that want many entries soon; and waiting for what other processes do."""

import time
from collections.abc import Callable

SCENE = "seconds=0.6&gap=1.1&fps=20&loop=yes"
"""Options of the folder camera: somebody else every two seconds, over and over."""
SETTINGS = "[face]\nagreeing = 1\nwindow = 0.5\napproach = 0.08\n"
"""One frame decides."""
WITHIN = 120.0
"""s, on a machine that does much else."""


def wait_until(done: Callable[[], object], what: str) -> None:
    """Wait for what other processes bring about. Raises AssertionError when it does not come."""
    until = time.monotonic() + WITHIN
    while not done():
        assert time.monotonic() < until, f"not within {WITHIN:.0f} s: {what}"
        time.sleep(0.1)
