"""Whether frames come again, byte for byte: no sensor gives the same picture twice, a recording that is played does."""

from hashlib import blake2b

import numpy as np

from edge.face.picture import Image

ALLOWED = 2
"""So many repeats are let pass: a driver may hand out a frame twice."""


class Echo:
    """Remembers the digests of one capture's frames, never the frames."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()
        self._repeats = 0

    def heard(self, image: Image) -> bool:
        """Whether more frames than allowed have come again, this one included."""
        digest = blake2b(np.ascontiguousarray(image).data, digest_size=16).digest()
        if digest in self._digests:
            self._repeats += 1
        self._digests.add(digest)
        return self._repeats > ALLOWED

    def forget(self) -> None:
        """Let go of all digests."""
        self._digests.clear()
        self._repeats = 0
