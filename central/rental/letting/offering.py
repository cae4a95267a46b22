"""Whether a room may be offered: it may be let, nothing in it or its house forbids that, and there is space in it.

What is asked here is asked while the room is held, so that an offer and a stay of one moment see each other.
"""

from datetime import date
from enum import StrEnum, unique
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from central.clock import service as clocks
from central.rental import days
from central.rental.housing import assigning, crowding, findings, hazards, settings
from central.rental.housing.hazards import Severity
from central.rental.housing.tables import hazard
from central.rental.rules import IN_FORCE, NotPossible
from central.rental.tables import room, stay


@unique
class Against(StrEnum):
    """Why a room may not be offered."""

    NOT_LET = "not-let"
    HAZARD = "hazard"
    UNMEASURED = "unmeasured"
    NO_SPACE = "no-space"


class NotOffered(NotPossible):
    """The room may not be offered."""

    def __init__(self, against: Against) -> None:
        super().__init__(f"the room may not be offered: {against}")
        self.against = against


FORBIDDING = sorted(code for code, item in hazards.ITEMS.items() if item.severity is Severity.CRITICAL)
"""What forbids letting while it is there: all that has to be put right within a day."""


def against(session: Session, room_id: int, free_from: date) -> Against | None:
    """Why the room may not be offered from that day on; None where it may."""
    row = session.execute(select(room).where(room.c.id == room_id)).one()
    if _has_hazard(session, row):
        return Against.HAZARD
    try:
        assigning.require_let(session, room_id)
    except assigning.NotLet:
        return Against.NOT_LET
    most = crowding.most(settings.load(session).standard, assigning.measures_of(row))
    if most is None:
        return Against.UNMEASURED
    return Against.NO_SPACE if _people(session, row, free_from) >= min(most, row.beds or 1) else None


def require(session: Session, room_id: int, free_from: date) -> None:
    """Raise NotOffered unless the room may be offered from that day on."""
    found = against(session, room_id, free_from)
    if found is not None:
        raise NotOffered(found)


def _has_hazard(session: Session, row: Any) -> bool:
    here = or_(hazard.c.room_id == row.id, hazard.c.room_id.is_(None))
    chosen = select(hazard.c.id).where(hazard.c.building_id == row.building_id, here, hazard.c.item.in_(FORBIDDING))
    return session.execute(chosen.where(findings.counts()).limit(1)).first() is not None


def _people(session: Session, row: Any, free_from: date) -> int:
    """Who is to live there on that day or after it; a room without beds that are counted is let as a whole."""
    begins = days.begins(free_from, clocks.office().zone)
    there = stay.c.room_id == row.id, stay.c.state.in_(IN_FORCE), stay.c.until > begins
    return int(session.execute(select(func.coalesce(func.sum(stay.c.places), 0)).where(*there)).scalar_one())
