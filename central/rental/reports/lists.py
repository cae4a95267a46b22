"""The lists that figures open to: what was counted, row by row."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, not_

from central import db
from central.place.choosing import in_place
from central.place.service import Kind, narrowed, places
from central.rental import asking
from central.rental.housing import words as housing_words
from central.rental.housing.tables import building
from central.rental.reports import subjects, where
from central.rental.reports.measures import MEASURES, Measure
from central.rental.reports.period import Period
from central.rental.reports.subjects import Row, Subject
from central.rental.scope import Scope
from central.rental.words import REGISTRATION_STATES, ROOM_STATES, STAY_STATES, sign, word
from central.web import moments, purposes
from central.web.filters import words_in
from central.web.grants import Reach
from central.web.lists import Column, Filter, Listing
from central.web.visitor import reach


def counted(code: str, period: Period) -> str:
    """What the address of a list says of the figure it opens from."""
    return f"{code}:{period.first}:{period.last}"


def read(value: str) -> tuple[Measure, Period] | None:
    """The same read; None where it can't be."""
    code, _, days = value.partition(":")
    first, _, last = days.partition(":")
    measure = MEASURES.get(code)
    return (measure, Period.read(first, last, asking.today())) if measure else None


def _of(value: str) -> ColumnElement[bool] | None:
    found = read(value)
    return found[0].holds(found[1]) if found else None


def _rest(value: str) -> ColumnElement[bool] | None:
    """In a place, and in none of its parts."""
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        return None
    rows = places(db.session(), reach())
    parts = [row.id for row in rows if row.parent_id == int(value) and row.kind is not Kind.BUILDING]
    here = where.within(narrowed(db.session(), reach(), int(value)))
    return here & not_(where.within(Reach(places=frozenset(parts))))


_STATES: Final[Mapping[Subject, Callable[[str], Any]]] = {
    subjects.HOUSES: lambda code: sign(housing_words.TIERS, code)[2],
    subjects.ROOMS: lambda code: sign(ROOM_STATES, code)[2],
    subjects.STAYS: lambda code: sign(STAY_STATES, code)[2],
    subjects.PEOPLE: lambda code: sign(REGISTRATION_STATES, code)[2],
    subjects.HAZARDS: housing_words.hazard_state,
    subjects.INSPECTIONS: lambda code: word(housing_words.PURPOSES, code),
    subjects.ENTRIES: lambda _code: "",
}


_MANY: Final = (subjects.STAYS, subjects.PEOPLE, subjects.ENTRIES)


@cache
def listing(subject: Subject) -> Listing[Row, Scope]:
    """The list of a kind of thing."""
    columns: Sequence[Column[Row]] = (
        Column("house", _("House"), lambda row: row.house, building.c.name),
        Column("room", _("Room"), lambda row: row.room or ""),
        Column("state", _("State"), lambda row: _STATES[subject](row.state)),
        Column("at", _("When"), lambda row: None if row.at is None else moments.local(row.at)),
        Column("number", _("Its number"), lambda row: row.id, subject.number, on_page=False),
    )
    filters = (
        words_in("q", _("House"), building.c.name),
        in_place(where.within),
        Filter("of", "", _of, kind="hidden"),
        Filter("rest", "", _rest, kind="hidden"),
    )
    asked = purposes.OF_PEOPLE if subject.tells_of_people else {}
    return Listing(
        "counted",
        _("What was counted"),
        columns,
        subject.number,
        subject.chosen,
        subjects.rows_of,
        # Of what is many, the newest: to sort all of a town's people by house takes longer than to read them.
        "-number" if subject in _MANY else "house",
        filters,
        asked,
    )
