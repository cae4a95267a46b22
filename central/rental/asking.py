"""Who asks a page of rental housing, in the town's zone; what is not theirs is not there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import abort, current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from central import db
from central.rental import days
from central.rental.housing.words import refused
from central.rental.registrants import PersonRow, permit_of
from central.rental.reporting.permits import Permit
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope
from central.rental.views import StayRow
from central.web.flashes import not_done
from central.web.roles import Role
from central.web.visitor import present_visitor, reach

WRITERS: Final = (Role.OFFICE, Role.REGISTRAR, Role.LANDLORD)
"""Who makes and changes stays, and decides about people."""
READERS: Final = (*WRITERS, Role.SQUAD_LEADER, Role.AUDITOR)
HOUSE_READERS: Final = (*READERS, Role.GRID_WORKER)
"""Who sees houses and what is wrong in them; of the people and stays in a house a grid worker sees counts alone."""

_Row = TypeVar("_Row")


def scope() -> Scope:
    """As far as who is looking reaches on this page."""
    return Scope(present_visitor().name, reach())


def found(row: _Row | None) -> _Row:
    """The row; 404 where there is none, or it is somebody else's."""
    if row is None:
        abort(404)
    return row


@contextmanager
def acting() -> Iterator[Session]:
    """A session for changing things; 404 for what is not there."""
    try:
        with db.database().writing() as session:
            yield session
    except NotThere:
        abort(404)


def permit(person: PersonRow, stay: StayRow | None) -> Permit | None:
    """From when somebody who has registered may ask for a residence permit; None where they may not."""
    return permit_of(person, stay.until if stay else None, zone())


def say_too_late() -> None:
    """Somebody else was quicker, or the calendar."""
    not_done(_("Nothing was changed: somebody has done something about it meanwhile. This is how it is now."))


def say_why_not(error: NotPossible | None) -> None:
    """Why a room can't be given to somebody, with the numbers; else that somebody was quicker."""
    why = refused(error) if error else ""
    not_done(why) if why else say_too_late()


def now() -> int:
    """Unix ms."""
    return time.time_ns() // 1_000_000


def zone() -> ZoneInfo:
    """The town's."""
    return cast(ZoneInfo, current_app.extensions["menlu-zone"])


def today() -> date:
    """On the town's calendar."""
    return days.day_of(now(), zone())
