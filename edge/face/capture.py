"""Capture a living person's face for enrolment: frames in, what to ask of the person out, a few templates at the end.

Frames are looked at and let go: none is kept, and what comes of them, templates, is overwritten when it is no longer
needed. The last step needs a face that looks ahead and holds still for `Rules.hold`: with n frames a second that is
⌈n × hold⌉ + 1 frames from the first good pose, 3 of 5 a second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge.face.ask import Ask
from edge.face.challenge import RULES, Asked, Broken, Challenge, Prompt, Rules, Step, draw_steps
from edge.face.detect import Face
from edge.face.echo import Echo
from edge.face.liveness import Liveness, Vote, judge
from edge.face.manifest import Comparison
from edge.face.oval import Oval, found, wanted
from edge.face.picture import Image
from edge.face.probe import Probe
from edge.face.sampling import Sampling
from edge.words import Words

CHALLENGES = 3
"""How many fresh challenges one capture has, before it fails."""
NOTE = 1.5
"""How long a page shows why a challenge begins anew, s."""
LOOKS = 8
"""How many frames the passive signal looks at."""


class Passive(Protocol):
    """A signal of liveness in one picture."""

    @property
    def name(self) -> str: ...

    @property
    def threshold(self) -> float: ...

    def score(self, image: Image, face: Face) -> float:
        """How living a face looks, 0 … 1."""


@dataclass(frozen=True, eq=False)
class Captured:
    """One person's samples. templates: n × d, 3 ≤ n ≤ 5, rows of length 1. challenges: how many it took."""

    templates: NDArray[np.float32] = field(repr=False)
    liveness: Liveness
    challenges: int


@dataclass(frozen=True)
class Failure:
    """No usable capture, and why the last challenge broke."""

    reason: Broken
    challenges: int


@dataclass(frozen=True)
class Progress:
    """How far a capture is; for a page to draw.

    code, words: what to ask of the person (an Ask or a Flaw). step: what is asked for; done: share of the whole.
    oval: where the face ought to be; face: where it is, None if there is none. result: set once the capture is over.
    """

    code: str
    words: Words
    step: Step
    done: float
    oval: Oval
    face: Oval | None = None
    result: Captured | Failure | None = None


class Capture:
    """One capture of one person. One thread at a time; times are seconds of a clock that never goes back."""

    def __init__(
        self,
        comparison: Comparison,
        passive: Sequence[Passive] = (),
        rules: Rules = RULES,
        draw: Callable[[], Sequence[Step]] = draw_steps,
    ) -> None:
        """comparison: of the embedder that computes the probes' templates. passive: signals; each casts a vote."""
        self._same = comparison.within_a_visit.score
        self._passive = passive
        self._rules = rules
        self._draw = draw
        self._sampling = Sampling()
        self._scores: dict[str, list[float]] = {signal.name: [] for signal in passive}
        self._echo = Echo()
        self._challenge: Challenge | None = None
        self._begun = 0
        self._note: tuple[Prompt, float] | None = None
        self._result: Captured | Failure | None = None

    def observe(self, probe: Probe, image: Image, taken: float) -> Progress:
        """Take one more frame into account. image: what `probe` was made of; not kept. Once over, nothing changes."""
        challenge = self._challenge or self._begin(taken)
        if self._result is not None:
            return self._told(_end(self._result), challenge, probe, image)
        asked = self._asked(challenge, probe, image, taken)
        if asked.counts:
            self._take(probe, image, asked.turned)
        if asked.met:
            votes = [Vote("relief", min(challenge.reliefs), self._rules.relief), *self._passive_votes()]
            self._result = Captured(self._sampling.best(), judge(votes), self._begun)
        if asked.broken:
            self._give_up(asked.broken, asked.prompt, taken)
        if self._result is not None:
            self.forget()
        return self._told(self._prompt(asked, taken), challenge, probe, image)

    def forget(self) -> None:
        """Overwrite all that is kept of the person, but for the result that was handed out; the end of the capture."""
        self._forget_person()
        self._echo.forget()

    def _forget_person(self) -> None:
        self._sampling.forget()
        if self._challenge:
            self._challenge.forget()
        for scores in self._scores.values():
            scores.clear()

    def _begin(self, taken: float) -> Challenge:
        self._begun += 1
        self._challenge = Challenge(self._draw(), self._same, taken, self._rules)
        return self._challenge

    def _asked(self, challenge: Challenge, probe: Probe, image: Image, taken: float) -> Asked:
        if probe.face is not None and self._echo.heard(image):
            return Asked(Ask.ONCE_MORE, broken=Broken.FRAMES_REPEAT)
        return challenge.observe(probe, taken)

    def _take(self, probe: Probe, image: Image, turned: float) -> None:
        self._sampling.offer(probe, turned)
        if probe.face is None or abs(turned) >= self._rules.straight:
            return
        for signal in self._passive:
            if len(self._scores[signal.name]) < LOOKS:
                self._scores[signal.name].append(signal.score(image, probe.face))

    def _passive_votes(self) -> list[Vote]:
        return [
            Vote(signal.name, float(np.mean(self._scores[signal.name])), signal.threshold) for signal in self._passive
        ]

    def _give_up(self, broken: Broken, prompt: Prompt, taken: float) -> None:
        """Begin a fresh challenge, or fail when there were enough or the frames are no camera's."""
        if broken is Broken.FRAMES_REPEAT or self._begun >= CHALLENGES:
            self._result = Failure(broken, self._begun)
            return
        self._forget_person()
        self._note = (prompt, taken + NOTE)
        self._begin(taken)

    def _prompt(self, asked: Asked, taken: float) -> Prompt:
        if self._result is not None:
            return _end(self._result)
        return self._note[0] if self._note and taken < self._note[1] else asked.prompt

    def _told(self, prompt: Prompt, challenge: Challenge, probe: Probe, image: Image) -> Progress:
        return Progress(
            prompt.value,
            prompt.words,
            challenge.step,
            1.0 if self._result else challenge.done,
            wanted(challenge.step, image),
            found(probe.face, image) if probe.face else None,
            self._result,
        )


def _end(result: Captured | Failure) -> Ask:
    return Ask.DONE if isinstance(result, Captured) else Ask.STAFF
