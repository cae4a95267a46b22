"""A whole door with its screen on a port of its own: a card reader on a serial line, and a person before the camera who
does what the page asks. Models, protocols, storage and server are the real ones; the person is made of a photograph.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import segno

from edge.camera import Frame, Image
from edge.camera.live import LiveCamera
from edge.document.open import open_reader
from edge.document.photo import Picture
from edge.enroller.photographing import printed_text
from edge.enroller.samples import Comparer
from edge.face.capture import Capture, Progress
from edge.face.compare import Acceptance
from edge.face.presentation import Presentation
from edge.face.probe import Prober
from edge.kiosk.server import KioskServer
from edge.lookout import Lookout
from tests.fakes.card_reader import CardReader
from tests.fakes.doorway import Screen
from tests.fakes.flat_picture import FlatPicture, Posture
from tests.fakes.turning_head import HeadCamera, TurningHead
from tests.stage.waiting import wait_until


class Photograph:
    """The PhotoDecoder of a chip that holds the photograph of the person it is given."""

    def __init__(self, picture: Image) -> None:
        self._picture = np.ascontiguousarray(picture[:, :, ::-1])

    def decode(self, photo: bytes) -> Picture:
        return self._picture


class Person(HeadCamera):
    """The person before the camera, who may also hold a sheet with a picture code, or a document, in front of it."""

    _sheet: Image | None = None
    _document: tuple[FlatPicture, Posture] | None = None
    _given = 0

    def show(self, words: str) -> None:
        """Hold up a sheet."""
        squares = np.array([list(row) for row in segno.make(words).matrix_iter(scale=8, border=4)], np.uint8)
        self._sheet = np.repeat(255 * (1 - squares)[:, :, None], 3, axis=2).astype(np.uint8)

    def hold(self, document: Picture, posture: Posture) -> None:
        """Hold a document (RGB) up, until the camera has seen it."""
        self._document = FlatPicture(np.ascontiguousarray(document[:, :, ::-1])), posture
        seen = self._given + 3
        wait_until(lambda: self._given >= seen, "the camera sees the document")

    def put_away(self) -> None:
        """Hold the document up no longer."""
        self._document = None

    def read(self) -> Image:
        frame = super().read()
        self._given += 1
        if self._document is not None:
            picture, posture = self._document
            return picture.frame(posture)
        if self._sheet is not None:
            high, wide = self._sheet.shape[:2]
            frame[60 : 60 + high, 100 : 100 + wide] = self._sheet
        return frame


class Doorstep:
    """url: of the page. card: the reader's other end. picture: of the person before the camera.

    ahead: how much further the enrolment's clock is than the camera's, s: a time in which nobody touched anything.
    looks: when (monotonic, s) a frame was taken, and what the page asked for after it.
    """

    def __init__(self, folder: Path, prober: Prober, picture: Image, stack: ExitStack, *, haste: float = 4) -> None:
        self.picture, self.ahead = picture, 0.0
        face = prober.detector.detect(picture)[0]
        self.looks: list[tuple[float, Progress]] = []
        self.camera = Person(TurningHead(picture, face.points), fps=8)
        self.card = stack.enter_context(CardReader(haste=haste))
        reader = open_reader(f"sdt://{self.card.port}")
        comparison = prober.embedder.manifest.comparison
        self.door = Screen(
            folder,
            comparer=Comparer(Photograph(picture), lambda _: False),
            capture=lambda looking: Capture(looking.embedder.manifest.comparison),
            prober=prober,
            live_clock=lambda: time.monotonic() + self.ahead,
            documents=reader,
            printed=printed_text(),
        )
        stack.callback(self.door.close)
        self.prober = prober
        house, over = self.door.house, threading.Event()
        lookout = Lookout(house.portal, prober, Presentation(Acceptance.of(comparison, "identify")), house.residents)
        lookout.guests = (self.door.own_data.see, self._sees)
        self.door.doorway.seen = lambda: lookout.words
        server = KioskServer(self.door.app(), "127.0.0.1:0")
        self.url = f"http://127.0.0.1:{server.port}"
        live = stack.enter_context(LiveCamera(lambda: self.camera))
        works = (self.door.enroller.run, server.run, lambda over: lookout.run(live, over))
        threads = [threading.Thread(target=work, args=(over,)) for work in works]
        for thread in threads:
            thread.start()
            stack.callback(thread.join)
        stack.callback(over.set)

    def _sees(self, frame: Frame, prober: Prober) -> bool:
        """Whoever stands there does what the page asks."""
        took = self.door.enroller.see(frame, prober)
        progress = self.door.enroller.view().progress
        if progress:
            self.looks.append((frame.taken, progress))
            self.camera.ask(progress.code)
        return took


@contextmanager
def doorstep(folder: Path, prober: Prober, picture: Image, *, haste: float = 4) -> Iterator[Doorstep]:
    """A door whose files are in `folder`, with the person of `picture` before it. haste: of the card reader."""
    with ExitStack() as stack:
        yield Doorstep(folder, prober, picture, stack, haste=haste)
