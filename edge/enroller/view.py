"""What the page of an enrolment is told."""

from dataclasses import dataclass
from enum import StrEnum, unique

from edge.document import Mishap
from edge.enroller.photographing import Side
from edge.enrolment.machine import Enrolment, Patience
from edge.face.capture import Progress
from edge.words import Words
from edge.words import Words as DocumentWords


@unique
class Complaint(StrEnum):
    """Why a step was not taken; the page words it."""

    BUSY = "busy"
    NO_KEY = "no-key"
    NOT_STORED = "not-stored"
    CODE_UNKNOWN = "code-unknown"
    CODE_USED_UP = "code-used-up"
    NOTICE_CHANGED = "notice-changed"
    NO_CARD = "no-card"
    CARD_TAKEN = "card-taken"
    NOT_READABLE = "not-readable"
    CAPTURE_WAITS = "capture-waits"
    CAPTURE_OFF = "capture-off"
    FACES_REST = "faces-rest"
    PHONE_NUMBER = "phone-number"
    PHONE_CODE = "phone-code"
    PIN_DIFFERS = "pin-differs"
    NOT_PREPARED = "not-prepared"


Said = Words | Mishap | Complaint
"""What a person is told beside the page's own words."""

TAKEN_OVER = Words("已采用您在手机上的回答", "Your answers from your phone were taken over")
PIN_AT_KEYPAD = Words("请在门口键盘上输入新密码，然后按 # 键", "Please type your new PIN at the door's keypad, then #")
PIN_AGAIN = Words("请再输入一次，然后按 # 键", "Please type it once more, then #")


@dataclass(frozen=True)
class View:
    """The enrolment for a page. progress: of a capture under way. scanning: the camera looks for an invitation's code.
    blind: the camera gives no pictures.

    waits_for_card: the next card held to the door's reader is this person's. phone: what to show their phone.
    waits_for_pin: digits typed at the door's keypad are this person's.
    reader_fault: why no document can be read. opened: the door was opened to the person.

    can_photograph: printed documents can be read. side: which one is to be held before the camera; reading: how far
    the reading of what was photographed is, 0 to 1; None while nothing is read.
    """

    enrolment: Enrolment
    patience: Patience
    said: Said | None = None
    progress: Progress | None = None
    scanning: bool = False
    blind: bool = False
    waits_for_card: bool = False
    phone: str = ""
    reader_fault: DocumentWords | None = None
    opened: bool = False
    can_photograph: bool = False
    side: Side | None = None
    reading: float | None = None
    waits_for_pin: bool = False
