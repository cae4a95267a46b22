"""The list of guests, as a page and files show it. Names are masked on a page, and in no file."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_

from central.rental import houses
from central.rental.guests import rules, views
from central.rental.guests.rules import Kind
from central.rental.guests.tables import guest
from central.rental.guests.views import GuestRow
from central.rental.guests.words import KINDS, STATES
from central.rental.scope import Scope
from central.rental.tables import room
from central.rental.words import sign, word
from central.sealed.ring import ring
from central.web import moments, purposes
from central.web.filters import hidden_number, one_of, words_in
from central.web.lists import Column, Listing


def _name(row: GuestRow) -> Any:
    return views.masked_name(ring(), row) or (_("Name not readable here") if row.name else _("Name erased"))


def _is(state: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: guest.c.state == state


def _in_force() -> ColumnElement[bool]:
    return guest.c.state.in_(rules.IN_FORCE)


def _of_kind(kind: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: guest.c.kind == kind


def unregistered() -> ColumnElement[bool]:
    """Relatives who are there longer than is free, or will be, and have not registered."""
    long = guest.c.kind == Kind.RELATIVE.value, guest.c.until - guest.c.begin > rules.FREE_FOR
    return and_(_in_force(), *long, guest.c.registered_at.is_(None))


_STATES = {code: (label, _is(code)) for code, (_tone, _icon, label) in STATES.items()}
GUESTS: Final[Listing[GuestRow, Scope]] = Listing(
    "guests",
    _("Guests"),
    (
        Column("name", _("Name"), _name, in_file=False),
        Column("kind", _("Kind of guest"), lambda row: word(KINDS, row.kind), guest.c.kind),
        Column("house", _("House"), lambda row: houses.name(row.box_id)),
        Column("room", _("Room"), lambda row: row.room, room.c.name),
        Column("begin", _("From"), lambda row: moments.local(row.begin), guest.c.begin),
        Column("until", _("Until"), lambda row: moments.local(row.leaves_at), guest.c.until),
        Column("state", _("State"), lambda row: sign(STATES, row.state)[2], guest.c.state),
    ),
    guest.c.id,
    views.chosen,
    views.guest_rows,
    "-begin",
    (
        words_in("q", _("Room"), room.c.name),
        one_of("kind", _("Kind of guest"), {code: (label, _of_kind(code)) for code, label in KINDS.items()}),
        one_of("state", _("State"), {"now": (_("There or expected"), _in_force), **_STATES}),
        one_of("registered", _("Whether they registered"), {"missing": (_("has to register"), unregistered)}),
        hidden_number("stay", guest.c.stay_id),
    ),
    purposes.OF_PEOPLE,
)
