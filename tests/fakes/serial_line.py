"""A two-wire RS-485 line between pseudo-terminals: every end hears every other, at the pace of a real baud rate.

A pseudo-terminal stores the speed and ignores it, so the line holds each piece back for its time on the wire. Pieces
are cut at random, as a UART hands them over; bits may flip; the line may be cut. Standard library only: the lock's
firmware runs it in its own environment.
"""

import os
import random
import select
import tempfile
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

BITS_PER_BYTE = 10


class SerialLine:
    """`ports`: the path of each end's device. `cut`: nothing gets through while True. `flips`: how likely a bit of a
    piece is turned over; `flipped`: how often that was.

    pieces: the least and most bytes that arrive at once.
    link: a symbolic link to make to the first end, in place of any other. tap: told each piece as it arrives.
    """

    def __init__(
        self,
        baud: int,
        *,
        ends: int = 2,
        pieces: tuple[int, int] = (1, 8),
        link: Path | None = None,
        tap: Callable[[int, bytes], None] | None = None,
    ) -> None:
        self.cut = False
        self.flips = 0.0
        self.flipped = 0
        self._baud = baud
        self._pieces = pieces
        self._tap = tap
        self._random = random.Random(2026)
        pairs = [os.openpty() for _ in range(ends)]
        self._near = [near for near, _ in pairs]
        self._far = [far for _, far in pairs]
        for end in (*self._near, *self._far):
            tty.setraw(end)
        # By names of its own: the system gives the name of a device that was pulled out to the next one anybody makes,
        # and a driver that waits for its lock to come back would open that.
        self._names = tempfile.TemporaryDirectory(prefix="serial-line-")
        self.ports = [os.path.join(self._names.name, str(end)) for end in range(ends)]
        for port, far in zip(self.ports, self._far, strict=True):
            os.symlink(os.ttyname(far), port)
        self._link = link
        if link is not None:
            replace_link(link, self.ports[0])
        self._stop, self._stopping = os.pipe()
        self._thread = threading.Thread(target=self._carry, name="serial line", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Pull the devices out: whoever has one open reads an error from now on."""
        os.write(self._stopping, b"\0")
        self._thread.join()
        self._names.cleanup()
        for end in (*self._near, *self._far, self._stop, self._stopping):
            os.close(end)
        if self._link is not None and os.path.lexists(self._link) and os.readlink(self._link) == self.ports[0]:
            self._link.unlink()

    def __enter__(self) -> "SerialLine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _carry(self) -> None:
        free = 0.0
        while True:
            waiting = self._heard(wait=False)
            if not waiting:
                waiting = self._heard(wait=True)
                free = time.monotonic()
            if self._stop in waiting:
                return
            # What waited already follows without a pause: a late thread does not make the line slower.
            for end in waiting:
                free = self._carry_piece(end, free)

    def _heard(self, *, wait: bool) -> list[int]:
        return select.select([self._stop, *self._near], [], [], None if wait else 0)[0]

    def _carry_piece(self, end: int, start: float) -> float:
        """Bring one piece from `end` to all others; returns when the line is free again."""
        piece = os.read(end, self._random.randint(*self._pieces))
        free = start + len(piece) * BITS_PER_BYTE / self._baud
        time.sleep(max(0.0, free - time.monotonic()))
        if self.cut:
            return free
        piece = self._disturbed(piece)
        if self._tap is not None:
            self._tap(self._near.index(end), piece)
        for other in self._near:
            if other != end:
                os.write(other, piece)
        return free

    def _disturbed(self, piece: bytes) -> bytes:
        if self._random.random() >= self.flips:
            return piece
        self.flipped += 1
        at = self._random.randrange(len(piece))
        return piece[:at] + bytes([piece[at] ^ 1 << self._random.randrange(8)]) + piece[at + 1 :]


def replace_link(link: Path, target: str) -> None:
    """Make `link` point to `target` in one step, whatever was there."""
    new = link.with_name(f"{link.name}.{os.getpid()}")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.rename(link)
