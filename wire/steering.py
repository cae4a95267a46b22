"""An enrolment that a phone steers, at a box without a screen: `POST /api/v1/progress`, answered with 204.

The phone's touches come down as orders (`wire.orders.Steer`); how the enrolment stands goes up as Progress, whenever it
changes, and every half minute. Progress is for the moment: it is no record, and is forgotten with the enrolment. Card,
face and PIN stay at the box; Progress says what to do there, and never what was read, seen or typed.
"""

from enum import StrEnum, unique

import msgspec


@unique
class Act(StrEnum):
    """What the person touched. ALIVE: nothing, but they are there. PIN and CARD: the way they choose besides the face;
    it is typed or held at the box. WAY: one more way.
    """

    BEGIN = "begin"
    ALIVE = "alive"
    BACK = "back"
    CANCEL = "cancel"
    CONFIRM = "confirm"
    STAFF = "staff"
    GUARDIAN_FACE = "guardian-face"
    GUARDIAN_NO_FACE = "guardian-no-face"
    RETRY = "retry"
    DECLINE = "decline"
    PIN = "pin"
    CARD = "card"
    WAY = "way"
    SETTLE = "settle"
    OPEN = "open"
    FINISH = "finish"


class Progress(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the enrolment stands.

    serial: rises with every step and every change of what can be done. state: as docs/enrolment.md names it; idle when
    it is over, or could not begin: then `said` is why. acts: what can be touched now, of Act. said: a sentence in the
    person's language, beside the state's own words: what to do before the camera, or why a step was not taken. done:
    how far a capture is, 0 … 1. asks: whether they are still there. ways: chosen so far. outcome, reasons, until: as in
    the Registration.
    """

    preparation: str
    serial: int
    state: str
    acts: list[str] = []
    said: str = ""
    done: float | None = None
    asks: bool = False
    ways: list[str] = []
    outcome: str = ""
    reasons: list[str] = []
    until: int | None = None
