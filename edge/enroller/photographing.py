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
    """

    def __init__(self, printed: Printed, side: Side, today: date, *, portrait: bool) -> None:
        self._printed, self._today, self._with_portrait = printed, today, portrait
        self._came: queue.SimpleQueue[Event | NotReadable | None] = queue.SimpleQueue()
        self._front: tuple[Any, Picture] | None = None
        self._over = False
        self.side, self.busy = side, False
        self.progress: Progress | None = None
        self.picture: Image | None = None
        self.seen: float | None = None

    def see(self, frame: Frame, prober: Prober) -> Event | NotReadable | None:  # noqa: ARG002 - no face is looked at
        """Keep the newest frame for the next touch; what came of the last."""
        if self._over:
            return None
        self.picture, self.seen = frame.image, frame.taken
        return None if self._came.empty() else self._came.get()

    def take(self) -> None:
        """Photograph what is there now, and read it."""
        if self.picture is not None and not self.busy:
            self.busy = True
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
        try:
            came: Event | NotReadable | None = steps[self.side](picture)
        except DocumentError as error:
            log.info("a photographed document: %s", error)
            came = NotReadable()
        self.busy = False
        self._came.put(came)

    def _read_front(self, picture: Picture) -> None:
        self._front = self._printed.front(picture)
        self.side = Side.BACK

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
