"""Looks at the camera's frames, and presents at the door whom it has seen there: step one of the face's way."""

import logging
import threading
import time
from collections.abc import Callable

from edge.camera import Frame
from edge.camera.live import LiveCamera
from edge.face.presentation import Outcome, Presentation
from edge.face.probe import Prober
from edge.portal import Portal
from edge.presented import FaceSeen
from edge.residents import Residents
from edge.words import Words
from wire.kinds import Entry

log = logging.getLogger(__name__)

WAIT = 0.5
"""How long the lookout waits for a frame before it looks whether to stop, s."""


Guest = Callable[[Frame, Prober], bool]
"""Takes a frame in the door's place, as while somebody enrols; False leaves it to the door."""


class Lookout:
    """The eyes of one portal. words: what to show the person before the camera.

    awake: when it last went round (monotonic s). judged: set once a frame was. guests: asked first, in order.
    """

    def __init__(self, portal: Portal, prober: Prober, presentation: Presentation, residents: Residents) -> None:
        self._portal = portal
        self._prober = prober
        self._presentation = presentation
        self._residents = residents
        self.words: Words | None = None
        self.awake = time.monotonic()
        self.judged = threading.Event()
        self.guests: tuple[Guest, ...] = ()

    def run(self, camera: LiveCamera, stop: threading.Event) -> None:
        """Attend to the camera's frames until `stop`."""
        taken: float | None = None
        while not stop.is_set():
            self.awake = time.monotonic()
            frame = camera.next(taken, WAIT)
            if frame is None:
                self._prober.forget()
                continue
            taken = frame.taken
            if not any(guest(frame, self._prober) for guest in self.guests):
                self.attend(frame)
            self.judged.set()

    def attend(self, frame: Frame) -> Entry | None:
        """What one more frame leads to; the entry, if it settled a presentation. None is looked at where faces rest."""
        if not self._residents.now.uses_faces:
            self._prober.forget()
            self._say(None)
            return None
        probe = self._prober.probe(frame.image)
        verdict = self._presentation.observe(probe, self._residents.candidate, frame.taken)
        probe.forget()
        self._say(verdict.words)
        if verdict.outcome is Outcome.UNDECIDED:
            return None
        return self._portal.present(FaceSeen(verdict.person, verdict.score), frame.taken).entry

    def _say(self, words: Words | None) -> None:
        """Keep what the person at the door should be told, for whoever shows it."""
        if words != self.words:
            self.words = words
            log.debug("%s: %s", self._portal.name, words.en if words else "nobody there")
