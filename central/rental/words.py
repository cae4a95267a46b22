"""What rental housing's codes are called on a page. A code this version does not know is shown as it came."""

from typing import Any

from flask_babel import lazy_gettext as _

from central.rental.housing.room_states import RoomState
from central.rental.looks import Purpose, Word
from central.rental.rules import Missing, RegistrationState, StayEvent, StayState, TaskState, Withdrawal
from central.rental.stories import What

Sign = tuple[str, str, Any]
"""Tone, icon, word: a state is never told by colour alone."""

ROOM_STATES: dict[str, Sign] = {
    RoomState.NO_DOOR: ("quiet", "unknown", _("No box at its door yet")),
    RoomState.NOT_LET: ("quiet", "pause", _("Not offered")),
    RoomState.APPLIED: ("doubtful", "deadlines", _("To be looked at")),
    RoomState.VACANT: ("quiet", "rooms", _("Vacant")),
    RoomState.RESERVED: ("doubtful", "waiting", _("Reserved")),
    RoomState.OCCUPIED: ("good", "person", _("Let")),
    RoomState.LEAVING: ("good", "revoked", _("Let, notice given")),
    RoomState.UNCHECKED: ("doubtful", "read", _("To be checked")),
    RoomState.OUT_OF_ORDER: ("bad", "offline", _("Out of order")),
    RoomState.BLOCKED: ("bad", "denied", _("Suspended by order")),
    RoomState.CLOSED: ("quiet", "denied", _("Closed for good")),
}
STAY_STATES: dict[str, Sign] = {
    StayState.PLANNED: ("doubtful", "waiting", _("Begins later")),
    StayState.RUNNING: ("good", "granted", _("Running")),
    StayState.ENDED: ("quiet", "revoked", _("Ended")),
    StayState.CANCELLED: ("quiet", "revoked", _("Cancelled")),
}
REGISTRATION_STATES: dict[str, Sign] = {
    RegistrationState.WAITING: ("doubtful", "waiting", _("Waits for a yes")),
    RegistrationState.PROVISIONAL: ("doubtful", "waiting", _("Let in for now")),
    RegistrationState.GRANTED: ("good", "granted", _("May enter")),
    RegistrationState.SUSPENDED: ("doubtful", "denied", _("Suspended")),
    RegistrationState.REFUSED: ("bad", "denied", _("Refused")),
    RegistrationState.REVOKED: ("quiet", "revoked", _("May not enter any more")),
    RegistrationState.ERASED: ("quiet", "revoked", _("Erased at the door")),
}
TASK_STATES: dict[str, Sign] = {
    TaskState.OPEN: ("doubtful", "waiting", _("Waits for a yes")),
    TaskState.ACCEPTED: ("good", "granted", _("Accepted")),
    TaskState.REFUSED: ("bad", "denied", _("Refused")),
    TaskState.CLOSED: ("quiet", "revoked", _("Overtaken")),
}
WITHDRAWALS: dict[str, Sign] = {
    Withdrawal.UNDER_WAY: ("doubtful", "waiting", _("The face is being erased at the door")),
    Withdrawal.OFFLINE: (
        "doubtful",
        "waiting",
        _("The box is offline: it erases the face as soon as it is back."),
    ),
    Withdrawal.LATE: (
        "bad",
        "warning",
        _(
            "Not erased after a minute, though the box is online. See below whether the box refused; then call the "
            "office: a technician looks at the box, and erases the person there if need be."
        ),
    ),
}
HELD_BACK: dict[str, Any] = {
    RoomState.NOT_LET: _(
        "Offer the room for letting on its page. Once the office has looked at it, the stay begins by itself."
    ),
    RoomState.APPLIED: _("The office has not looked at the room yet. Once it says yes, the stay begins by itself."),
    RoomState.OUT_OF_ORDER: _(
        "Say on the room's page when it is repaired; the stay begins by itself then. Or choose another room."
    ),
    RoomState.BLOCKED: _(
        "The stay begins by itself when the office lifts the order: put right what it was given for. Or choose another "
        "room."
    ),
    RoomState.CLOSED: _("Choose another room, or cancel the stay."),
}
"""What can be done where a stay can't begin because of how its room stands."""
STAY_EVENTS: dict[str, Any] = {
    StayEvent.BEGIN: _("the first day comes"),
    StayEvent.INVITE: _("a code is made"),
    StayEvent.CHANGE_DATES: _("other dates"),
    StayEvent.MOVE: _("another room"),
    StayEvent.CANCEL: _("cancelled"),
    StayEvent.END: _("the end comes, or is brought"),
}
STORY: dict[str, Any] = {
    What.AGREED: _("Agreed"),
    What.DECLINED: _("Did not agree"),
    What.REGISTERED: _("Registered"),
    What.CHANGED: _("Changed"),
    What.FACE_WITHDRAWN: _("Withdrew the face"),
    What.FACE_ERASED: _("The box erased the face"),
    What.ALL_ERASED: _("The box erased everything"),
}
NEEDS: dict[str, Any] = {
    "requests": _("Requests that wait for an answer"),
    "unregistered": _("Stays nobody has registered for"),
    "ending": _("Stays that end within a week"),
    "permits": _("People who may soon ask for a residence permit"),
}
WAYS: dict[str, Any] = {"face": _("Face"), "pin": _("PIN"), "card": _("Card"), "phone": _("Phone")}
SHOW: dict[str, Any] = {
    Word.NAME: _("Show the name"),
    Word.NUMBER: _("Show the document's number"),
    Word.PHONE: _("Show the phone number"),
    Word.CONTACT: _("Show the contact"),
}
LOOKS: dict[str, Any] = {
    Purpose.COMPARE: _("Compare with the document in hand"),
    Purpose.REACH: _("Reach the person"),
    Purpose.ASKED: _("The person asks what is kept of them"),
    Purpose.CORRECT: _("Correct a mistake"),
    Purpose.AUTHORITY: _("An authority asks by law"),
}
PURPOSES: dict[str, Any] = {"registration": _("Notice read"), "face": _("Use of the face")}
CONSENT_WAYS: dict[str, Any] = {
    "kiosk": _("at the screen of the door"),
    "phone": _("on the phone"),
    "technician": _("with a technician"),
    "landlord": _("through the landlord"),
}
MISSING: dict[str, Any] = {
    Missing.CONSENT: _("has not confirmed the notice"),
    Missing.DOCUMENT: _("no document was read"),
    Missing.WAY: _("has no way to open yet"),
    Missing.FACE: _("the face is not enrolled yet"),
}
REASONS: dict[str, Any] = {
    "no-invitation": _("Came without an invitation"),
    "over-full": _("More people than were invited"),
    "stay-over": _("The stay is over, or at another door"),
    "without-face": _("Does not give a face: compare person and document yourself"),
    "no-document": _("No document could be read"),
    "not-from-chip": _("The document was not read from its chip"),
    "liveness-in-doubt": _("Whether a living person stood there is in doubt"),
    "not-compared": _("There was no picture to compare with"),
    "face-differs": _("The face is not like the document's picture"),
    "much-like-another": _("Much like another resident at this door"),
    "number-form": _("The document's number has a wrong form"),
    "check-digit": _("The number's check digit is wrong"),
    "birth-differs": _("Birth date and number do not agree"),
    "birth-in-future": _("The birth date is in the future"),
    "sex-differs": _("Sex and number do not agree"),
    "expired": _("The document has expired"),
    "not-yet-valid": _("The document is not valid yet"),
    "under-age": _("Under 14 and without a guardian's stay"),
}
DOCUMENTS: dict[str, Any] = {
    "resident": _("Identity card"),
    "permit": _("Residence permit of Hong Kong, Macao or Taiwan"),
    "foreigner": _("Permanent residence card of a foreigner"),
    "passport": _("Passport"),
    "none": _("None"),
}
LIVENESS: dict[str, Any] = {
    "live": _("Living person"),
    "attack": _("Looks like an attempt to deceive"),
    "unsure": _("In doubt"),
    "not-looked": _("Not looked at"),
}
ACTORS: dict[str, Any] = {
    "box": _("at the door"),
    "calendar": _("by the calendar"),
    "central": _("by central itself"),
    "person": _("the person themselves"),
}


def actor(by: str) -> Any:
    """Who did something: a name, or one of ACTORS; a technician at the box is `box: NAME`."""
    at, _colon, name = by.partition(": ")
    return f"{name} ({ACTORS['box']})" if at == "box" and name else ACTORS.get(by, by)


def stay_state(code: str) -> Any:
    """What a stay's state is called."""
    return sign(STAY_STATES, code)[2]


def stay_event(code: str) -> Any:
    """What happens to a stay."""
    return STAY_EVENTS.get(code, code)


def sign(signs: dict[str, Sign], code: str) -> Sign:
    """A state as tone, icon and word."""
    return signs.get(code) or ("doubtful", "unknown", code)


def word(words: dict[str, Any], code: str) -> Any:
    """What a code is called."""
    return words.get(code, code)
