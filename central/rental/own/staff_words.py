"""What the office's pages say for codes of these requests (lazy translations)."""

from typing import Any

from flask_babel import lazy_gettext as _

from central.rental.own.rules import Holding, Kind, Lost, State
from central.rental.words import Sign

NEED = _("People who ask about their own data")
FIELDS: dict[str, Any] = {
    "name": _("Name"),
    "number": _("Document"),
    "birth": _("Date of birth"),
    "sex": _("Sex"),
    "nationality": _("Nationality"),
    "address": _("Address on the document"),
    "phone": _("Phone"),
    "licence": _("Licence"),
    "contact": _("Contact"),
    "other": _("Something else"),
}
KINDS: dict[str, Any] = {
    Kind.COPY: _("A copy"),
    Kind.CORRECT: _("Correct something"),
    Kind.FACE: _("Erase the face"),
    Kind.ERASE: _("Erase everything"),
}
STATES: dict[str, Sign] = {
    State.OPEN: ("doubtful", "requests", _("Waits for an answer")),
    State.WAITING: ("quiet", "waiting", _("Done by itself later")),
    State.TOLD: ("quiet", "waiting", _("The box is told")),
    State.DONE: ("good", "granted", _("Done")),
    State.REFUSED: ("quiet", "denied", _("Not done")),
    State.CLOSED: ("quiet", "revoked", _("Overtaken")),
    State.UNPROVEN: ("doubtful", "warning", _("Closed without the box's proof")),
}
LOST: dict[str, Any] = {
    Lost.LOST: _("It is lost: nobody knows where it is"),
    Lost.BROKEN: _("It is broken: what was on it can't be read"),
    Lost.REPLACED: _("It was replaced by another box"),
}
HOLDING: dict[str, Any] = {
    Holding.STAY: _("They live here: the law asks for the registration until they move out."),
    Holding.DECISION: _("Whether they may enter is not decided yet."),
    Holding.CASE: _("A case is open for which their entries were asked for."),
}
