"""What asks for somebody's entries are called (lazy translations)."""

from typing import Any

from flask_babel import lazy_gettext as _

from central.rental.timeline.rules import AskState

STATES: dict[str, tuple[str, str, Any]] = {
    AskState.ASKED: ("doubtful", "waiting", _("Waits for a second person")),
    AskState.APPROVED: ("good", "granted", _("May be looked at")),
    AskState.REFUSED: ("bad", "denied", _("Refused")),
    AskState.OVER: ("quiet", "revoked", _("Its time is over")),
}
BEHOLDEN = _(
    "One of you let the other in, or gave them a right, within the last 30 days: somebody else has to say yes."
)
MENU = _("Somebody's entries")
NEED = _("Timelines that wait for a second person")
