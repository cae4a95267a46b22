"""One door: attends to whoever presents themselves there.

`attend` is the main job of the box: look, compare, decide, record, release. The decision is on disk (or, when the disk
fails, in the journal's memory) before the strike is driven; what the lock then does is a record of its own.
"""

import logging
import threading
import time

from edge import access
from edge.camera import Frame
from edge.camera.live import LiveCamera
from edge.clock import BoxClock
from edge.face.presentation import Outcome, Presentation, Verdict
from edge.face.probe import Prober
from edge.face.words import Words
from edge.lock import Lock
from edge.residents import Residents
from edge.store.journal import Journal
from wire.kinds import Alarm, Entry, Level, Release, ReleaseResult

log = logging.getLogger(__name__)

FACE = "face"
"""`method` of an entry."""
WAIT = 0.5
"""How long the portal waits for a frame before it looks whether to stop, s."""


class Portal:
    """The door `name`, whose strike stays released for `release` s."""

    def __init__(
        self,
        name: str,
        release: float,
        *,
        prober: Prober,
        presentation: Presentation,
        residents: Residents,
        journal: Journal,
        lock: Lock,
        clock: BoxClock,
    ) -> None:
        self.name = name
        self._release_for = release
        self._prober = prober
        self._presentation = presentation
        self._residents = residents
        self._journal = journal
        self._lock = lock
        self._clock = clock
        self.words: Words | None = None
        self.awake = time.monotonic()
        self.judged = threading.Event()

    def run(self, camera: LiveCamera, stop: threading.Event) -> None:
        """Attend to the camera's frames until `stop`. `awake` tells when it last went round."""
        frame: Frame | None = None
        while not stop.is_set():
            self.awake = time.monotonic()
            newer = camera.next(frame, WAIT)
            if newer is not None:
                frame = newer
                self.attend(frame)
                self.judged.set()

    def attend(self, frame: Frame) -> Entry | None:
        """What one more frame leads to; the entry, if it settled a presentation."""
        probe = self._prober.probe(frame.image)  # look
        verdict = self._presentation.observe(probe, self._residents.candidate, frame.taken)  # compare
        self._say(verdict.words)
        if verdict.outcome is Outcome.UNDECIDED:
            return None
        decision = self._decide(verdict)
        entry, seq = self._record(decision, verdict)
        if decision.granted:
            self._release(frame, seq)
        self._lock.signal(decision.granted)
        return entry

    def _decide(self, verdict: Verdict) -> access.Decision:
        known = self._residents.now
        return access.decide(
            known.residents.get(verdict.person) if verdict.person else None,
            self._clock.read(),
            lockdown=known.lockdown,
            failures=self._journal.failures(self.name, FACE),
        )

    def _record(self, decision: access.Decision, verdict: Verdict) -> tuple[Entry, int | None]:
        score = None if verdict.score is None else round(verdict.score, 3)
        entry = Entry(self.name, decision.granted, decision.reason, FACE, verdict.person, score)
        seq = self._journal.append(entry, self._clock.read().now)
        log.info("%s: %s", self.name, decision.reason)
        return entry, seq

    def _release(self, frame: Frame, seq: int | None) -> None:
        struck = time.monotonic()
        result = self._lock.release(self._release_for)
        answered = time.monotonic()
        at = self._clock.read().now
        waited, took = round((struck - frame.taken) * 1000), round((answered - struck) * 1000)
        self._journal.append(Release(self.name, result, seq, waited, took), at)
        if result is not ReleaseResult.DONE:
            self._journal.append(Alarm("not-released", Level.CRITICAL, self.name, f"the lock's answer: {result}"), at)

    def _say(self, words: Words | None) -> None:
        """Keep what the person at the door should be told, for whoever shows it."""
        if words != self.words:
            self.words = words
            log.debug("%s: %s", self.name, words.en if words else "nobody there")
