"""What scopes, events and states of deliveries are called on a page."""

from typing import Any

from flask_babel import lazy_gettext as _

from central.events.service import Kind
from central.rest.rules import Scope

SCOPES: dict[str, Any] = {
    Scope.PLACES_READ: _("Read the places"),
    Scope.OUTLINES_READ: _("Read where places lie"),
    Scope.BOXES_READ: _("Read boxes and doors"),
    Scope.ENTRIES_COUNT: _("Read how many passed, by hour"),
    Scope.ROOMS_READ: _("Read rooms"),
    Scope.STAYS_READ: _("Read stays"),
    Scope.STAYS_WRITE: _("Make and end stays"),
    Scope.REGISTRATIONS_READ: _("Read how registrations stand"),
    Scope.CLOCKS_READ: _("Read deadlines"),
    Scope.MATTERS_READ: _("Read what needs a look"),
    Scope.MATTERS_WRITE: _("Say that somebody has looked"),
}
KINDS: dict[str, Any] = {
    Kind.STAY_PLANNED: _("A stay was planned"),
    Kind.STAY_BEGUN: _("A stay has begun"),
    Kind.STAY_CHANGED: _("A stay's dates or room were changed"),
    Kind.STAY_ENDED: _("A stay has ended"),
    Kind.STAY_CANCELLED: _("A stay was cancelled"),
    Kind.REGISTRATION_GRANTED: _("Somebody who registered may enter"),
    Kind.REGISTRATION_REFUSED: _("Somebody who registered was refused"),
    Kind.REGISTRATION_REVOKED: _("A right to enter has ended"),
    Kind.MATTER_OPENED: _("Something needs a look"),
    Kind.CLOCK_BREACHED: _("A deadline has passed"),
}
FAILING = _("Webhooks that fail")
STATES: dict[str, tuple[str, str, Any]] = {
    "waiting": ("doubtful", "waiting", _("Waiting")),
    "done": ("good", "granted", _("Arrived")),
    "given-up": ("bad", "denied", _("Given up")),
}
"""State → tone, icon, word."""


def scope(code: str) -> Any:
    """What a token may do."""
    return SCOPES.get(code, code)


def kind(code: str) -> Any:
    """What happened."""
    return KINDS.get(code, code)


def state(code: str) -> tuple[str, str, Any]:
    """How far a delivery is."""
    return STATES.get(code) or ("doubtful", "unknown", code)
