"""file:///path/video.mp4 — a recorded video played at its own rate."""

from pathlib import Path
from typing import Self

from edge.camera import Image
from edge.camera.address import Address
from edge.camera.opencv import Capture
from edge.camera.pace import Pace
from edge.camera.picture import as_seen, empty_scene

WIDTH, HEIGHT = 640, 480
USUAL_FPS = 25.0
"""For a file that declares no rate, or none a camera has."""


class VideoCamera:
    """A video file, once or over and over. After its end the scene is empty."""

    def __init__(self, path: Path, loop: bool = False) -> None:
        """Raises CameraError when there is no such file or it is no video."""
        self._path = path
        self._loop = loop
        self._capture = Capture.video(path)
        declared = self._capture.fps
        self._pace = Pace(declared if 1 <= declared <= 120 else USUAL_FPS)
        self._width, self._height = WIDTH, HEIGHT
        self._count = 0

    @classmethod
    def at(cls, address: Address) -> Self:
        """Open file:///path/video.mp4?loop=yes."""
        address.allow(("loop",))
        return cls(Path(address.local_path()), address.switch("loop", False))

    def read(self) -> Image:
        """The next frame, when it is due. Raises CameraError when the file is gone or broken."""
        self._pace.wait()
        self._count += 1
        image = self._capture.try_read()
        if image is None:
            return as_seen(self._after_the_end(), self._count)
        self._height, self._width = image.shape[:2]
        return image

    def close(self) -> None:
        self._capture.close()

    def _after_the_end(self) -> Image:
        if not self._loop:
            return empty_scene(self._width, self._height)
        self._capture.close()
        self._capture = Capture.video(self._path)
        return self._capture.read()
