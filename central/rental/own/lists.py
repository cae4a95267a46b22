"""The list of what people have asked about their own data. Names are masked on a page, and in no file."""

from collections.abc import Callable
from typing import Any, Final

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, func

from central.rental import asking, houses, names, room_lists
from central.rental.own import office
from central.rental.own.office import AskedRow
from central.rental.own.staff_words import FIELDS, KINDS, STATES
from central.rental.own.tables import own_request
from central.rental.scope import Scope
from central.rental.tables import registration, room
from central.rental.words import sign, word
from central.web import moments, purposes
from central.web.filters import one_of, words_in
from central.web.lists import Column, Listing


def _name(row: AskedRow) -> Any:
    if row.person is None:
        # Nobody's document was read: a landlord is called as they sign in, an agent as its licence says.
        return row.agent or room_lists.landlord_name(row.landlord_id or 0)
    return names.masked_name(row.name, row.registration_id, row.person) or _("Name not readable here")


def _what(row: AskedRow) -> str:
    said = str(word(KINDS, row.kind))
    return f"{said}: {word(FIELDS, row.field)}" if row.field else said


def _is(state: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: own_request.c.state == state


def _waits() -> ColumnElement[bool]:
    return office.waits(asking.now())


WAITS: Final = "office"
"""Those that the office has to do something about, whatever their state."""
_STATES = {code: (label, _is(code)) for code, (_tone, _icon, label) in STATES.items()}
ASKED: Final[Listing[AskedRow, Scope]] = Listing(
    "own-requests",
    _("Requests about one's own data"),
    (
        Column("name", _("Name"), _name, in_file=False),
        Column("house", _("House"), lambda row: houses.name(row.box_id)),
        Column("room", _("Room"), lambda row: row.room),
        Column("what", _("What is asked"), _what),
        Column("state", _("State"), lambda row: sign(STATES, row.state)[2]),
        Column("asked", _("Asked"), lambda row: moments.local(row.asked_at), own_request.c.asked_at),
        Column(
            "answered", _("Answered"), lambda row: None if row.answered_at is None else moments.local(row.answered_at)
        ),
    ),
    own_request.c.id,
    office.chosen,
    office.asked_rows,
    "-asked",
    (
        words_in("q", _("Room"), func.coalesce(room.c.name, ""), registration.c.room),
        one_of("state", _("State"), {WAITS: (_("Waits for the office"), _waits), **_STATES}),
    ),
    purposes.OF_PEOPLE,
)
