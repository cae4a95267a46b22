"""Places by a part of their name, found by the database: for names that are offered while somebody types."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from central.place.rules import Kind
from central.place.service import within
from central.place.tables import place
from central.web.choosing import APART
from central.web.grants import TOWN, Reach

_ABOVE = len(Kind) - 2
"""How many places another can lie in below the town."""


def named_like(session: Session, reach: Reach, typed: str, limit: int) -> list[str]:
    """Full names within reach (`naming.full_names`) that are meant by what is typed (`web.choosing.meant`), the first
    ones by name. A full name that was chosen finds itself first.
    """
    parts = [part.strip().lower() for part in typed.split("/") if part.strip()]
    if not parts:
        return []
    *others, last = parts
    above = [place.alias(f"above_{number}") for number in range(_ABOVE)]
    names: list[ColumnElement[Any]] = [*(_name_in(each, reach) for each in reversed(above)), place.c.name]
    full = names[0]
    for name in names[1:]:
        full = full + case((and_(full != "", name != ""), APART), else_="") + name
    chosen = select(full)
    for inner, outer in zip((place, *above), above, strict=False):
        chosen = chosen.outerjoin(outer, outer.c.id == inner.c.parent_id)
    held = (or_(*(_holds(name, part) for name in names)) for part in others)
    chosen = chosen.where(within(reach, place.c.id), _holds(names[-1], last), *held)
    is_it = func.lower(full) == typed.strip().lower()
    return list(session.scalars(chosen.order_by(is_it.desc(), full, place.c.id).limit(limit)))


def _name_in(table: Any, reach: Reach) -> ColumnElement[str]:
    """The name of a place that another lies in, where it is within reach and not the town; else nothing."""
    is_told = and_(table.c.id != TOWN, within(reach, table.c.id))
    return case((is_told, table.c.name), else_="")


def _holds(name: ColumnElement[str], part: str) -> ColumnElement[bool]:
    return func.lower(name).contains(part, autoescape=True)
