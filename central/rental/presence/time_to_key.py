"""How long it takes from somebody's arrival until a door opens for them: a list that is sent up as a report."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, Select, and_, case, func, not_, select

from central import db
from central.edges import service as edges
from central.place.choosing import in_place
from central.rental.asking import scope
from central.rental.housing.tables import building
from central.rental.presence import spread
from central.rental.presence.kinds import DAY, HOUR
from central.rental.reports import where
from central.rental.reports.listed.registry import Listed
from central.rental.rules import StayState
from central.rental.scope import Scope
from central.rental.tables import registration, room, stay
from central.web import moments
from central.web.filters import from_day, one_of, to_day, words_in
from central.web.lists import Column, Listing

LOOKS_BACK: Final = 7
"""Days of which the figures above the list tell."""
_CAME: Final = case((stay.c.made_at > stay.c.begin, stay.c.made_at), else_=stay.c.begin)
"""When they could come in: from the first day on, once they were invited or checked in."""
_FIRST: Final = (
    select(func.min(edges.first_let_in(registration.c.box_id, registration.c.person, _CAME)))
    .where(registration.c.stay_id == stay.c.id)
    .correlate(stay)
    .scalar_subquery()
)
"""When a door opened for one of them first."""
_WAS: Final = (StayState.RUNNING.value, StayState.ENDED.value)


@dataclass(frozen=True)
class KeyTime:
    """A stay. came, opened: Unix ms; opened is None where no door has opened for them yet."""

    id: int
    house: str
    room: str
    came: int
    opened: int | None

    @property
    def hours(self) -> float | None:
        """How long it took."""
        return None if self.opened is None else round((self.opened - self.came) / HOUR, 1)


def chosen(scope: Scope) -> Select[Any]:
    """Every stay in scope that has begun, in a house with a box, for a list."""
    named = stay.c.id, building.c.name.label("house"), room.c.name.label("room")
    found = select(*named, _CAME.label("came")).join(room, room.c.id == stay.c.room_id)
    found = found.join(building, building.c.id == room.c.building_id)
    return found.where(stay.c.state.in_(_WAS), room.c.box_id.is_not(None), scope.stays())


def rows_of(rows: Iterable[Any]) -> list[KeyTime]:
    """Rows of the database as the page knows them."""
    found = list(rows)
    # Only of those that are shown: each is a look through somebody's entries.
    first = select(stay.c.id, _FIRST).where(stay.c.id.in_([row.id for row in found]))
    opened = dict(map(tuple, db.session().execute(first)))
    return [KeyTime(row.id, row.house, row.room, row.came, opened[row.id]) for row in found]


def _about() -> str:
    lately = chosen(scope()).where(stay.c.begin >= moments.now() - LOOKS_BACK * DAY)
    found = rows_of(db.session().execute(lately))
    took = sorted(row.opened - row.came for row in found if row.opened is not None)
    half, most = (format_decimal(round(spread.at(took, share) / HOUR, 1)) for share in (0.5, 0.9))
    return str(
        gettext(
            "From the moment somebody could come in – midnight of the first day, once they were invited or checked in –"
            " until a door first opened for one of them. Of the %(all)s stays that began in the last %(days)s days a"
            " door has opened for %(some)s: for half of these within %(half)s hours, for 9 in 10 within %(most)s.",
            all=format_decimal(len(found)),
            some=format_decimal(len(took)),
            days=LOOKS_BACK,
            half=half,
            most=most,
        )
    )


def _waits() -> ColumnElement[bool]:
    """Whoever was let in at all since then was so last, too: one row for each person tells it."""
    let_in = edges.last_seen().subquery("let_in")
    same = and_(let_in.c.box_id == registration.c.box_id, let_in.c.person == registration.c.person)
    theirs = select(registration.c.id).join(let_in, same).where(registration.c.stay_id == stay.c.id)
    return not_(theirs.where(let_in.c.at >= _CAME).correlate(stay).exists())


REPORT: Final = Listed(
    Listing[KeyTime, Scope](
        "time-to-key",
        _("From arrival to the key"),
        (
            Column("house", _("House"), lambda row: row.house, building.c.name),
            Column("room", _("Room"), lambda row: row.room, room.c.name),
            Column("came", _("Could come in"), lambda row: moments.local(row.came), stay.c.begin),
            Column("opened", _("A door opened"), lambda row: None if row.opened is None else moments.local(row.opened)),
            Column("hours", _("Hours"), lambda row: row.hours),
        ),
        stay.c.id,
        chosen,
        rows_of,
        "-came",
        (
            words_in("q", _("House"), building.c.name),
            in_place(where.within),
            one_of("opened", _("A door opened"), {"no": (_("Not yet"), _waits)}),
            from_day("from", _("First day"), stay.c.begin),
            to_day("to", _("Last day"), stay.c.begin),
        ),
    ),
    LazyString(_about),
    lambda row: url_for("stays.stay", stay_id=row.id),
)
