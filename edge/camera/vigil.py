"""Whether a camera that seems to run still sees: frames must come, and the picture must not stand still for ever.

Pure: times (time.monotonic, s) enter as arguments. A sensor's noise alters some byte in every frame, so bytes that
stay the same for long mean a frozen encoder or driver, not a quiet street.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from edge.camera import Frame, Image

SAMPLED_ROWS = 16
"""Every 16th row is compared first; nearly always that shows the change."""


@dataclass(frozen=True)
class Patience:
    """How long what is waited for, s.

    open_within: opening and the first frame. stall_after: from one frame to the next.
    frozen_after: a picture of the very same bytes. max_age: a frame older than this is not handed out.
    close_within: for the driver to return when the camera is closed.
    retry_first, retry_most: before a camera that failed is opened again; doubles from the one to the other.
    """

    open_within: float = 15.0
    stall_after: float = 3.0
    frozen_after: float = 60.0
    max_age: float = 1.0
    close_within: float = 3.0
    retry_first: float = 0.5
    retry_most: float = 10.0


USUAL = Patience()


class Vigil:
    """Watches the frames of a camera over all its openings."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._frame_due = self._change_due = 0.0
        self._last: Image | None = None
        self._left: bytes | None = None
        self._still = False

    @property
    def due(self) -> float:
        """When `trouble` is to be asked next."""
        return min(self._frame_due, self._change_due)

    def opened(self, now: float) -> None:
        """The camera is being opened (again)."""
        self._frame_due = now + self._patience.open_within
        self._change_due = self._frame_due + self._patience.frozen_after

    def left(self) -> None:
        """The camera was let go of: of its last picture, which may show a person, the digest is enough."""
        if self._last is not None:
            self._left = digest_of(self._last)
            self._last = None

    def saw(self, frame: Frame) -> bool:
        """A frame came. False: it still is the picture that stood still, which nobody should be judged by."""
        self._frame_due = frame.taken + self._patience.stall_after
        if self._changed(frame.image):
            self._change_due = frame.taken + self._patience.frozen_after
            self._still = False
        self._last, self._left = frame.image, None
        return not self._still

    def trouble(self, now: float) -> str | None:
        """What is wrong, for people to read; None while all is well."""
        if now >= self._frame_due:
            return f"gives no picture for {self._patience.stall_after:g} s"
        if now >= self._change_due:
            self._still = True
            return f"has given the very same picture for {self._patience.frozen_after:g} s"
        return None

    def _changed(self, image: Image) -> bool:
        if self._left is not None:
            return digest_of(image) != self._left
        return self._last is None or differ(self._last, image)


def differ(one: Image, other: Image) -> bool:
    """Whether two pictures differ in any byte."""
    if one.shape != other.shape:
        return True
    if not np.array_equal(one[::SAMPLED_ROWS], other[::SAMPLED_ROWS]):
        return True
    return not np.array_equal(one, other)


def digest_of(image: Image) -> bytes:
    """Stands for a picture of which nothing is kept."""
    return blake2b(np.ascontiguousarray(image).data, digest_size=16).digest()
