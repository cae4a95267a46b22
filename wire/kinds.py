"""What a record's body holds, by kind. Times are milliseconds, ids are opaque, a face is nowhere.

A body may carry fields this version does not know; they are kept with the record's bytes. A kind that is not
in `BODIES` is stored as it came.
"""

from enum import StrEnum, unique
from typing import Annotated

import msgspec

MAX_INTEGER = 2**53
"""Largest number that is taken for one: what every JSON reader holds exactly."""

_Whole = Annotated[int, msgspec.Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
_Score = Annotated[float, msgspec.Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]


@unique
class Reason(StrEnum):
    """Why the door was, or was not, released for a presentation (the access decision's reason code)."""

    GRANTED = "granted"
    NOT_RECOGNISED = "not-recognised"
    OUTSIDE_VALIDITY = "outside-validity"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    LOCKDOWN = "lockdown"
    CLOCK_NOT_TRUSTED = "clock-not-trusted"
    RATE_LIMITED = "rate-limited"
    OUTSIDE_HOURS = "outside-hours"
    WAY_OFF = "way-off"


@unique
class Method(StrEnum):
    """By what a person opens: equals, each a way in of its own."""

    FACE = "face"
    PIN = "pin"
    CARD = "card"
    PHONE = "phone"
    STAFF = "staff"


@unique
class ReleaseResult(StrEnum):
    """What became of a release command: the lock did it, refused it, or can't be asked."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@unique
class Level(StrEnum):
    """How soon a person has to look at an alarm."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """An access decision at a door. Durable before the strike is driven.

    method: one of Method. person: the credential's opaque id; absent when nobody was recognised.
    score: comparison score (cosine, -1 … 1) of the accepted candidate, three decimals.
    room: whose PIN or phone code was tried, when the door knows the room. step: which 30 s of Unix time a phone's code
    was of: it is taken once. by, why: the member of staff who opened, and their words.
    """

    door: str
    granted: bool
    reason: str
    method: str
    person: str | None = None
    score: _Score | None = None
    held_back: bool = False
    """True when the disk did not take the decision at once and memory kept it until it did."""
    room: str = ""
    step: int | None = None
    by: str = ""
    why: str = ""


class Release(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the lock did about a granted entry."""

    door: str
    result: str
    entry: _Whole | None = None
    """`seq` of the entry in the same outbox; absent when memory kept the entry."""
    frame_to_strike: _Whole | None = None
    """From the deciding frame, or from whatever else was presented, to the strike command, ms."""
    strike_to_answer: _Whole | None = None
    """From the strike command to the lock's answer (or giving up), ms."""


class DoorState(msgspec.Struct, frozen=True, omit_defaults=True):
    """The lock at a door came, went, or reports itself: `state` is online, offline, tamper, power-fail or normal."""

    door: str
    state: str
    detail: str = ""


@unique
class DoorPosition(StrEnum):
    """How a door with a contact stands. SECURED: closed, its strike fallen back. FORCED: opened without a release.

    UNKNOWN: nothing was heard of it yet, or its lock is away. UNLOCKED: open to all at these hours. FREE: released
    because of fire.
    """

    UNKNOWN = "unknown"
    SECURED = "secured"
    RELEASED = "released"
    OPEN = "open"
    HELD_OPEN = "held-open"
    FORCED = "forced"
    UNLOCKED = "unlocked"
    FREE = "free"


class DoorChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """A door stands otherwise: position and before are two of DoorPosition. level: how soon a person has to look."""

    door: str
    position: str
    before: str
    level: str = "info"


class Alarm(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something a person should see. `code` is stable, `detail` is for reading."""

    code: str
    level: str
    door: str | None = None
    detail: str = ""


BOX_WIPED = "box-wiped"
"""Code of the alarm that is a box's last word: it forgets all it has, its keys too."""


class Enrolment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person's references were set, or their right to enter changed, at the box.

    change: enrolled, agreed (anew), suspended, reinstated, revoked or erased; or pin-set, phone-set, card-added,
    pin-forgotten, phone-forgotten, card-forgotten. references: how many were kept, of which `model`.
    consent: how and when the person agreed to the use of their face, in the technician's words; at the door, which
    notice: the consent's record says more. by: the technician who did it, where one did.
    """

    person: str
    change: str
    references: int = 0
    model: str = ""
    consent: str = ""
    by: str = ""


class Consent(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person said yes or no to one purpose, or took a yes back. Written before anything follows from it.

    person: the opaque id their enrolment has from its beginning. purpose: registration (known to, required by law) or
    face. version, digest: which notice they saw (`wire.notice`), in which language. way: kiosk, phone, technician or
    landlord. guardian: a guardian spoke for a person under 14.
    """

    person: str
    purpose: str
    given: bool
    version: str
    digest: str
    language: str
    way: str
    guardian: bool = False


class Identity(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a document says of a person, and their phone; each word sealed for central (`wire.sealed`), bound to
    "FIELD:PERSON". birth is YYYY-MM-DD; address comes in pieces of at most `sealed.LONGEST` bytes.

    There is no place for an ethnic group: it is never read.
    """

    name: str
    number: str
    birth: str = ""
    sex: str = ""
    nationality: str = ""
    address: list[str] = []
    phone: str = ""


class Comparison(msgspec.Struct, frozen=True, omit_defaults=True):
    """The live face beside the document's photograph: numbers only. `liveness` is live, attack, unsure or not-looked.

    photo: chip, printed or none. threshold: what `score` had to reach.
    """

    photo: str
    liveness: str
    score: float | None = None
    threshold: float | None = None


class Registration(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person has registered at the door.

    stay: the invitation's, absent without one. document: resident, permit, foreigner, passport or none; way: chip,
    printed or staff. ways: what the person opens with, of face, pin, card, phone. outcome: granted, provisional
    (central could not be asked; until `until`) or review (somebody has to say yes). reasons: why not simply granted.
    preparation: that of the phone whose answers were taken over (`wire.orders.Prepare`).
    """

    person: str
    document: str
    way: str
    ways: list[str]
    outcome: str
    reasons: list[str] = []
    stay: str | None = None
    room: str = ""
    identity: Identity | None = None
    comparison: Comparison | None = None
    begin: int | None = None
    until: int | None = None
    preparation: str | None = None


class Erasure(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was kept of a person is gone from the box: `what` is face or all.

    references: SHA-256 of each sealed reference that was deleted. signature: the box's, Ed25519, base64url, over the
    statement that docs/keys.md describes.
    """

    person: str
    what: str
    references: list[str]
    signature: str


class WayAllowed(msgspec.Struct, frozen=True, omit_defaults=True):
    """Staff (`by`) looked, and allowed a way of opening (one of Method) again that too many failures had turned off."""

    door: str
    method: str
    by: str


class OrderDone(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of an order: done, refused (detail says why) or expired."""

    order: int
    outcome: str
    detail: str = ""


class Health(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the box is: `outbox_waiting` records not yet at central, memory in MB, free disk in MB, camera, lock."""

    version: str
    uptime: int
    memory: int
    disk_free: int
    outbox_waiting: int
    camera: str
    lock: str
    temperature: float | None = None


BODIES: dict[str, type[msgspec.Struct]] = {
    "entry": Entry,
    "release": Release,
    "door": DoorState,
    "door-change": DoorChange,
    "alarm": Alarm,
    "enrolment": Enrolment,
    "health": Health,
    "consent": Consent,
    "registration": Registration,
    "erasure": Erasure,
    "order": OrderDone,
    "way-allowed": WayAllowed,
}
"""Kind of record → what its body decodes to."""

KIND_OF: dict[type[msgspec.Struct], str] = {body: kind for kind, body in BODIES.items()}
