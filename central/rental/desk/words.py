"""What the codes of the front desk are called on a page."""

from typing import Any

from flask_babel import lazy_gettext as _

from central.rental.desk.queue import TicketState
from central.rental.desk.rules import Part, What
from central.rental.words import Sign

PARTS: dict[str, Sign] = {
    Part.ARRIVING: ("doubtful", "waiting", _("Arriving")),
    Part.OVERDUE: ("bad", "deadlines", _("Should have left")),
    Part.LEAVING: ("doubtful", "revoked", _("Leaving today")),
    Part.NO_SHOW: ("quiet", "unknown", _("Did not come")),
    Part.IN_HOUSE: ("good", "person", _("Live here")),
}
NOTHING: dict[str, Any] = {
    Part.ARRIVING: _("Nobody is awaited today."),
    Part.OVERDUE: _("Nobody is late."),
    Part.LEAVING: _("Nobody leaves today."),
    Part.NO_SHOW: _("Everybody has come."),
}
UNDONE: dict[str, Any] = {
    What.WALK_IN: _("Taken back: the stay is over, and its code void."),
    What.CHECK_IN: _("Taken back: they are awaited as before. A code that was given stays good."),
    What.CHECK_OUT: _("Taken back: the stay runs as before, and the door opens to its people again."),
    What.LATE: _("Taken back."),
}
TICKETS: dict[str, Sign] = {
    TicketState.WAITING: ("doubtful", "waiting", _("Waiting")),
    TicketState.CALLED: ("good", "granted", _("Called")),
    TicketState.SERVED: ("quiet", "granted", _("Served")),
    TicketState.MISSED: ("quiet", "unknown", _("Was not there")),
    TicketState.LAPSED: ("quiet", "revoked", _("The day was over")),
}
