"""What a live camera's listener was told, in order."""

import queue

from edge.camera.live import CameraState, CameraStatus

LONG = 60.0
"""More than any of the waits in these tests takes on a slow machine, s."""


class Told:
    """The listener itself."""

    def __init__(self) -> None:
        self._queue: queue.Queue[CameraStatus] = queue.Queue()

    def __call__(self, status: CameraStatus) -> None:
        self._queue.put(status)

    def next(self) -> CameraStatus:
        """The next that was, or will be, told."""
        return self._queue.get(timeout=LONG)

    def wait_for(self, state: CameraState) -> CameraStatus:
        """The next of this state."""
        while (status := self.next()).state is not state:
            pass
        return status
