"""What the codes of the duties are called on a page. A code this version does not know is shown as it came."""

from typing import Any

from flask_babel import lazy_gettext as _

from central.duties.assessing import AssessmentState, Purpose
from central.duties.handing import Asker, Way
from central.duties.happening import Group, IncidentState, Kind, Level, Step
from central.duties.keeping import By, Since
from central.rental.words import Sign
from wire.notice import Purpose as NoticePurpose

PURPOSES: dict[str, Any] = {
    Purpose.FACE_DOOR: _("Opening the door by face"),
    Purpose.CARD_COMPARISON: _("Comparing a face with its document"),
    Purpose.PRESENCE: _("Counting who is in"),
    Purpose.TIMELINE: _("Looking at a person's entries"),
}
QUESTIONS: dict[str, Any] = {
    "what": _("What data of whom are used, how, and by whom?"),
    "lawful": _("Which law allows it, and what is it for?"),
    "necessary": _("Why does it need these data, and not fewer?"),
    "other-way": _("Which other ways are there, and are they as quick and as free?"),
    "consent": _("How do people say yes, take it back, and who speaks for children?"),
    "effect": _("What does it mean for people's rights, for the old, the young and the disabled?"),
    "risks": _("What if data leak, are changed, lost or taken: how likely is it, and what harm follows?"),
    "measures": _("What protects the data, and is that lawful, effective and enough for the risk?"),
    "keeping": _("Where do the data lie, for how long, and what proves that they are gone?"),
}
ASSESSMENT_STATES: dict[str, Sign] = {
    AssessmentState.PROPOSED: ("doubtful", "waiting", _("Waits for approval")),
    AssessmentState.APPROVED: ("good", "granted", _("Approved")),
    AssessmentState.REFUSED: ("bad", "denied", _("Refused")),
    AssessmentState.ENDED: ("quiet", "revoked", _("Holds no longer")),
}
ASKERS: dict[str, Any] = {
    Asker.POLICE: _("Police"),
    Asker.PROSECUTOR: _("Prosecutor"),
    Asker.COURT: _("Court"),
    Asker.AUTHORITY: _("Another authority"),
    Asker.PROCESSOR: _("A firm that works for the town"),
}
WAYS: dict[str, Any] = {
    Way.PAPER: _("on paper"),
    Way.DISC: _("on an encrypted disc"),
    Way.LINE: _("over the government network"),
    Way.SHOWN: _("shown here"),
}
KINDS: dict[str, Any] = {
    Kind.LEAK: _("Data leaked"),
    Kind.BOX_LOST: _("A box was lost or stolen"),
    Kind.ACCESS: _("Somebody got in who may not"),
    Kind.TAMPERING: _("Data were changed"),
    Kind.LOSS: _("Data were lost"),
    Kind.OUTAGE: _("The system was down"),
}
LEVELS: dict[str, Any] = {
    Level.GENERAL: _("General"),
    Level.LARGER: _("Larger"),
    Level.MAJOR: _("Major"),
    Level.SEVERE: _("Severe"),
}
GROUPS: dict[str, Any] = {
    Group.TENANTS: _("Tenants"),
    Group.LANDLORDS: _("Landlords"),
    Group.VISITORS: _("Visitors"),
    Group.STAFF: _("People who work here"),
}
INCIDENT_STATES: dict[str, Sign] = {
    IncidentState.OPEN: ("bad", "warning", _("Not over yet")),
    IncidentState.CLOSED: ("good", "granted", _("It is over")),
}
STEPS: dict[str, Any] = {
    Step.REPORTED: _("First report made to the authority"),
    Step.FOLLOWED_UP: _("Something was done"),
    Step.TOLD: _("The people concerned were told"),
    Step.UNTOLD: _("Nobody has to be told: the harm was averted"),
    Step.ASSESSED: _("It is graver than was thought"),
    Step.ENDED: _("The handling is over"),
    Step.CLOSED: _("Closing report made"),
}
KEPT: dict[str, Any] = {
    "entries": _("Entries, and the boxes' records"),
    "identities": _("What documents say (name, number, birth, address, phone), and what of it people wanted corrected"),
    "faces": _("Faces, in the box at the door only"),
    "registrations": _("That somebody was registered, and how it was decided"),
    "consents": _("What people said yes or no to"),
    "erasures": _("Proofs that a face or a person was erased"),
    "preparations": _("Answers given by phone before a registration"),
    "steering": _("How a registration by phone stands"),
    "orders": _("What boxes were ordered"),
    "staff": _("People who work here, and landlords"),
    "log": _("The audit log"),
    "register": _("Hand-over register"),
    "assessments": _("Impact assessments"),
    "own": _("That people asked for something of themselves, and how it was answered, without the words"),
    "desk": _("Cards that were shown at the front desk"),
    "agents": _("Whom to call at agencies and sub-landlords"),
    "guests": _("Visitors and relatives of tenants"),
    "imports": _("Registers that were read in"),
    "registers": _("People of registers that were taken over"),
    "desk-acts": _("Who did what at the front desk"),
    "listings": _("What somebody wrote of a room that was offered"),
    "work": _("Work that was settled: whom it was about, and what was said"),
    "codes": _("Codes for one's own data"),
    "forms": _("Forms that were begun, and sessions"),
    "timelines": _("Requests to see a person's entries"),
    "days": _("When somebody was let in last"),
}
SINCES: dict[str, Any] = {
    Since.RECEIVED: _("since it came in"),
    Since.OVER: _("since the registration was over"),
    Since.STAY_ENDED: _("since the stay ended"),
    Since.ANSWERED: _("since it was answered"),
    Since.LEFT: _("since they left"),
    Since.LEFT_TOWN: _("since they left, or the register was taken over"),
    Since.MADE: _("since it was made"),
    Since.TOUCHED: _("since it was touched last"),
    Since.SETTLED: _("since it was settled"),
    Since.LISTING_OVER: _("since the room was taken, or offered no more"),
    Since.MOMENT: _("for the moment only"),
}
BYS: dict[str, Any] = {
    By.NIGHT: _("the nightly purge, with a proof"),
    By.RUNNING: _("central, as soon as its time is over"),
    By.BOX: _("the box, with its signed proof"),
    By.NOBODY: _("nobody by itself: the law asks that it is there"),
}
NOTICES: dict[str, Any] = {
    NoticePurpose.REGISTRATION: _("Notice on registration"),
    NoticePurpose.FACE: _("Notice on faces"),
}
NEEDS: dict[str, Any] = {"duties": _("Duties by law that are due")}
LANGUAGES: dict[str, str] = {"zh": "中文", "en": "English", "vi": "Tiếng Việt", "ug": "ئۇيغۇرچە"}
"""Each by its own name."""


def word(words: dict[str, Any], code: str) -> Any:
    """What a code is called."""
    return words.get(code, code)
