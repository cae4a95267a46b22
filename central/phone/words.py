"""What these pages say for codes. `_` marks a sentence for translation; it is spoken where it is shown."""

from enum import StrEnum, unique

from wire.steering import Act


def _(sentence: str) -> str:
    return sentence


@unique
class Complaint(StrEnum):
    """Why a page is shown again."""

    AGAIN = _("Please type your code. It was not used for a while, or it is not known here any more.")
    CODE_UNKNOWN = _("This code is not known here. Look at it again, or ask your landlord for a new one.")
    TOO_MANY = _("Too many wrong codes. Wait a minute, then try again.")
    NOTICE_CHANGED = _("This text has changed. Please read it again.")
    PHONE_NUMBER = _("A phone number has 6 to 15 digits. You may also leave it empty.")
    ALL_TAKEN = _("All places of this stay are taken. Please ask the landlord.")


@unique
class Trouble(StrEnum):
    """Why nothing seems to happen at the door, and what to do."""

    UNREACHABLE = _(
        "The box at the door does not answer. If there is a screen, use that; else try again or ask your landlord."
    )
    REFUSED = _("The box can't do this now. Somebody may be registering at the moment: wait a little, then try again.")
    LATE = _("That took too long to reach the box. Please touch it once more.")


SCENES: dict[str, tuple[str, str, str]] = {
    "begin": (
        "doors",
        _("Are you at the door?"),
        _("Stand in front of the box beside the door. Have your identity card in your hand, then touch Begin."),
    ),
    "asked": ("waiting", _("One moment, please"), _("The box at the door is asked.")),
    "over": ("granted", _("You have registered"), _("There is nothing more to do here.")),
    "invitation": ("waiting", _("One moment, please"), ""),
    "registration": (
        "read",
        _("The text has changed"),
        _("The box at the door has another text. Answer once more on this phone, or go to a screen."),
    ),
    "face-notice": (
        "read",
        _("The text has changed"),
        _("The box at the door has another text. Answer once more on this phone, or go to a screen."),
    ),
    "document": ("card", _("Your identity card"), _("Lay your card on the reader and leave it there.")),
    "confirm": ("card", _("Was this your own card?"), _("It was read. Go on only if it is yours.")),
    "guardian": (
        "people",
        _("A guardian has to agree"),
        _("This card belongs to somebody under 14. Their guardian answers here."),
    ),
    "no-guardian": (
        "people",
        _("A guardian is needed"),
        _("This card belongs to somebody under 14. Ask the landlord for an invitation with a guardian; come together."),
    ),
    "face": ("face", _("Look at the camera"), _("No picture is kept.")),
    "face-failed": (
        "face",
        _("That did not work"),
        _("Look for even light on your face, take off cap and sunglasses, and stand alone in front of the camera."),
    ),
    "other-way": (
        "keys",
        _("Another way to open"),
        _("A PIN of 6 to 8 digits that you type at the door, or any card that you hold to the door's reader."),
    ),
    "contact": ("granted", _("Nearly done"), _("Touch Finish. You may also add one more way to open.")),
    "settling": ("waiting", _("One moment, please"), ""),
}
"""What the page at the door shows: icon, heading, sentence."""
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "granted": ("granted", _("You are registered"), _("The door opens for you from now on.")),
    "provisional": (
        "granted",
        _("You are registered"),
        _("The town's office can't be reached just now. You may enter for a while; after that it has to agree."),
    ),
    "review": (
        "waiting",
        _("You are registered. Somebody has to say yes."),
        _("Your landlord or the town's staff are told now. As soon as they agree, the door opens for you."),
    ),
}
ACTS: dict[str, str] = {
    Act.BEGIN: _("Begin"),
    Act.ALIVE: _("I am here"),
    Act.CONFIRM: _("Yes, go on"),
    Act.RETRY: _("Try again"),
    Act.OPEN: _("Open the door now"),
    Act.SETTLE: _("Finish"),
    Act.GUARDIAN_FACE: _("I am the guardian and agree, also to the face"),
    Act.GUARDIAN_NO_FACE: _("I am the guardian and agree, without the face"),
    Act.PIN: _("A PIN"),
    Act.CARD: _("A card"),
    Act.WAY: _("Also choose a PIN or card"),
    Act.DECLINE: _("Another way instead"),
    Act.STAFF: _("I have no card, or it can't be read"),
    Act.FINISH: _("Done"),
    Act.BACK: _("Back"),
    Act.CANCEL: _("Cancel"),
}
"""In the order they stand on the page: what leads on, what else there is, and the way back."""
MAIN: frozenset[str] = frozenset({Act.BEGIN, Act.ALIVE, Act.CONFIRM, Act.RETRY, Act.SETTLE, Act.OPEN})
"""Acts that lead on. The guardian's two answers are alike, like the ways to open."""
ASIDE: frozenset[str] = frozenset({Act.BACK, Act.CANCEL})
REASONS: dict[str, str] = {
    "no-invitation": _("You have no invitation yet."),
    "without-face": _("Somebody looks at your document in person, because you do not use your face."),
    "no-document": _("Nobody has seen your document yet."),
    "not-from-chip": _("The chip of your document was not read."),
    "liveness-in-doubt": _("The camera was not sure."),
    "not-compared": _("There is no photograph to compare you with."),
    "face-differs": _("The camera did not find you in the document's photograph."),
    "much-like-another": _("Somebody has to look at it."),
    "number-form": _("The document's number looks wrong."),
    "check-digit": _("The document's number looks wrong."),
    "birth-differs": _("The birth date and the document's number do not agree."),
    "birth-in-future": _("The birth date can't be right."),
    "sex-differs": _("The sex and the document's number do not agree."),
    "expired": _("The document has expired."),
    "not-yet-valid": _("The document is not valid yet."),
    "under-age": _("A guardian has to agree."),
}
