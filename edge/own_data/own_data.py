"""A person at the door sees what the box keeps of them, and takes it back: their face, or everything.

They show who they are in any way that opens the door, also when they may not enter. What is erased is gone at once;
central gets the box's signed proof, and the person may photograph it from the screen.

Where the text about their face is another than the one they agreed to, they are asked here whether it may still be
used; so is, if they like, who has just been let in. The door is open by then, and nobody has to answer. Who does shows
once more who they are: they may have walked in, and somebody else stands before the screen.
"""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from edge import agreement
from edge.agreement import Agreement, Asked
from edge.camera import Frame
from edge.clock import BoxClock
from edge.errors import EdgeError, StorageError
from edge.face.presentation import Outcome, Presentation
from edge.face.probe import Prober
from edge.own_data.choice import OwnChoice
from edge.own_data.visit import LOOKS, MET, NOBODY, Stage, Visit
from edge.portal import Portal
from edge.presented import FaceSeen, Presented
from edge.residents import Residents
from edge.store.roster import Roster
from edge.telling import Teller
from edge.ways import Ways
from edge.words import Words
from wire import notice
from wire.erasure import What
from wire.kinds import Method

log = logging.getLogger(__name__)

NOT_ERASED = Words("现在无法删除，请找工作人员", "It can't be erased at the moment; please ask staff")
PIN_SET = Words("密码已设置", "Your PIN is set")
NOT_KEPT = Words("现在无法保存，请找工作人员", "It can't be kept at the moment; please ask staff")
CHANGED = Words("告知内容已更新，请重新阅读。", "This text has changed. Please read it again.")
NOT_SEEN = Words("没有看到您，请再试一次或换一种方式", "You were not seen; please try again or another way")


_CHOOSES = Stage.ANEW, Stage.KNOWN


@dataclass(frozen=True)
class _Met:
    """Who was let in last and has a question to answer, and when (monotonic s)."""

    person: str
    at: float


class OwnData:
    """One visit at a time. Safe to share between threads; no method raises for what a person does."""

    def __init__(
        self,
        portal: Portal,
        residents: Residents,
        roster: Roster,
        ways: Ways,
        teller: Teller,
        clock: BoxClock,
        presentation: Callable[[], Presentation],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """presentation: a new one, for a look at the camera."""
        self._portal, self._residents, self._ways = portal, residents, ways
        self._choice = OwnChoice(roster, residents, teller, clock)
        self._make, self._now = presentation, now
        self._visit = NOBODY
        self._token: str | None = None
        self._met: _Met | None = None
        self._touched = self._looking_since = now()
        self._presentation: Presentation | None = None
        self._lock = threading.RLock()

    @property
    def asked(self) -> Asked:
        """Whose face needs another yes."""
        return self._residents.now.asked

    @property
    def uses_faces(self) -> bool:
        """Whether anybody may be recognised by their face."""
        return self._residents.now.uses_faces

    @property
    def meets(self) -> bool:
        """Whether somebody who was let in a moment ago could be asked now."""
        met = self._met
        return met is not None and self._now() - met.at <= MET

    def visit(self, token: str | None) -> Visit:
        """What is shown to who holds the token; to others, the first page."""
        with self._lock:
            self._forget_who_left()
            return self._visit if self._is_of(token) else NOBODY

    def begin(self) -> str:
        """Somebody comes, and whoever was there before has left; their token."""
        with self._lock:
            return self._begin(NOBODY)

    def arrive(self, token: str | None) -> str:
        """The token of who is here; a new one where their visit is over, for some take longer to type than it lasts."""
        with self._lock:
            self._forget_who_left()
            return token if token and self._is_of(token) else self._begin(NOBODY)

    def meet(self, person: str) -> None:
        """Somebody is let in. Who was let in before them is told of no question any more."""
        with self._lock:
            if self._visit.stage is Stage.MET and self._visit.person != person:
                self._leave()
            self._met = _Met(person, self._now()) if person in self.asked.people else None

    def welcome(self, person: str | None = None) -> str | None:
        """Tell who has just been let in (`person`, if it is known) that there is a question; their token."""
        with self._lock:
            met, meets = self._met, self.meets
            self._met = None
            if met is None or not meets or person not in {None, met.person}:
                return None
            token = self._begin(Visit(Stage.MET))
            self._know(met.person, Stage.MET)
            return token if self._visit.stage is Stage.MET else None

    def read(self, token: str | None) -> None:
        """They want to read the text and answer: at once, or once they have shown who they are."""
        with self._lock:
            if self._is_at(token, Stage.MET):
                self._visit = Visit()
            elif self._is_at(token, Stage.KNOWN) and self._visit.question:
                self._visit = replace(self._visit, stage=Stage.ANEW)

    def later(self, token: str | None) -> None:
        """They do not answer now."""
        with self._lock:
            if self._is_at(token, Stage.ANEW):
                self._visit = replace(self._visit, stage=Stage.KNOWN, said=None)

    def answer(self, token: str | None, digest: str, language: str, *, face: bool) -> None:
        """They answer the words with that digest, read by who speaks `language`. No has the face erased."""
        with self._lock:
            if not self._is_at(token, Stage.ANEW):
                return
            guardian = self._visit.question is not None and self._visit.question.guardian
            words = agreement.to(notice.current(), language, guardian=guardian)
            if digest == words.digest:
                self._answer(words, face=face)
            else:
                self._visit = replace(self._visit, said=CHANGED)

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
            if self._is_of(token) and self._visit.stage is Stage.ASKED and self.uses_faces:
                self._visit = Visit(Stage.LOOKING)
                self._presentation = self._make()
                self._touched = self._looking_since = self._now()

    def see(self, frame: Frame, prober: Prober) -> bool:
        """Take one more frame, on the camera's thread; whether somebody is to be recognised, so that it is not the
        door's."""
        presentation = self._presentation
        if presentation is None:
            return False
        probe = prober.probe(frame.image)
        verdict = presentation.observe(probe, self._residents.acquaintance, frame.taken)
        probe.forget()
        with self._lock:
            if presentation is not self._presentation:
                return True
            if verdict.outcome is not Outcome.UNDECIDED:
                self._recognise(FaceSeen(verdict.person, verdict.score))
            elif self._now() - self._looking_since > LOOKS:
                self._say(NOT_SEEN)
        return True

    def choose_pin(self, token: str | None, number: str) -> None:
        """Who has only a face chooses a PIN, so that a no keeps nobody outside."""
        with self._lock:
            visit = self._visit
            if not self._is_at(token, *_CHOOSES) or not (visit.has_only_a_face and visit.room):
                return
            try:
                flaw = self._ways.set_pin(visit.person, number, None)
            except EdgeError as error:
                log.warning("a PIN was not kept: %s", error)
                self._visit = replace(visit, said=NOT_KEPT)
                return
            chosen = visit.ways if flaw else visit.ways | {Method.PIN}
            self._visit = replace(visit, ways=chosen, said=flaw.words if flaw else PIN_SET)
            self._residents.refresh()

    def erase(self, token: str | None, what: What, language: str) -> None:
        """They take their face, or everything, back; language: in which they read what they do."""
        with self._lock:
            if not self._is_at(token, Stage.KNOWN) or (what == "face" and Method.FACE not in self._visit.ways):
                return
            try:
                proof = self._choice.take_back(self._visit.person, what, language)
            except EdgeError as error:
                log.warning("nothing was erased: %s", error)
                self._visit = replace(self._visit, said=NOT_ERASED)
                return
            self._visit = replace(self._visit, stage=Stage.ERASED, person="", proof=proof, what=what, said=None)

    def _answer(self, words: Agreement, *, face: bool) -> None:
        visit, person = self._visit, self._visit.person
        try:
            if face:
                self._choice.agree(person, words)
                self._visit = replace(visit, stage=Stage.AGREED, said=None)
            else:
                proof = self._choice.decline(person, words)
                self._visit = replace(visit, stage=Stage.ERASED, person="", proof=proof, what="face", said=None)
        except EdgeError as error:
            log.warning("an answer was not kept: %s", error)
            self._visit = replace(visit, said=NOT_KEPT)

    def _recognise(self, presented: Presented) -> None:
        found = self._portal.identify(presented)
        if isinstance(found, Words):
            self._say(found)
            return
        self._know(found, Stage.ANEW)

    def _know(self, person: str, stage: Stage) -> None:
        """They are known; `stage` comes first for who is to be asked."""
        self._presentation = None
        try:
            question = self._choice.question(person)
            ways = self._ways.of(person)
        except StorageError as error:
            log.warning("%s", error)
            self._say(NOT_ERASED)
            return
        resident = self._residents.now.residents.get(person)
        room = resident.room if resident else ""
        self._visit = Visit(stage if question else Stage.KNOWN, person, ways, room, question=question)

    def _say(self, words: Words) -> None:
        self._presentation = None
        self._visit = Visit(said=words)

    def _begin(self, visit: Visit) -> str:
        self._leave()
        self._visit = visit
        self._token, self._touched = secrets.token_urlsafe(32), self._now()
        return self._token

    def _is_at(self, token: str | None, *stages: Stage) -> bool:
        """Whether the visitor is that far, and still there: they touch something."""
        self._forget_who_left()
        if not self._is_of(token) or self._visit.stage not in stages:
            return False
        self._touched = self._now()
        return True

    def _is_of(self, token: str | None) -> bool:
        return self._token is not None and secrets.compare_digest(self._token.encode(), (token or "").encode())

    def _forget_who_left(self) -> None:
        if self._now() - self._touched > self._visit.patience:
            self._leave()

    def _leave(self) -> None:
        self._visit, self._token, self._presentation = NOBODY, None, None
