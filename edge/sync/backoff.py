"""How long to wait after a failure: longer each time, by chance within the bound, so that a thousand boxes that lost
central together do not come back together ("full jitter": Brooker, "Exponential Backoff and Jitter", 2015).
"""

import random

LEAST = 0.2
"""s: never a busy loop."""
FIRST = 1.0
"""s: bound of the first wait."""
MOST = 60.0
"""s: bound of every wait."""
UNWANTED = (30.0, 60.0)
"""s: between questions to a central that does not want this box; only a person can change that."""

_CHANCE = random.SystemRandom()


class Backoff:
    """Waits after failures in a row."""

    def __init__(self) -> None:
        self._failures = 0

    def succeeded(self) -> None:
        """The next failure is a first one again."""
        self._failures = 0

    def failed(self) -> float:
        """Seconds to wait now."""
        bound = min(MOST, FIRST * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return max(LEAST, _CHANCE.uniform(0, bound))

    def unwanted(self) -> float:
        """Seconds to wait after an answer that trying again won't change."""
        return _CHANCE.uniform(*UNWANTED)
