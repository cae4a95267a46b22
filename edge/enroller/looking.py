"""The camera's frames while somebody enrols. Frames are looked at and let go; only the newest is there for the screen.

`see` is called by the thread that has the camera, `forget` and the rest by any.
"""

import re
import threading
from collections.abc import Callable
from typing import Protocol

from edge.camera import Frame, Image
from edge.camera.code import CodeReader
from edge.document import Reading
from edge.enroller.photographing import NotReadable
from edge.enroller.samples import Comparer
from edge.enrolment.events import CaptureFailed, Event, FaceCaptured
from edge.face.capture import Capture, Captured, Failure, Progress
from edge.face.probe import Prober
from wire.claim import ALPHABET, LENGTH, normalised


class Looking(Protocol):
    """What is looked for. progress: how far a capture is. picture: the newest frame. seen: when it was taken."""

    progress: Progress | None
    picture: Image | None
    seen: float | None

    def see(self, frame: Frame, prober: Prober) -> Event | NotReadable | str | None:
        """Take one more frame into account: an event, a code that was read, or nothing yet."""

    def forget(self) -> None:
        """Let go of all that was seen."""


class FaceLooking:
    """Captures one living face and compares it."""

    def __init__(
        self, capture: Callable[[Prober], Capture], comparer: Comparer, reading: Reading | None, tries: int
    ) -> None:
        """tries: how many captures have failed before."""
        self._make, self._comparer, self._reading, self._tries = capture, comparer, reading, tries
        self._capture: Capture | None = None
        self._over = False
        self._lock = threading.Lock()
        self.progress: Progress | None = None
        self.picture: Image | None = None
        self.seen: float | None = None

    def see(self, frame: Frame, prober: Prober) -> Event | str | None:
        with self._lock:
            if self._over:
                return None
            self._capture = self._capture or self._make(prober)
            self.picture, self.seen = frame.image, frame.taken
            probe = prober.probe(frame.image)
            self.progress = self._capture.observe(probe, frame.image, frame.taken)
            probe.forget()
            match self.progress.result:
                case Captured() as captured:
                    return FaceCaptured(self._comparer.samples(captured, self._reading, prober))
                case Failure():
                    return CaptureFailed(self._tries + 1)
            return None

    def forget(self) -> None:
        with self._lock:
            self._over = True
            self.picture = self.progress = self._reading = None
            if self._capture:
                self._capture.forget()


class CodeLooking:
    """Looks for the QR code of an invitation, and at nobody's face."""

    def __init__(self) -> None:
        self._reader = CodeReader()
        self._last: str | None = None
        self.progress: Progress | None = None
        self.picture: Image | None = None
        self.seen: float | None = None

    def see(self, frame: Frame, prober: Prober) -> Event | str | None:  # noqa: ARG002 - no face is looked at
        self.picture, self.seen = frame.image, frame.taken
        code = code_in(self._reader.read(frame.image) or "")
        if code is None or code == self._last:
            return None
        self._last = code
        return code

    def forget(self) -> None:
        self.picture = None


_CODE = re.compile(rf"(?:.*[/#=])?([{ALPHABET}]{{{LENGTH}}})", re.DOTALL)


def code_in(words: str) -> str | None:
    """The code of an invitation in the words of a QR code: alone, or at the end of an address."""
    found = _CODE.fullmatch(normalised(words))
    return found[1] if found else None
