"""Choosing a place: a filter of lists, and a field of forms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement

from central import db
from central.place.naming import full_names
from central.place.rules import Kind
from central.place.service import PlaceRow, narrowed, places
from central.web.choosing import Choice, Choosing, Named
from central.web.grants import Reach
from central.web.lists import Filter
from central.web.visitor import reach


def init_app(app: Flask) -> None:
    """Let templates show the field (components/choice.html)."""
    app.jinja_env.globals.update(place_choice=choice)


def choice(rows: Sequence[PlaceRow], chosen: int | None) -> Choice:
    """The field among these places, each set in below the one it stands in."""
    return PLACE.choice(chosen, _named(rows))


def chosen_place(form: Mapping[str, str]) -> int:
    """The number of the place that a form names; 0 where it names none, or none alone."""
    return max(0, PLACE.chosen(form))


def in_place(at: Callable[[Reach], ColumnElement[bool]]) -> Filter:
    """What stands in the place that is chosen, nothing where that is not within one's own reach.

    at: the condition that a row is within a reach.
    """

    def condition(value: str) -> ColumnElement[bool] | None:
        number = _number(value)
        return at(narrowed(db.session(), reach(), number)) if number else None

    return Filter("place", _("Place"), condition, _options)


def _named(rows: Sequence[PlaceRow]) -> list[Named]:
    names = full_names(rows)
    return [Named(row.id, names[row.id], _set_in(row, rows[0].depth)) for row in rows]


def _set_in(row: PlaceRow, widest: int) -> str:
    return "\u2003" * (row.depth - widest) + (row.name or str(_("The whole town")))


PLACE: Final = Choosing("place", lambda: url_for("places.named"), lambda: _named(places(db.session(), reach())))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _options() -> list[tuple[str, Any]]:
    """Villages and grids; a building only where the address names it, since there may be thousands."""
    rows, chosen = places(db.session(), reach()), request.args.get("place")
    return [
        (str(row.id), _set_in(row, rows[0].depth))
        for row in rows
        if row.kind is not Kind.BUILDING or str(row.id) == chosen
    ]
