"""One presentation at the door, decided over several frames: a state machine without a clock or a camera.

A presentation is a deliberate act: a face within the marked distance that holds still. Before that nothing is compared,
so passers-by are not matched. Then `agreeing` frames within `window` seconds must name the same person and no other;
when they do not, the person is not recognised once the window has passed. After that nothing more is decided until the
face has left (or another took its place), or a pause has passed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum, unique

from edge.face.compare import Acceptance, Candidate
from edge.face.detect import Face
from edge.face.probe import Probe
from edge.face.quality import Flaw
from edge.face.template import Template
from edge.words import Words


@unique
class Outcome(StrEnum):
    """What is known of the person at the door; the last two are told once per presentation."""

    UNDECIDED = "undecided"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not-recognised"


@dataclass(frozen=True)
class Rules:
    """When a presentation is decided; times in seconds.

    agreeing, window: so many frames within so long must name the same person.
    hold: how long a face must hold still before it is compared. sway: how far it may move meanwhile, in face widths.
    absence: without a face for so long, it has left.
    pause, retry: a face that stays is looked at anew after so long: when it was recognised, and when it was not.
    """

    agreeing: int = 3
    window: float = 2.0
    hold: float = 0.3
    sway: float = 0.35
    absence: float = 1.0
    pause: float = 10.0
    retry: float = 3.0


@dataclass(frozen=True)
class Verdict:
    """What one more frame made known.

    words: what to show the person; None while nobody is at the door. person, score: whom the deciding frame named.
    """

    outcome: Outcome
    words: Words | None = None
    person: str | None = None
    score: float | None = None


HOLD_STILL = Words("请站稳看镜头", "Please hold still and look at the camera")
ONE_MOMENT = Words("正在识别，请稍候", "One moment, please")
RECOGNISED = Words("识别成功", "Recognised")
NOT_RECOGNISED = Words("未能识别，请再试一次或换一种方式", "Not recognised; please try again or use another way in")

Compare = Callable[[Template], Candidate | None]
"""Finds the candidate for a probe's template; called only once the presentation is a deliberate act."""


@dataclass(frozen=True)
class _Look:
    """A compared frame: when, whom it names (None: nobody) and with what score."""

    at: float
    person: str | None
    score: float | None


@dataclass
class _Attempt:
    """What is known of the presentation going on. anchor: where the face was when it began to hold still, `since`."""

    anchor: Face
    since: float
    looks: list[_Look] = field(default_factory=list)
    answer: Words | None = None
    resumes: float = 0.0


class Presentation:
    """Presentations at one door, one after the other. Times are seconds of a clock that never goes back."""

    def __init__(self, acceptance: Acceptance, rules: Rules = Rules()) -> None:
        self._acceptance = acceptance
        self._rules = rules
        self._attempt: _Attempt | None = None
        self._last: Face | None = None
        self._seen = float("-inf")

    def observe(self, probe: Probe, compare: Compare, at: float) -> Verdict:
        """Take one more frame into account, comparing its template if it is time to."""
        attempt = self._follow(_face_at_the_door(probe), at)
        if attempt is None:
            return Verdict(Outcome.UNDECIDED, probe.quality.flaw.words if probe.face and probe.quality.flaw else None)
        if attempt.answer:
            return Verdict(Outcome.UNDECIDED, attempt.answer)
        if probe.template is None:
            return Verdict(Outcome.UNDECIDED, probe.quality.flaw.words if probe.quality.flaw else HOLD_STILL)
        if at - attempt.since < self._rules.hold:
            return Verdict(Outcome.UNDECIDED, HOLD_STILL)
        attempt.looks.append(self._look(compare(probe.template), at))
        return self._decide(attempt, at)

    def _follow(self, face: Face | None, at: float) -> _Attempt | None:
        """The attempt this frame belongs to; None while nobody is at the door."""
        if at - self._seen >= self._rules.absence:
            self._attempt = None
        if face is None:
            return self._attempt
        if self._attempt is None or self._begins_anew(self._attempt, face, at):
            self._attempt = _Attempt(face, at)
        self._last, self._seen = face, at
        return self._attempt

    def _begins_anew(self, attempt: _Attempt, face: Face, at: float) -> bool:
        """Whether the face moved; after the answer, whether another took its place or the pause has passed."""
        if attempt.answer is None:
            return _moved(attempt.anchor, face, self._rules.sway)
        jumped = self._last is not None and _moved(self._last, face, 1.0)
        return jumped or at >= attempt.resumes

    def _look(self, candidate: Candidate | None, at: float) -> _Look:
        if candidate is None or not self._acceptance.accepts(candidate):
            return _Look(at, None, None)
        return _Look(at, candidate.person, candidate.score)

    def _decide(self, attempt: _Attempt, at: float) -> Verdict:
        rules = self._rules
        recent = [look for look in attempt.looks if at - look.at <= rules.window]
        named = [look for look in recent if look.person is not None]
        if len(named) >= rules.agreeing and len({look.person for look in named}) == 1:
            attempt.answer, attempt.resumes = RECOGNISED, at + rules.pause
            return Verdict(Outcome.RECOGNISED, RECOGNISED, named[-1].person, named[-1].score)
        if len(attempt.looks) >= rules.agreeing and at - attempt.looks[0].at >= rules.window:
            attempt.answer, attempt.resumes = NOT_RECOGNISED, at + rules.retry
            return Verdict(Outcome.NOT_RECOGNISED, NOT_RECOGNISED)
        return Verdict(Outcome.UNDECIDED, ONE_MOMENT)


def _face_at_the_door(probe: Probe) -> Face | None:
    """The probe's face, unless it is beyond the marked distance."""
    return None if probe.quality.flaw is Flaw.FAR else probe.face


def _moved(before: Face, now: Face, sway: float) -> bool:
    """Whether a face is elsewhere, or nearer or farther, by more than `sway` of its width."""
    (x, y), (u, v) = before.centre, now.centre
    allowed = sway * before.width
    return abs(u - x) > allowed or abs(v - y) > allowed or abs(now.width - before.width) > allowed
