"""A camera that does what a test says: gives pictures, hangs, freezes, is unplugged and plugged in again."""

import threading
import time

import numpy as np

from edge.camera import Image
from edge.errors import CameraError


class FakeCameraPort:
    """Where the camera is plugged in; `open` is what the product calls. The handles it gave out are counted.

    flowing: cleared, read() hangs as a broken driver does. unplugged, frozen: as the words say.
    given: the number of the newest picture.
    """

    def __init__(self) -> None:
        self.flowing = threading.Event()
        self.flowing.set()
        self.unplugged = False
        self.frozen = False
        self.opened = 0
        self.held = 0
        self.given = 0

    def open(self) -> "FakeCamera":
        if self.unplugged:
            raise CameraError("there is no camera in the port")
        self.opened += 1
        self.held += 1
        return FakeCamera(self)


class FakeCamera:
    """One opening of the camera: about 500 small pictures a second, each with its number in its first bytes."""

    def __init__(self, port: FakeCameraPort) -> None:
        self._port = port

    def read(self) -> Image:
        time.sleep(0.002)
        self._port.flowing.wait()
        if self._port.unplugged:
            raise CameraError("the camera was unplugged")
        if not self._port.frozen:
            self._port.given += 1
        image = np.zeros((48, 64, 3), np.uint8)
        image.reshape(-1)[:8] = np.frombuffer(self._port.given.to_bytes(8), np.uint8)
        return image

    def close(self) -> None:
        self._port.held -= 1


def number_of(image: Image) -> int:
    """Which picture of the fake camera this is."""
    return int.from_bytes(image.tobytes()[:8])
