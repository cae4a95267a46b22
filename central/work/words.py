"""What work items and what is done about them are called (lazy translations)."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _

from central.web import moments
from central.work.keeping import kinds_of
from central.work.rules import Event
from central.work.views import ItemRow

EVENTS: dict[str, Any] = {
    Event.OPENED: _("Opened, since it is so"),
    Event.ASSIGNED: _("Given to"),
    Event.COMMENTED: _("Said"),
    Event.CLOSED: _("Closed"),
    Event.OVER: _("Closed, since it is so no more"),
}
FORGOTTEN = _("forgotten, since its time is over")
BY_FACTS = _("central itself")


def kind(name: str) -> Any:
    """What a kind of work is called; its name where this version does not know it."""
    known = kinds_of(current_app).get(name)
    return known[0].title if known else name


def event(code: str) -> Any:
    """What was done."""
    return EVENTS.get(code, code)


def state(row: ItemRow) -> tuple[str, str, Any]:
    """How an item stands, as tone, icon and word."""
    if row.closed_at is not None:
        return ("quiet", "granted", _("Closed")) if row.closed_by else ("quiet", "granted", _("Over by itself"))
    if row.due_at is not None and row.due_at <= moments.now():
        return "bad", "warning", _("Overdue")
    return "doubtful", "waiting", _("To be done")
