"""One thread that opens a camera, reads it until it fails or is left behind, and closes it.

A call into a camera's driver may hang, and nobody else may then close the handle under it: the handle belongs to this
thread alone. Who no longer wants it says `abandon` and goes on; the thread ends when the call returns.
"""

import threading
import time
from collections.abc import Callable
from contextlib import closing

from edge.camera import Camera, Frame
from edge.errors import EdgeError


class Reader:
    """Opens a camera at once and hands each frame to `take`, on its own thread; `ended` is called last.

    `failure` then says why it ended; None when it was abandoned before anything failed.
    """

    def __init__(
        self,
        open_it: Callable[[], Camera],
        take: "Callable[[Reader, Frame], None]",
        ended: Callable[[], None],
    ) -> None:
        self._open = open_it
        self._take = take
        self._ended = ended
        self._abandoned = False
        self.failure: EdgeError | None = None
        self.finished = False
        self._thread = threading.Thread(target=self._run, name="camera-reader", daemon=True)
        self._thread.start()

    def abandon(self) -> None:
        """Have it end after the frame it is waiting for. Does not wait."""
        self._abandoned = True

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _run(self) -> None:
        try:
            with closing(self._open()) as camera:
                while not self._abandoned:
                    self._take(self, Frame(camera.read(), time.monotonic()))
        except EdgeError as error:
            self.failure = error
        finally:
            self.finished = True
            self._ended()
