"""The list of who asked for whose entries, as pages and files show it."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_

from central import db
from central.account import service as account
from central.rental.scope import Scope
from central.rental.timeline import asks, words
from central.rental.timeline.asks import AskRow
from central.rental.timeline.rules import AskState
from central.rental.timeline.tables import timeline_ask
from central.web import moments, purposes
from central.web.filters import from_day, one_of, words_in
from central.web.lists import Column, Listing


def _name(number: int | None) -> str:
    return account.names(db.session(), {number or 0}).get(number or 0, "")


def _stands(state: AskState) -> Callable[[], ColumnElement[bool]]:
    lasts = timeline_ask.c.good_until
    return lambda: and_(timeline_ask.c.state == state.value, lasts > moments.now())


def _rows(rows: Any) -> list[AskRow]:
    return asks.ask_rows(rows, moments.now())


ASKS: Listing[AskRow, Scope] = Listing(
    "timelines",
    _("Asks for somebody's entries"),
    (
        Column("case", _("Case number"), lambda row: row.case_number, timeline_ask.c.case_number),
        Column("purpose", _("What for"), lambda row: purposes.OF_PEOPLE.get(row.purpose, row.purpose)),
        Column("state", _("State"), lambda row: words.STATES[row.state][2]),
        Column("asked", _("Asked"), lambda row: moments.local(row.asked_at), timeline_ask.c.asked_at),
        Column("by", _("By whom"), lambda row: _name(row.asked_by)),
        Column("answered", _("Answered by"), lambda row: _name(row.decided_by)),
    ),
    timeline_ask.c.id,
    asks.chosen,
    _rows,
    "-asked",
    (
        words_in("q", _("Case number"), timeline_ask.c.case_number),
        one_of(
            "state",
            _("State"),
            {state.value: (words.STATES[state][2], _stands(state)) for state in (AskState.ASKED, AskState.APPROVED)},
        ),
        from_day("from", _("Asked since"), timeline_ask.c.asked_at),
    ),
)
