"""Cameras: what the door needs of one, and `open_camera(url)`."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""H × W × 3, BGR, 0 … 255."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture and when it was taken (time.monotonic, s)."""

    image: Image
    taken: float


class Camera(Protocol):
    """A source of pictures, read by one thread."""

    def read(self) -> Image:
        """The next picture; blocks until there is one. Raises CameraError when there will be none."""

    def close(self) -> None: ...
