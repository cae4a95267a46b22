"""Frames at an even rate from a source that could give them faster than a camera."""

import time


class Pace:
    """`wait` returns `fps` times a second. A late caller is not made up for: no burst of frames follows."""

    def __init__(self, fps: float) -> None:
        self._period = 1 / fps
        self._due = time.monotonic()

    def wait(self) -> None:
        """Blocks until the next frame is due."""
        now = time.monotonic()
        time.sleep(max(0.0, self._due - now))
        self._due = max(self._due, now) + self._period
