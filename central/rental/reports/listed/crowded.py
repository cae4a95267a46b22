"""Rooms in which more people live than may, by the standard that the office has chosen (housing/crowding.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, or_, select

from central import db
from central.place.choosing import in_place
from central.rental.housing import crowding, settings, words
from central.rental.housing.assigning import TooMany, measures_of
from central.rental.housing.crowding import Excess, Measures, Standard
from central.rental.housing.room_states import NEVER_LET
from central.rental.housing.tables import building, stay_exception
from central.rental.reports import where
from central.rental.reports.listed.registry import Listed
from central.rental.rules import StayState
from central.rental.scope import Scope
from central.rental.tables import room, stay
from central.web.filters import words_in
from central.web.lists import Column, Listing

_IS_FAMILY: Final = stay_exception.c.stay_id.is_not(None)
"""Somebody has said of a stay that its people have a legal duty to care for one another."""
_PEOPLE: Final = (
    select(
        stay.c.room_id,
        func.sum(stay.c.places).label("people"),
        func.sum(case((_IS_FAMILY, 0), else_=stay.c.places)).label("strangers"),
    )
    .outerjoin(stay_exception, stay_exception.c.stay_id == stay.c.id)
    .where(stay.c.state == StayState.RUNNING.value)
    .group_by(stay.c.room_id)
    .subquery("living")
)
"""How many live in each room in which anybody does, and how many of them are no such family."""


@dataclass(frozen=True)
class CrowdedRoom:
    """A room, how many live in it, and which limits of which standard that exceeds."""

    id: int
    house: str
    room: str
    people: int
    measures: Measures
    excesses: Sequence[Excess]
    standard: Standard

    @property
    def most(self) -> int:
        """How many may live there."""
        return min(each.most for each in self.excesses)


def condition() -> ColumnElement[bool]:
    """Whether too many live in a room."""
    return room.c.id.in_(select(room.c.id).join(_PEOPLE, _PEOPLE.c.room_id == room.c.id).where(_exceeds()))


def _exceeds() -> ColumnElement[bool]:
    """The limits of crowding.excesses_of, as a condition on rooms and those who live in them."""
    standard = settings.load(db.session()).standard
    people, strangers = (cast(_PEOPLE.c[name], Integer) for name in ("people", "strangers"))
    bedrooms = case((room.c.bedrooms < 1, 1), else_=room.c.bedrooms)
    return or_(
        room.c.use.in_([use.value for use in NEVER_LET]),
        people * standard.area > room.c.area,
        strangers > bedrooms * standard.per_bedroom,
    )


def chosen(scope: Scope) -> Select[Any]:
    """Every such room in scope, for a list."""
    measures = (room.c[name] for name in ("use", "area", "bedrooms"))
    named = select(
        room.c.id,
        building.c.name.label("house"),
        room.c.name.label("room"),
        _PEOPLE.c.people,
        _PEOPLE.c.strangers,
        *measures,
    )
    named = named.join(_PEOPLE, _PEOPLE.c.room_id == room.c.id).join(building, building.c.id == room.c.building_id)
    return named.where(_exceeds(), scope.rooms())


def rows_of(rows: Iterable[Any]) -> list[CrowdedRoom]:
    """Rows of the database as the page knows them."""
    standard = settings.load(db.session()).standard
    return [_row(row, standard) for row in rows]


def _row(row: Any, standard: Standard) -> CrowdedRoom:
    measures, people = measures_of(row), int(row.people)
    found = crowding.excesses_of(standard, measures, people, int(row.strangers))
    return CrowdedRoom(row.id, row.house, row.room, people, measures, found, standard)


def _rule(row: CrowdedRoom) -> Any:
    """What is exceeded, with the rule and where it comes from."""
    return words.refused(TooMany(row.excesses, row.standard, row.measures))


REPORT: Final = Listed(
    Listing[CrowdedRoom, Scope](
        "crowded",
        _("Over-full rooms"),
        (
            Column("house", _("House"), lambda row: row.house, building.c.name),
            Column("room", _("Room"), lambda row: row.room, room.c.name),
            Column("people", _("People"), lambda row: row.people, _PEOPLE.c.people),
            Column("most", _("May live there"), lambda row: row.most),
            Column("area", _("Area, m²"), lambda row: None if row.measures.area is None else row.measures.area / 10),
            Column("rule", _("Rule and where it comes from"), _rule),
        ),
        room.c.id,
        chosen,
        rows_of,
        "-people",
        (words_in("q", _("House"), building.c.name), in_place(where.within)),
    ),
    _("Rooms in which more people live now than the standard of crowding allows that the office has chosen."),
    lambda row: url_for("rental.room", room_id=row.id),
)
