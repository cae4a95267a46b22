"""The photograph in a card's chip: 1,024 bytes in a format (WLT) that only its makers' libraries decode.

No open decoder is known. A box has the maker's library, a service on the premises, or none; without a picture the
printed card is photographed instead. The picture never leaves the premises.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""H × W × 3, RGB, 0 … 255."""

WIDTH, HEIGHT = 102, 126
"""Of a chip's photograph, pixels."""


class PhotoDecoder(Protocol):
    """Turns a chip's photograph into a picture."""

    def decode(self, photo: bytes) -> Picture:
        """The picture; takes seconds at most. Raises DocumentError: then the card's printed photograph is used."""
