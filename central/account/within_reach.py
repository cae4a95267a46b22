"""Which landlords somebody sees who looks after a part of the town, and for whom of them they may make a code.

A code opens an account with all that its owner has. So whoever makes one must reach all of that, not some of it.
"""

from collections.abc import Callable
from typing import Final

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, SelectBase, and_, or_, select, true
from sqlalchemy.orm import Session

from central.account.tables import staff, staff_grant
from central.place.service import within
from central.web.grants import Reach
from central.web.roles import Role
from central.web.visitor import present_visitor, reach

ADDERS: Final = (Role.OFFICE, Role.REGISTRAR)
"""Who lets landlords in."""

Owners = Callable[[Reach], tuple[SelectBase, SelectBase]]
"""The numbers of those who have a house or a room within a reach, and of those who have one beyond it; never NULL."""
_OWNERS: Final = "menlu-owners"


def init_app(app: Flask, owners: Owners) -> None:
    """owners: of the subject that knows whose houses and rooms are."""
    app.extensions[_OWNERS] = owners


def seen() -> ColumnElement[bool]:
    """Of rows of staff: landlords with something within the reach of who is looking, and those who have nothing yet and
    were added by them or by somebody who looks after a place within it.
    """
    theirs = reach()
    if theirs.is_town:
        return true()
    here, elsewhere = _owners()(theirs)
    # Few were added so: only for these is asked whether they have anything.
    is_new = and_(staff.c.id.in_(_added(theirs)), staff.c.id.not_in(elsewhere))
    return or_(staff.c.id.in_(here), is_new)


def lets_in() -> ColumnElement[bool]:
    """Of rows of staff: those of them who have nothing beyond it."""
    theirs = reach()
    return true() if theirs.is_town else and_(seen(), staff.c.id.not_in(_owners()(theirs)[1]))


def partly_here(session: Session) -> set[int]:
    """Numbers of landlords who have something within reach and something beyond it: another makes codes for them."""
    theirs = reach()
    if theirs.is_town:
        return set()
    here, elsewhere = _owners()(theirs)
    return set(session.scalars(select(staff.c.id).where(staff.c.id.in_(here), staff.c.id.in_(elsewhere))))


def _added(theirs: Reach) -> Select[tuple[int]]:
    colleague, held, made = staff.alias(), staff_grant.alias(), staff_grant.alias()
    near = select(colleague.c.name).join(held, held.c.staff_id == colleague.c.id)
    near = near.where(held.c.role.in_(ADDERS), within(theirs, held.c.place_id))
    by_them = or_(made.c.made_by == present_visitor().name, made.c.made_by.in_(near))
    return select(made.c.staff_id).where(made.c.role == Role.LANDLORD.value, by_them)


def _owners() -> Owners:
    known: Owners = current_app.extensions[_OWNERS]
    return known
