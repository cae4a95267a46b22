"""One challenge to a live person: look ahead, then turn the head and come closer in an order drawn by lot, then hold.

A pure state machine: probes and times in, what to ask for out. Every frame that counts must show the face of the
first. A challenge ends *met* or *broken* for a reason; after a broken one the caller begins another, with a new order.

How far the head has turned is told by `parallax`, so that no tilt of a flat picture is a turn. How near the face has
come is told by the distance from eyes to mouth, which a turn to the side leaves as it is.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import product

from edge.face.ask import Ask
from edge.face.detect import Face
from edge.face.parallax import foreshortening, height, parallax, relief
from edge.face.probe import Probe
from edge.face.quality import Flaw
from edge.face.template import Template


@unique
class Step(StrEnum):
    """What the person is asked to do; left and right are their own."""

    AHEAD = "ahead"
    LEFT = "left"
    RIGHT = "right"
    CLOSER = "closer"
    HOLD = "hold"


SIDES = {Step.LEFT: 1, Step.RIGHT: -1}
"""The sign of the parallax when the head has turned to that side."""
TURNS = 3
ORDERS = tuple(
    (Step.AHEAD, *turns[:place], Step.CLOSER, *turns[place:], Step.HOLD)
    for turns in product(SIDES, repeat=TURNS)
    for place in range(TURNS + 1)
    if len(set(turns)) > 1
)
"""The 24 orders there are: turns not all to one side, and coming closer before, between or after them."""


@unique
class Broken(StrEnum):
    """Why a challenge ended without being met; the last is told by the capture, which sees the frames."""

    SLOW = "slow"
    WRONG_WAY = "wrong-way"
    FACE_LEFT = "face-left"
    FACE_CHANGED = "face-changed"
    FRAMES_REPEAT = "frames-repeat"


@dataclass(frozen=True)
class Rules:
    """When a step is done; times in seconds.

    ahead: most turn of the pose at the beginning. most: width of the face then, as a share of the picture's.
    turn, relief: least parallax and relief of a turn, in `frames` on end: the points of a flat picture that is waved
    about stray far enough now and then. straight: a head of less parallax looks ahead again.
    edgeways: a face foreshortened to less than this does not count: from there on the detector's points stray far.
    closer: by how much the face must grow. hold: how long it must hold still; sway: how far it may move meanwhile, in
    face widths. absence: without a face for so long, it has left.
    nudge: after so long a step is asked for in other words. limit: after so long it is given up.
    """

    ahead: float = 0.2
    most: float = 0.36
    turn: float = 0.17
    relief: float = 0.25
    frames: int = 2
    straight: float = 0.09
    edgeways: float = 0.7
    closer: float = 1.22
    hold: float = 0.4
    sway: float = 0.35
    absence: float = 1.0
    nudge: float = 4.0
    limit: float = 12.0


RULES = Rules()
Prompt = Ask | Flaw
"""What to ask of the person; both have a stable code and `words`."""

ASKS = {
    Step.AHEAD: (Ask.LOOK_AHEAD, Ask.LOOK_AHEAD),
    Step.LEFT: (Ask.TURN_LEFT, Ask.FURTHER_LEFT),
    Step.RIGHT: (Ask.TURN_RIGHT, Ask.FURTHER_RIGHT),
    Step.CLOSER: (Ask.COME_CLOSER, Ask.STILL_CLOSER),
    Step.HOLD: (Ask.HOLD_STILL, Ask.HOLD_STILL),
}
"""How a step is asked for, and how after a while."""


@dataclass(frozen=True)
class Asked:
    """What one more frame led to.

    prompt: what to ask of the person now. counts: the frame shows the person of the first one.
    turned: the parallax of its turn. broken: why the challenge is over; met: it is over as it should be.
    """

    prompt: Prompt
    counts: bool = False
    turned: float = 0.0
    broken: Broken | None = None
    met: bool = False


@dataclass(frozen=True, eq=False)
class _Front:
    """The person as they looked ahead."""

    face: Face
    template: Template


@dataclass(frozen=True, eq=False)
class _Still:
    """Where a face began to hold still, and when."""

    face: Face
    since: float


def draw_steps() -> tuple[Step, ...]:
    """One of `ORDERS`, by lot that nobody can foresee."""
    return secrets.choice(ORDERS)


class Challenge:
    """One challenge. Times are seconds of a clock that never goes back. reliefs: of the turns that were done."""

    def __init__(self, steps: Sequence[Step], same: float, begun: float, rules: Rules = RULES) -> None:
        """steps: one of `ORDERS`. same: least comparison score with the first face."""
        self._steps = steps
        self._same = same
        self._rules = rules
        self._place = 0
        self._since = self._seen = begun
        self._front: _Front | None = None
        self._still: _Still | None = None
        self._straightened = False
        self._sides: list[int] = []
        self.reliefs: list[float] = []

    @property
    def step(self) -> Step:
        """The step going on; the last one when all are done."""
        return self._steps[min(self._place, len(self._steps) - 1)]

    @property
    def done(self) -> float:
        """Share of the steps done."""
        return self._place / len(self._steps)

    def observe(self, probe: Probe, at: float) -> Asked:
        """Take one more frame into account; not to be called again once the challenge is met or broken."""
        gone = at - self._seen >= self._rules.absence and self._front is not None
        self._seen = at if probe.face else self._seen
        broken = Broken.FACE_LEFT if gone else self._broken(probe, at)
        if broken:
            return _ended(broken)
        if probe.face is None or probe.template is None:
            return Asked(self._complaint(probe, at))
        if self._front is None:
            return self._look_ahead(probe, _Front(probe.face, probe.template.copy()), at)
        return self._follow(probe.face, self._front.face, at)

    def forget(self) -> None:
        """Overwrite the template that is kept of the person; not to be called before the challenge is over."""
        if self._front:
            self._front.template.fill(0)

    def _broken(self, probe: Probe, at: float) -> Broken | None:
        if self._front and probe.template is not None and not probe.template @ self._front.template >= self._same:
            return Broken.FACE_CHANGED
        return Broken.SLOW if at - self._since >= self._rules.limit else None

    def _complaint(self, probe: Probe, at: float) -> Prompt:
        """What to say of a frame without a template: mid-turn a head may be turned too far, or blurred."""
        flaw = probe.quality.flaw
        if self.step in SIDES and flaw is Flaw.TURNED:
            return Ask.LESS_FAR
        return self._ask(at) if flaw is None or (self.step in SIDES and flaw is Flaw.BLURRED) else flaw

    def _look_ahead(self, probe: Probe, front: _Front, at: float) -> Asked:
        pose, share = probe.quality.pose, probe.quality.share
        if share is not None and share > self._rules.most:
            return Asked(Ask.STEP_BACK)
        if pose is not None and abs(pose.turn) > self._rules.ahead:
            return Asked(Ask.LOOK_AHEAD)
        if self._held(front.face, at):
            self._front = front
            return self._advance(0.0, at)
        return Asked(Ask.HOLD_STILL, counts=True)

    def _follow(self, face: Face, front: Face, at: float) -> Asked:
        turned = parallax(front.points, face.points)
        straight = abs(turned) < self._rules.straight
        wide = foreshortening(front.points, face.points) >= self._rules.edgeways
        if self.step in SIDES:
            stands_out = relief(front.points, face.points)
            counts = wide and stands_out >= self._rules.relief
            return self._turn(turned if counts else 0.0, straight and wide, stands_out, at)
        if not (straight and wide):
            self._still = None
            return Asked(Ask.LOOK_AHEAD, counts=True, turned=turned)
        if self.step is Step.CLOSER:
            reached = height(face.points) >= self._rules.closer * height(front.points)
        else:
            reached = self._held(face, at)
        return self._advance(turned, at) if reached else Asked(self._ask(at), counts=True, turned=turned)

    def _turn(self, turned: float, straight: bool, stands_out: float, at: float) -> Asked:
        """A second turn to the same side begins from straight ahead; so does one that counts as the wrong way."""
        self._straightened = self._straightened or straight
        from_elsewhere = self._straightened or self._steps[self._place - 1] is not self.step
        side = self._side(turned)
        if side == SIDES[self.step] and from_elsewhere:
            self.reliefs.append(stands_out)
            return self._advance(turned, at)
        if side == -SIDES[self.step] and self._straightened:
            return _ended(Broken.WRONG_WAY)
        return Asked(self._ask(at) if from_elsewhere else Ask.LOOK_AHEAD, counts=True, turned=turned)

    def _side(self, turned: float) -> int:
        """To which side the head has been turned for some frames on end: the sign of its parallax, 0 for neither."""
        far = abs(turned) >= self._rules.turn
        self._sides = [*self._sides, (1 if turned > 0 else -1) if far else 0][-self._rules.frames :]
        on_end = len(self._sides) == self._rules.frames and len(set(self._sides)) == 1
        return self._sides[0] if on_end else 0

    def _advance(self, turned: float, at: float) -> Asked:
        self._place += 1
        self._since, self._still, self._straightened, self._sides = at, None, False, []
        if self._place == len(self._steps):
            return Asked(Ask.DONE, counts=True, turned=turned, met=True)
        return Asked(self._ask(at), counts=True, turned=turned)

    def _held(self, face: Face, at: float) -> bool:
        """Whether the face has held still long enough."""
        if self._still is None or _moved(self._still.face, face, self._rules.sway):
            self._still = _Still(face, at)
        return at - self._still.since >= self._rules.hold

    def _ask(self, at: float) -> Ask:
        return ASKS[self.step][at - self._since >= self._rules.nudge]


def _ended(broken: Broken) -> Asked:
    prompts = {Broken.WRONG_WAY: Ask.OTHER_WAY, Broken.FACE_CHANGED: Ask.ALONE}
    return Asked(prompts.get(broken, Ask.ONCE_MORE), broken=broken)


def _moved(before: Face, now: Face, sway: float) -> bool:
    (x, y), (u, v) = before.centre, now.centre
    allowed = sway * before.width
    return max(abs(u - x), abs(v - y), abs(now.width - before.width)) > allowed
