"""Says how far it is: the stage, rows so far, rows a second and how long it still takes."""

import sys
import time
from typing import Final, TextIO

_LOOK: Final = 0.5
"""s between two lines on a terminal."""


class Progress:
    """On a terminal one line that changes; elsewhere a line at the end of each stage."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self._out, self._began = out, time.monotonic()
        self._stage, self._stage_began, self._of, self._done, self._shown = "", 0.0, 0, 0, 0.0

    def stage(self, name: str, of: int = 0) -> None:
        """A stage begins, of about so many rows; the one before is over."""
        self.end()
        self._stage, self._of, self._done = name, of, 0
        self._stage_began = self._shown = time.monotonic()

    def did(self, rows: int) -> None:
        """So many more rows were written."""
        self._done += rows
        now = time.monotonic()
        if self._out.isatty() and now - self._shown > _LOOK:
            self._shown = now
            print(f"\r{self._line(now):<78}", end="", file=self._out, flush=True)

    def end(self) -> None:
        """The last stage is over."""
        if self._stage:
            start = "\r" if self._out.isatty() else ""
            print(f"{start}{self._line(time.monotonic()):<78}".rstrip(), file=self._out, flush=True)
        self._stage = ""

    def _line(self, now: float) -> str:
        took = max(now - self._stage_began, 0.001)
        left = took / self._done * (self._of - self._done) if 0 < self._done < self._of else 0
        of = f" of about {self._of:,}" if self._of else ""
        remaining = f", {left:.0f} s to go" if left >= 1 else ""
        return f"{self._stage:<10} {self._done:>12,} rows{of}, {self._done / took:,.0f} a second{remaining}"
