"""What is said for the codes that other parts use. `_` marks a sentence for translation."""

from edge.document import DocumentType, Remedy
from edge.enroller.photographing import Side
from edge.enroller.view import Complaint


def _(sentence: str) -> str:
    return sentence


COMPLAINTS = {
    Complaint.BUSY: _("Somebody is registering at the moment. Please wait a little."),
    Complaint.NO_KEY: _("This box must reach the town's office before anybody can register. Please tell the landlord."),
    Complaint.NOT_STORED: _("This box can't keep anything at the moment. Please ask staff; nothing of you was kept."),
    Complaint.CODE_UNKNOWN: _("This code is not known here. Look at it again, or go on without one."),
    Complaint.CODE_USED_UP: _("All places of this stay are taken. Please ask the landlord."),
    Complaint.NOTICE_CHANGED: _("This text has changed. Please read it again."),
    Complaint.NO_CARD: _("No card was held to the reader. Please try again."),
    Complaint.CARD_TAKEN: _("This card belongs to somebody else. Please take another."),
    Complaint.NOT_READABLE: _("This could not be read. Hold it flat, close and still, without glare."),
    Complaint.CAPTURE_WAITS: _("Too many tries have failed. Wait half a minute and try again, or take another way."),
    Complaint.CAPTURE_OFF: _("Too many tries have failed: the camera is off. Take another way, or ask staff."),
    Complaint.FACES_REST: _(
        "Faces are no longer used at this door. Nothing of your face was kept. Choose another way."
    ),
    Complaint.PHONE_NUMBER: _("A phone number has 6 to 15 digits. You may also leave it empty."),
    Complaint.PIN_DIFFERS: _("That was another PIN than before. Please type it twice again."),
    Complaint.NOT_PREPARED: _("This door does not know of your registration yet. Please wait a moment and try again."),
    Complaint.PHONE_CODE: _("This is not the code that the phone shows now. Please try again."),
}
DOCUMENTS = {
    DocumentType.RESIDENT: _("Resident identity card"),
    DocumentType.PERMIT: _("Residence permit for Hong Kong, Macao and Taiwan"),
    DocumentType.FOREIGNER: _("Foreigner's permanent residence card"),
    DocumentType.PASSPORT: _("Passport"),
}
REMEDIES = {
    Remedy.LAY_AGAIN: _("The card could not be read. Lay it on the reader again and leave it there."),
    Remedy.OTHER_DOCUMENT: _("This card can't be read here. Please use another document."),
    Remedy.ASK_STAFF: _("The reader does not work properly. Please ask staff."),
}
"""What to do about a card that was not read, in languages that the reader's own sentences are not in."""
SIDES = {
    Side.FRONT: _("Hold the side with your picture before the camera"),
    Side.BACK: _("Now hold the other side before the camera"),
    Side.PASSPORT: _("Hold the page with your picture before the camera"),
}
REASONS = {
    "no-invitation": _("You have no invitation yet."),
    "no-document": _("Nobody has seen your document yet."),
    "not-from-chip": _("The chip of your document was not read."),
    "without-face": _("Somebody looks at your document in person, because you do not use your face."),
    "liveness-in-doubt": _("The camera was not sure."),
    "not-compared": _("There is no photograph to compare you with."),
    "face-differs": _("The camera did not find you in the document's photograph."),
    "number-form": _("The document's number looks wrong."),
    "check-digit": _("The document's number looks wrong."),
    "birth-differs": _("The birth date and the document's number do not agree."),
    "birth-in-future": _("The birth date can't be right."),
    "sex-differs": _("The sex and the document's number do not agree."),
    "expired": _("The document has expired."),
    "not-yet-valid": _("The document is not valid yet."),
    "under-age": _("A guardian has to agree."),
}
"""Why somebody waits for a yes; a reason that is only for staff has no words."""
ANOTHER = _("Somebody has to look at it.")
BLIND = _("The camera gives no picture. Please take another way, or ask staff.")
HOLD_CARD = _("Hold your card to the door's reader")
