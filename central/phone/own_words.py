"""What the pages of one's own data say for codes. `_` marks a sentence for translation, spoken where it is shown."""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Any


def _(sentence: str) -> str:
    return sentence


@unique
class Complaint(StrEnum):
    """Why a page is shown again."""

    AGAIN = _("Please come in again with link and code: nothing was touched for a while, or there is a newer link.")
    UNKNOWN = _("Link and code do not fit. After five wrong codes a link is void: ask the town's office for a new one.")
    TOO_MANY = _("Too many wrong codes. Wait a minute, then try again.")
    SIGNS = _("That does not fit. After five wrong ones this way is shut until tomorrow; the town's office can help.")
    FIELD = _("Choose what is wrong.")
    NEW = _("Write how it should be, in at most 200 letters.")
    STRANGE = _("Letter %(place)s is %(code)s, which can't be kept: delete it, or type all of it anew.")


FIELDS: Mapping[str, str] = {
    "name": _("Name"),
    "number": _("Number of the document"),
    "birth": _("Date of birth"),
    "sex": _("Sex"),
    "nationality": _("Nationality"),
    "address": _("Address on the document"),
    "phone": _("Phone number"),
}
WAYS: Mapping[str, str] = {
    "face": _("Face"),
    "pin": _("PIN"),
    "card": _("Card"),
    "phone": _("Phone"),
    "staff": _("Opened by staff"),
}
STATES: Mapping[str, str] = {
    "waiting": _("Somebody decides whether you may enter"),
    "provisional": _("You may enter for now"),
    "granted": _("You may enter"),
    "suspended": _("You may not enter for the moment"),
    "refused": _("You may not enter"),
    "revoked": _("You may not enter"),
    "erased": _("The box has erased everything about you"),
}
PURPOSES: Mapping[str, str] = {"registration": _("Registration"), "face": _("Use of the face")}
KINDS: Mapping[str, str] = {
    "copy": _("A copy of everything"),
    "correct": _("A correction"),
    "face": _("Erase my face"),
    "erase": _("Erase everything"),
}
PROGRESS: Mapping[str, str] = {
    "open": _("The town's office answers"),
    "waiting": _("Under way"),
    "told": _("The box at your door is told; its proof is still to come."),
    "done": _("Done"),
    "refused": _("Not done"),
    "closed": _("Overtaken"),
    "unproven": _("Closed: nobody can prove any more what the box at your door has erased."),
}
LOST: Mapping[str, str] = {
    "lost": _("The box is lost."),
    "broken": _("The box is broken."),
    "replaced": _("The box was replaced by another."),
}
GUESTS: Mapping[str, str] = {
    "expected": _("Expected"),
    "there": _("There now"),
    "over": _("Has left"),
    "cancelled": _("Did not come"),
}
HOLDING: Mapping[str, str] = {
    "stay": _("The law asks for your registration as long as you live here."),
    "decision": _("It is being decided whether you may enter."),
    "case": _("A case is open that needs your data."),
}
LOOKS: Mapping[str, str] = {
    "compare-document": _("to compare you with your document"),
    "reach-the-person": _("to reach you"),
    "the-person-asked": _("because you asked"),
    "correct-a-mistake": _("to correct a mistake"),
    "an-authority-asked": _("because an authority asked by law"),
    "incident": _("to look into an incident"),
}
LOOKED_AT: Mapping[str, str] = {
    "identity.read": _("your name or a number"),
    "timeline.read": _("your entries, with a second person's yes"),
}


def words() -> dict[str, Any]:
    """All of them, by the names templates know them by."""
    return {
        "fields": FIELDS,
        "way_words": WAYS,
        "states": STATES,
        "purposes": PURPOSES,
        "kinds": KINDS,
        "progress": PROGRESS,
        "guest_states": GUESTS,
        "holding": HOLDING,
        "lost": LOST,
        "look_words": LOOKS,
        "looked_at": LOOKED_AT,
    }
