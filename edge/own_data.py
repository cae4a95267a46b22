"""A person at the door sees what the box keeps of them, and takes it back: their face, or everything.

They show who they are in any way that opens the door, also when they may not enter. What is erased is gone at once;
central gets the box's signed proof, and the person may photograph it from the screen.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum, unique

from edge.camera import Frame
from edge.clock import BoxClock
from edge.errors import EdgeError, StorageError
from edge.face.presentation import Outcome, Presentation
from edge.face.probe import Prober
from edge.portal import Portal
from edge.presented import FaceSeen, Presented
from edge.residents import Residents
from edge.store.credentials import Credentials
from edge.store.roster import Roster
from edge.telling import Teller
from edge.words import Words
from wire import notice
from wire.erasure import Proof, What
from wire.kinds import Consent, Method
from wire.notice import Purpose

log = logging.getLogger(__name__)

LEFT = 60.0
"""Without a touch for so long, whoever was there has left, s."""
LOOKS = 20.0
"""How long a person has to look at the camera, s."""
NOT_ERASED = Words("现在无法删除，请找工作人员", "It can't be erased at the moment; please ask staff")
NOT_SEEN = Words("没有看到您，请再试一次或换一种方式", "You were not seen; please try again or another way")


@unique
class Stage(StrEnum):
    """How far somebody is."""

    ASKED = "asked"
    LOOKING = "looking"
    KNOWN = "known"
    ERASED = "erased"


@dataclass(frozen=True)
class Visit:
    """One person's. ways: what they open with, the face included. proof: of what was erased, `what`."""

    stage: Stage = Stage.ASKED
    person: str = field(default="", repr=False)
    ways: frozenset[Method] = frozenset()
    said: Words | None = None
    proof: Proof | None = None
    what: What | None = None


NOBODY = Visit()


class OwnData:
    """One visit at a time. Safe to share between threads; no method raises for what a person does."""

    def __init__(
        self,
        portal: Portal,
        residents: Residents,
        roster: Roster,
        credentials: Credentials,
        teller: Teller,
        clock: BoxClock,
        presentation: Callable[[], Presentation],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """presentation: a new one, for a look at the camera."""
        self._portal, self._residents, self._roster = portal, residents, roster
        self._credentials, self._teller, self._clock = credentials, teller, clock
        self._make, self._now = presentation, now
        self._visit = NOBODY
        self._token: str | None = None
        self._touched = self._looking_since = now()
        self._presentation: Presentation | None = None
        self._lock = threading.RLock()

    def visit(self, token: str | None) -> Visit:
        """What is shown to who holds the token; to others, the first page."""
        with self._lock:
            self._forget_who_left()
            return self._visit if self._is_of(token) else NOBODY

    def begin(self) -> str:
        """Somebody comes, and whoever was there before has left; their token."""
        with self._lock:
            self._leave()
            self._token, self._touched = secrets.token_urlsafe(32), self._now()
            return self._token

    def end(self, token: str | None) -> None:
        """They are done."""
        with self._lock:
            if self._is_of(token):
                self._leave()

    def show(self, token: str | None, presented: Presented) -> None:
        """They show who they are."""
        with self._lock:
            if self._is_of(token) and self._visit.stage in {Stage.ASKED, Stage.LOOKING}:
                self._touched = self._now()
                self._recognise(presented)

    def look(self, token: str | None) -> None:
        """They want to be recognised by their face."""
        with self._lock:
            if self._is_of(token) and self._visit.stage is Stage.ASKED:
                self._visit = Visit(Stage.LOOKING)
                self._presentation = self._make()
                self._touched = self._looking_since = self._now()

    def see(self, frame: Frame, prober: Prober) -> bool:
        """Take one more frame, on the camera's thread; whether somebody is to be recognised, so that it is not the
        door's."""
        presentation = self._presentation
        if presentation is None:
            return False
        verdict = presentation.observe(prober.probe(frame.image), self._residents.candidate, frame.taken)
        with self._lock:
            if presentation is not self._presentation:
                return True
            if verdict.outcome is not Outcome.UNDECIDED:
                self._recognise(FaceSeen(verdict.person, verdict.score))
            elif self._now() - self._looking_since > LOOKS:
                self._say(NOT_SEEN)
        return True

    def erase(self, token: str | None, what: What) -> None:
        """They take their face, or everything, back."""
        with self._lock:
            if not self._is_of(token) or self._visit.stage is not Stage.KNOWN:
                return
            self._touched = self._now()
            try:
                proof = self._erased(self._visit.person, what)
            except EdgeError as error:
                log.warning("nothing was erased: %s", error)
                self._visit = replace(self._visit, said=NOT_ERASED)
                return
            self._visit = Visit(Stage.ERASED, proof=proof, what=what)

    def _erased(self, person: str, what: What) -> Proof:
        at = self._clock.read().now
        proof = self._roster.erase(person, at, what, telling=_withdrawal(person))
        self._residents.refresh()
        self._teller.tell()
        log.info("somebody had %s of theirs erased", what)
        return proof

    def _recognise(self, presented: Presented) -> None:
        found = self._portal.identify(presented)
        if isinstance(found, Words):
            self._say(found)
            return
        self._presentation = None
        try:
            self._visit = Visit(Stage.KNOWN, found, self._credentials.of(found))
        except StorageError as error:
            log.warning("%s", error)
            self._say(NOT_ERASED)

    def _say(self, words: Words) -> None:
        self._presentation = None
        self._visit = Visit(said=words)

    def _is_of(self, token: str | None) -> bool:
        return self._token is not None and secrets.compare_digest(self._token.encode(), (token or "").encode())

    def _forget_who_left(self) -> None:
        if self._now() - self._touched > LEFT:
            self._leave()

    def _leave(self) -> None:
        self._visit, self._token, self._presentation = NOBODY, None, None


def _withdrawal(person: str) -> Consent:
    """The yes to the use of the face is taken back, under the notice in force."""
    version = notice.current()
    digest = notice.notice(version, Purpose.FACE, "zh").digest
    return Consent(person, Purpose.FACE, given=False, version=version, digest=digest, language="zh", way="kiosk")
