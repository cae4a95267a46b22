"""Choosing a place: a filter of lists, and a field of forms.

The field is a plain choice where there are few places. Else a part of the name is typed, and the server finds what is
meant: one place is taken; of several, those are offered. A script offers names while somebody types.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from flask import Flask, g, request
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement

from central import db
from central.place.naming import full_names, meant
from central.place.rules import Kind
from central.place.service import PlaceRow, narrowed, places
from central.web.grants import Reach
from central.web.lists import Filter
from central.web.visitor import reach

FEW: Final = 60
"""Places of a plain choice; a page of more is long to load and to read."""
OFFERED: Final = 20
"""Of several that may be meant."""
_TYPED, _WAS, _FOUND = "place-typed", "place-was", "menlu_places_meant"


@dataclass(frozen=True)
class Choice:
    """What the field shows: rows of a plain choice, or what is typed and what may be meant by it (number, name).

    chosen: the number that holds while nothing else is typed; "" for none.
    """

    rows: Sequence[PlaceRow] = ()
    typed: str = ""
    offered: Sequence[tuple[int, str]] = ()
    chosen: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether all there are can be chosen from."""
        return bool(self.rows)


def init_app(app: Flask) -> None:
    """Let templates show the field (components/place.html)."""
    app.jinja_env.globals.update(place_choice=choice)


def choice(rows: Sequence[PlaceRow], chosen: int | None) -> Choice:
    """The field among these places, with the one that is chosen; as it was sent, where that could not be taken."""
    if len(rows) <= FEW:
        return Choice(rows)
    typed, found = cast(tuple[str, list[PlaceRow]], g.get(_FOUND, ("", [])))
    names = full_names(rows)
    if typed:
        return Choice((), typed, [(row.id, names[row.id]) for row in found[:OFFERED]])
    return Choice((), names.get(chosen or 0, ""), (), str(chosen or ""))


def chosen_place(form: Mapping[str, str]) -> int:
    """The number of the place that a form names; 0 where it names none, or none alone."""
    typed, number = form.get(_TYPED), _number(form.get("place", ""))
    if typed is None or (number and typed.strip() == form.get(_WAS, "").strip()):
        return number
    found = meant(places(db.session(), reach()), typed)
    if len(found) == 1:
        return found[0].id
    setattr(g, _FOUND, (typed.strip(), found))
    return 0


def names_like(typed: str) -> list[str]:
    """Full names within one's reach that may be meant."""
    rows = places(db.session(), reach())
    names = full_names(rows)
    return [names[row.id] for row in meant(rows, typed)[:OFFERED]]


def in_place(at: Callable[[Reach], ColumnElement[bool]]) -> Filter:
    """What stands in the place that is chosen, nothing where that is not within one's own reach.

    at: the condition that a row is within a reach.
    """

    def condition(value: str) -> ColumnElement[bool] | None:
        number = _number(value)
        return at(narrowed(db.session(), reach(), number)) if number else None

    return Filter("place", _("Place"), condition, _options)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0


def _options() -> list[tuple[str, Any]]:
    """Villages and grids; a building only where the address names it, since there may be thousands."""
    rows, chosen = places(db.session(), reach()), request.args.get("place")
    return [
        (str(row.id), "\u2003" * (row.depth - rows[0].depth) + (row.name or str(_("The whole town"))))
        for row in rows
        if row.kind is not Kind.BUILDING or str(row.id) == chosen
    ]
