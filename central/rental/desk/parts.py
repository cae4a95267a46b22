"""The parts of the board as conditions of the database (`rules.part_of`), for counts and lists."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from central.rental.desk.rules import LOOKED_FOR, Moment, Part, What
from central.rental.desk.tables import desk_act
from central.rental.housing import settings
from central.rental.rules import DAY, IN_FORCE, StayState
from central.rental.tables import registration, stay
from central.web import moments

_IN_FORCE = [state.value for state in IN_FORCE]
_CAME = [What.WALK_IN.value, What.CHECK_IN.value]


def present(session: Session) -> Moment:
    """Now, with what the office has chosen."""
    holds = settings.load(session)
    return Moment.of(moments.now(), moments.zone(), leave_by=holds.leave_by, no_show=holds.no_show)


def in_part(part: Part, at: Moment) -> ColumnElement[bool]:
    """Whether a stay belongs to a part of the board."""
    if part in (Part.ARRIVING, Part.NO_SHOW):
        since = at.now - (at.no_show if part is Part.ARRIVING else LOOKED_FOR)
        before = at.tomorrow if part is Part.ARRIVING else at.now - at.no_show + 1
        return and_(stay.c.state.in_(_IN_FORCE), stay.c.begin > since, stay.c.begin < before, ~has_come())
    # Most have lived there for long: of them nothing more is looked up.
    is_there = or_(stay.c.begin <= at.now - LOOKED_FOR, has_come())
    return and_(stay.c.state == StayState.RUNNING.value, _of_those_there(part, at), is_there)


def comes_later(at: Moment) -> ColumnElement[bool]:
    """Whether a stay begins on a later day, and nobody has come yet: whoever comes early is found so."""
    return and_(stay.c.state == StayState.PLANNED.value, stay.c.begin >= at.tomorrow, ~has_come())


def has_come() -> ColumnElement[bool]:
    """Whether somebody of a stay has registered, or was checked in."""
    registered = select(registration.c.id).where(registration.c.stay_id == stay.c.id)
    return or_(registered.correlate(stay).exists(), _done(*_CAME))


def is_late() -> ColumnElement[bool]:
    """Whether somebody has said on the last day of a stay that its people may leave later; of one that was made longer
    since, it was another day.
    """
    return _done(What.LATE.value, since=stay.c.until - DAY)


def _of_those_there(part: Part, at: Moment) -> ColumnElement[bool]:
    if part is Part.IN_HOUSE:
        return stay.c.until > at.tomorrow
    is_today = stay.c.until == at.tomorrow
    is_in_time: Any = is_today if at.now < at.leave_at else and_(is_today, is_late())
    return is_in_time if part is Part.LEAVING else and_(stay.c.until <= at.tomorrow, ~is_in_time)


def _done(*acts: str, since: Any = 0) -> ColumnElement[bool]:
    is_of_stay = desk_act.c.stay_id == stay.c.id, desk_act.c.undone_at.is_(None)
    chosen = *is_of_stay, desk_act.c.act.in_(acts), desk_act.c.at >= since
    return select(desk_act.c.id).where(*chosen).correlate(stay).exists()
