"""A filter of lists: what stands in a place, with all that lies in it."""

from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement

from central import db
from central.place.rules import Kind
from central.place.service import narrowed, places
from central.web.grants import Reach
from central.web.lists import Filter
from central.web.visitor import reach


def in_place(at: Callable[[Reach], ColumnElement[bool]]) -> Filter:
    """What stands in the place that is chosen, nothing where that is not within one's own reach.

    at: the condition that a row is within a reach.
    """

    def condition(value: str) -> ColumnElement[bool] | None:
        is_number = value.isascii() and value.isdigit() and len(value) <= 18
        return at(narrowed(db.session(), reach(), int(value))) if is_number else None

    return Filter("place", _("Place"), condition, _options)


def _options() -> list[tuple[str, Any]]:
    """Villages and grids; a building only where the address names it, since there may be thousands."""
    rows, chosen = places(db.session(), reach()), request.args.get("place")
    return [
        (str(row.id), "\u2003" * (row.depth - rows[0].depth) + (row.name or str(_("The whole town"))))
        for row in rows
        if row.kind is not Kind.BUILDING or str(row.id) == chosen
    ]
