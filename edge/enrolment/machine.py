"""One enrolment as it stands, and its next step.

The value is frozen and holds all there is of the person until the last step: dropping it is forgetting them.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum, unique

from edge.document import Reading
from edge.document.flaws import Flaw
from edge.enrolment.events import NO_OTHER_WAY, Back, Cancelled, Event, FacesRest, Invitation, OtherWays, Samples
from edge.enrolment.states import REST, TABLE, State
from wire.kinds import Registration

MOST_TRIES = 5
"""Captures of one enrolment that may fail; then another way is left (NIST SP 800-63B-4 draft, 3.2.3: 5 in a row)."""
ASKS_AFTER = 60.0
"""Without a touch for so long, the page asks whether anybody is there, s."""
LEAVES_AFTER = ASKS_AFTER + 15.0
"""Without an answer the enrolment ends, s."""


@dataclass(frozen=True)
class Enrolment:
    """The facts so far. serial: rises with every step, so that a page that is older than the enrolment is known.

    preparation: of what the person had answered before they came; "" without one. way: what they steer by, as
    a Consent names it. faces: whether faces may be used here; where not, nobody is asked about theirs.
    """

    state: State = State.IDLE
    serial: int = 0
    person: str = ""
    language: str = "zh"
    way: str = "kiosk"
    faces: bool = True
    invitation: Invitation | None = None
    preparation: str = ""
    acknowledged: bool = False
    face: bool | None = None
    reading: Reading | None = field(default=None, repr=False)
    flaws: tuple[Flaw, ...] = ()
    today: date = date.min
    staff_asked: bool = False
    guardian: bool = False
    tries: int = 0
    samples: Samples | None = None
    ways: OtherWays = NO_OTHER_WAY
    contact: str = field(default="", repr=False)
    registration: Registration | None = None

    @property
    def may_try_again(self) -> bool:
        """Whether the face may be captured once more."""
        return self.tries < MOST_TRIES

    @property
    def under_age(self) -> bool:
        """Whether the document is of somebody for whom a guardian has to speak."""
        return Flaw.UNDER_AGE in self.flaws


GATHERED: dict[State, tuple[str, ...]] = {
    State.IDLE: ("person", "language", "way", "faces"),
    State.INVITATION: ("invitation", "preparation"),
    State.REGISTRATION: ("acknowledged",),
    State.FACE_NOTICE: ("face",),
    State.DOCUMENT: ("reading", "flaws", "today", "staff_asked"),
    State.GUARDIAN: ("guardian",),
    State.FACE: ("samples",),
    State.OTHER_WAY: ("ways",),
    State.CONTACT: ("contact",),
    State.SETTLING: ("registration",),
}
"""Which facts come to be known in which state, in the order of the steps."""
_NOTHING = Enrolment()


def after(enrolment: Enrolment, event: Event) -> Enrolment:
    """The enrolment once `event` has happened; itself, unchanged, where the table knows no way."""
    if isinstance(event, Cancelled):
        return _ended(enrolment)
    if isinstance(event, FacesRest):
        return _without_faces(enrolment)
    known = replace(enrolment, **{each.name: getattr(event, each.name) for each in fields(event)})
    for way in TABLE[enrolment.state]:
        if isinstance(event, way.on) and (way.when is None or way.when(known)):
            return _arrived(known, way.to, back=isinstance(event, Back))
    return enrolment


def _arrived(known: Enrolment, to: State, *, back: bool) -> Enrolment:
    """Who goes back is asked again: what was gathered from there on is forgotten."""
    if to is State.IDLE:
        return _ended(known)
    forgotten = _gathered_from(to) if back and _is_before(to, known.state) else []
    facts = {name: getattr(_NOTHING, name) for name in forgotten}
    return replace(known, **facts, state=to, serial=known.serial + 1)


def _ended(enrolment: Enrolment) -> Enrolment:
    """Nothing of the person is left; the serial goes on."""
    return enrolment if enrolment.state is State.IDLE else replace(_NOTHING, serial=enrolment.serial + 1)


def _without_faces(enrolment: Enrolment) -> Enrolment:
    """What was gathered of the face is let go of; all else that the person has done stays."""
    if not enrolment.faces or enrolment.state not in REST:
        return enrolment
    has_no_way = enrolment.state is State.CONTACT and not enrolment.ways.names
    to = State.OTHER_WAY if has_no_way else REST[enrolment.state]
    return replace(enrolment, faces=False, face=None, samples=None, state=to, serial=enrolment.serial + 1)


def _is_before(one: State, other: State) -> bool:
    order = list(State)
    return order.index(one) < order.index(other)


def _gathered_from(state: State) -> list[str]:
    return [name for at, names in GATHERED.items() if not _is_before(at, state) for name in names]


@unique
class Patience(StrEnum):
    """How a page that nobody touches is shown."""

    WAITS = "waits"
    ASKS = "asks"
    LEAVES = "leaves"


def patience(touched: float, now: float) -> Patience:
    """What to do `now` when the last touch was at `touched`, s."""
    idle = now - touched
    return Patience.LEAVES if idle >= LEAVES_AFTER else Patience.ASKS if idle >= ASKS_AFTER else Patience.WAITS
