"""What happens in an enrolment. The fields of an event are facts that the enrolment takes over by the same names."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from edge.document import Reading
from edge.document.flaws import Flaw
from wire.kinds import Registration


@dataclass(frozen=True)
class Invitation:
    """What a code stands for: a stay in a room (Unix ms, `until` exclusive). minors: it has a guardian."""

    stay: str
    room: str
    begin: int
    until: int
    minors: bool = False


@dataclass(frozen=True, eq=False)
class Samples:
    """A living person's face: templates (n × d, rows of length 1) and how it compares with the document's photograph.

    liveness: live or unsure. photo: chip, printed or none; without one there is no score. alike: the person of another
    resident whose references are much like these, if there is one.
    """

    templates: NDArray[np.float32] = field(repr=False)
    liveness: str
    photo: str = "none"
    score: float | None = None
    threshold: float | None = None
    alike: bool = False

    def forget(self) -> None:
        """Overwrite the templates; how many there were stays known."""
        self.templates.fill(0)


@dataclass(frozen=True)
class OtherWays:
    """What the person opens with besides their face. Never printed.

    pin: digits. card: a card's digest. phone: the secret in the person's phone.
    """

    pin: str = field(default="", repr=False)
    card: bytes = field(default=b"", repr=False)
    phone: bytes = field(default=b"", repr=False)

    @property
    def names(self) -> list[str]:
        """Those that are there, as a Registration names them."""
        return [name for name in ("pin", "card", "phone") if getattr(self, name)]


NO_OTHER_WAY = OtherWays()


@dataclass(frozen=True)
class Event:
    """Base of all that happens."""


@dataclass(frozen=True)
class Begun(Event):
    """Somebody wants to register. person: the opaque id they have from now on. way: what they steer it by, as a Consent
    names it: kiosk or phone. faces: whether faces may be used at this box.
    """

    person: str
    language: str
    way: str = "kiosk"
    faces: bool = True


@dataclass(frozen=True)
class Invited(Event):
    """The code of an invitation was shown or typed."""

    invitation: Invitation


@dataclass(frozen=True)
class Prepared(Event):
    """The person has answered the notices in force on their phone before they came: they are not asked again.

    preparation: the id of their answers. language: that they were given in.
    """

    invitation: Invitation
    preparation: str
    language: str
    face: bool
    acknowledged: bool = field(default=True, init=False)


@dataclass(frozen=True)
class AskedAnew(Invited):
    """The person has answered other notices than those in force: they are asked as anybody, in their language."""

    preparation: str
    language: str


@dataclass(frozen=True)
class NotInvited(Event):
    """The person has no code: the landlord will be asked."""


@dataclass(frozen=True)
class Acknowledged(Event):
    """The notice about registration was read."""

    acknowledged: bool = field(default=True, init=False)


@dataclass(frozen=True)
class FaceAnswered(Event):
    """Yes or no to the use of the face."""

    face: bool


@dataclass(frozen=True)
class DocumentRead(Event):
    """A document was read on `today`; flaws: what is wrong with it."""

    reading: Reading = field(repr=False)
    flaws: tuple[Flaw, ...]
    today: date


@dataclass(frozen=True)
class Confirmed(Event):
    """What was read is right."""


@dataclass(frozen=True)
class StaffAsked(Event):
    """The document can't be read here: staff will look at it."""

    reading: None = field(default=None, init=False)
    flaws: tuple[Flaw, ...] = field(default=(), init=False)
    staff_asked: bool = field(default=True, init=False)


@dataclass(frozen=True)
class GuardianAgreed(Event):
    """A guardian agreed for a person under 14: to the registration, and to the use of the face or not."""

    face: bool
    guardian: bool = field(default=True, init=False)


@dataclass(frozen=True)
class FaceCaptured(Event):
    """The camera has seen enough of a living person."""

    samples: Samples


@dataclass(frozen=True)
class CaptureFailed(Event):
    """The camera has not. tries: how often it has been so, this time included."""

    tries: int


@dataclass(frozen=True)
class CaptureRefused(Event):
    """No capture may begin now: too many have failed at this door."""


@dataclass(frozen=True)
class TriedAgain(Event):
    """The person wants to try again."""


@dataclass(frozen=True)
class FaceDeclined(Event):
    """The person takes their yes back and takes another way."""

    face: bool = field(default=False, init=False)


@dataclass(frozen=True)
class WayAdded(Event):
    """The person wants to choose one more way to open."""


@dataclass(frozen=True)
class WayChosen(Event):
    """A PIN, a card or a phone."""

    ways: OtherWays


@dataclass(frozen=True)
class Contacted(Event):
    """The phone number, which may be left empty."""

    contact: str = field(repr=False)


@dataclass(frozen=True)
class Settled(Event):
    """Everything is stored, and this is what central is told."""

    registration: Registration


@dataclass(frozen=True)
class NotSettled(Event):
    """It could not be stored; nothing was."""


@dataclass(frozen=True)
class Back(Event):
    """One step back."""


@dataclass(frozen=True)
class Cancelled(Event):
    """The person ends it, or has gone."""


@dataclass(frozen=True)
class FacesRest(Event):
    """No face may be used here any more, from this moment on."""


@dataclass(frozen=True)
class Finished(Event):
    """The person has read what comes of it."""
