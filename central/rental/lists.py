"""The lists of stays as pages and files show them: those in force, and those that are over."""

from collections.abc import Callable, Sequence
from typing import Final

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, true

from central import db
from central.place.choosing import in_place
from central.rental import views, words
from central.rental.desk import parts
from central.rental.desk import words as desk_words
from central.rental.desk.rules import Part
from central.rental.rules import DAY, StayState
from central.rental.scope import Scope
from central.rental.tables import room, stay
from central.rental.views import StayRow
from central.web import moments
from central.web.filters import hidden_number, one_of, words_in
from central.web.grants import Reach
from central.web.lists import Column, Filter, Listing

SOON: Final = 7 * DAY
"""ms: a stay that ends within a week needs a word with its people."""

_COLUMNS: Sequence[Column[StayRow]] = (
    Column("room", _("Room"), lambda row: row.room, room.c.name),
    Column("first", _("First day"), lambda row: moments.local(row.begin), stay.c.begin),
    Column("last", _("Last day"), lambda row: moments.local(row.until - 1), stay.c.until),
    Column("state", _("State"), lambda row: words.stay_state(row.state), stay.c.state),
    Column("registered", _("People"), lambda row: row.registered),
    Column("places", _("How many people?"), lambda row: row.places, on_page=False),
)
_ROOM: Sequence[Filter] = (words_in("q", _("Room"), room.c.name), hidden_number("room", stay.c.room_id))


def _ends_soon() -> Filter:
    ending = lambda: and_(stay.c.state == StayState.RUNNING.value, stay.c.until < moments.now() + SOON)  # noqa: E731
    return one_of("ends", _("Ends"), {"week": (_("within a week"), ending)})


def _at_desk() -> Filter:
    def here(part: Part) -> Callable[[], ColumnElement[bool]]:
        return lambda: parts.in_part(part, parts.present(db.session()))

    standing = {part.value: (desk_words.PARTS[part][2], here(part)) for part in Part}
    later = lambda: parts.comes_later(parts.present(db.session()))  # noqa: E731
    return one_of("desk", _("Front desk"), {**standing, "later": (_("Comes later"), later)})


def _in_reach(reach: Reach) -> ColumnElement[bool]:
    return Scope("", reach).rooms()


def _registered() -> Filter:
    return one_of("people", _("People"), {"none": (_("nobody has registered"), views.nobody_registered)})


STAYS: Listing[StayRow, Scope] = Listing(
    "stays",
    _("Stays"),
    _COLUMNS,
    stay.c.id,
    lambda scope: views.stays_chosen(scope, over=False),
    views.stay_rows,
    "last",
    (*_ROOM, _ends_soon(), _registered(), _at_desk(), in_place(_in_reach)),
)
PAST_STAYS: Listing[StayRow, Scope] = Listing(
    "past-stays",
    _("Earlier stays"),
    _COLUMNS,
    stay.c.id,
    lambda scope: views.stays_chosen(scope, over=True),
    views.stay_rows,
    "-last",
    (*_ROOM, Filter("over", "", lambda _value: true(), kind="hidden")),
)
