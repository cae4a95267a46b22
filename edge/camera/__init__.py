"""Cameras: what the door needs of one, and `open_camera(url)`."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge.camera.address import Address
from edge.errors import ConfigError

Image = NDArray[np.uint8]
"""H × W × 3, BGR, 0 … 255."""

ACCEPTED = "folder:///path, v4l2:///dev/video0, rtsp://host/path, file:///path/video.mp4"


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture and when it was taken (time.monotonic, s)."""

    image: Image
    taken: float


class Camera(Protocol):
    """A source of pictures. One thread opens, reads and closes it."""

    def read(self) -> Image:
        """The next picture, never altered afterwards; blocks until there is one.

        Raises CameraError when there will be none.
        """

    def close(self) -> None: ...


def open_camera(url: str) -> Camera:
    """The camera at `url`; only the driver it asks for is imported.

    Raises ConfigError when the url itself is wrong, CameraError when there is no such camera.
    """
    address = Address.parse(url, ACCEPTED)
    match address.scheme:
        case "folder":
            from edge.camera.folder import FolderCamera

            return FolderCamera.at(address)
        case "file":
            from edge.camera.video import VideoCamera

            return VideoCamera.at(address)
        case "rtsp" | "rtsps":
            from edge.camera.opencv import Capture

            return Capture.stream(address)
        case "v4l2":
            from edge.camera.opencv import Capture

            return Capture.device(address)
    raise ConfigError(f"camera {address.shown!r}: no driver for {address.scheme!r}; accepted are {ACCEPTED}")
