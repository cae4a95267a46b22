"""A printed card or a passport is held before the camera: each side is photographed at a touch and read.

For a box without a reader, and for documents without a chip. Reading takes seconds, on a thread of its own; what comes
of it is there with the next frame.
"""

import importlib.util
import logging
import queue
import threading
from collections.abc import Callable
from datetime import date
from enum import StrEnum, unique
from typing import Any, Protocol

import numpy as np

from edge.camera import Frame, Image
from edge.camera.jpeg import encode
from edge.document import Document, Reading
from edge.document.flaws import flaws
from edge.document.photo import Picture
from edge.enrolment.events import DocumentRead, Event
from edge.errors import DocumentError
from edge.face.capture import Progress
from edge.face.probe import Prober

log = logging.getLogger(__name__)

HALF = 3.0
"""After so long a reading counts as half done, s, and after twice as long as three quarters."""


@unique
class Side(StrEnum):
    """What is to be held before the camera."""

    FRONT = "front"
    BACK = "back"
    PASSPORT = "passport"


class Printed(Protocol):
    """Reads pictures (RGB) of documents. Methods take seconds and raise DocumentError."""

    def front(self, picture: Picture) -> tuple[Any, Picture]:
        """What the front of a card says, and its portrait."""

    def document(self, front: Any, back: Picture) -> Document:
        """The card, once its back was photographed too."""

    def passport(self, picture: Picture, today: date) -> Document: ...


class PrintedText:
    """The Printed of the optional package for text."""

    def front(self, picture: Picture) -> tuple[Any, Picture]:
        from edge.document.printed.card import read_front

        return read_front(picture)

    def document(self, front: Any, back: Picture) -> Document:
        from edge.document.printed.card import document, read_back

        return document(front, read_back(back))

    def passport(self, picture: Picture, today: date) -> Document:
        from edge.document.printed.passport import read_passport

        return read_passport(picture, today)


def printed_text() -> Printed | None:
    """The package, where it is installed."""
    return PrintedText() if importlib.util.find_spec("rapidocr") else None


class NotReadable:
    """What was photographed could not be read: it is to be photographed again."""


class Photographing:
    """One document. side: what to hold up now. busy: it is being read. portrait: whether the card's picture of the
    person is kept for the comparison that they agreed to.

    What comes of a reading is there with the next frame: an event, NotReadable, or None when the other side is next.
    """

    def __init__(self, printed: Printed, side: Side, today: date, *, portrait: bool) -> None:
        self._printed, self._today, self._with_portrait = printed, today, portrait
        self._came: queue.SimpleQueue[Event | NotReadable | None] = queue.SimpleQueue()
        self._front: tuple[Any, Picture] | None = None
        self._over = False
        self.side, self.busy = side, False
        self._begun = 0.0
        self.progress: Progress | None = None
        self.picture: Image | None = None
        self.seen: float | None = None

    def see(self, frame: Frame, prober: Prober) -> Event | NotReadable | None:  # noqa: ARG002 - no face is looked at
        """Keep the newest frame for the next touch; what came of the last."""
        if self._over:
            return None
        self.picture, self.seen = frame.image, frame.taken
        if self._came.empty():
            return None
        self.busy = False
        came = self._came.get()
        self.side = Side.BACK if came is None else self.side
        return came

    @property
    def done(self) -> float:
        """How far the reading is, by its time: 0 to 1."""
        if not self.busy or self.seen is None:
            return 0.0
        return float(1 - 0.5 ** ((self.seen - self._begun) / HALF))

    def take(self) -> None:
        """Photograph what is there now, and read it."""
        if self.picture is not None and not self.busy:
            self.busy, self._begun = True, self.seen or 0.0
            picture = np.ascontiguousarray(self.picture[:, :, ::-1])
            threading.Thread(target=self._read, args=(picture,), name="printed", daemon=True).start()

    def forget(self) -> None:
        """Let go of all that was photographed."""
        self._over = True
        self.picture = self._front = None

    def _read(self, picture: Picture) -> None:
        steps: dict[Side, Callable[[Picture], Event | None]] = {
            Side.FRONT: self._read_front,
            Side.BACK: self._read_back,
            Side.PASSPORT: self._read_passport,
        }
        came: Event | NotReadable | None = NotReadable()
        try:
            came = steps[self.side](picture)
        except DocumentError as error:
            log.info("a photographed document: %s", error)
        finally:
            self._came.put(came)

    def _read_front(self, picture: Picture) -> None:
        self._front = self._printed.front(picture)

    def _read_back(self, picture: Picture) -> Event | None:
        if self._front is None:
            return None
        said, portrait = self._front
        photo = encode(np.ascontiguousarray(portrait[:, :, ::-1])) if self._with_portrait else None
        return self._event(Reading(self._printed.document(said, picture), photo))

    def _read_passport(self, picture: Picture) -> Event:
        return self._event(Reading(self._printed.passport(picture, self._today)))

    def _event(self, reading: Reading) -> Event:
        return DocumentRead(reading, flaws(reading.document, self._today), self._today)
