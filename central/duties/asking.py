"""Who asks a page of the duties. They are the whole town's: who looks after a part of it sees none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

from flask import abort
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from central import db
from central.clock import service as clocks
from central.clock.service import Calendar
from central.duties.assessing import NotPossible, OwnAssessment
from central.web.flashes import not_done
from central.web.roles import Role
from central.web.visitor import present_visitor, reach

DOERS: Final = (Role.SYSTEM, Role.SECURITY, Role.OFFICE)
"""Who does what the law asks for."""
READERS: Final = (*DOERS, Role.AUDIT, Role.AUDITOR)

_Row = TypeVar("_Row")


def require_town() -> None:
    """403 for whoever looks after a part of the town only."""
    if not reach().is_town:
        abort(403)


def found(row: _Row | None) -> _Row:
    """The row; 404 where there is none."""
    if row is None:
        abort(404)
    return row


def by() -> str:
    """In whose name something is done."""
    return present_visitor().name


def calendar(session: Session) -> Calendar:
    """The town's."""
    return clocks.load(session, clocks.office())


@contextmanager
def acting() -> Iterator[Session]:
    """A session for changing things; who was slower is told that nothing was changed."""
    try:
        with db.database().writing() as session:
            yield session
    except OwnAssessment:
        not_done(_("Nothing was changed: somebody else approves what you have answered yourself."))
    except NotPossible:
        not_done(_("Nothing was changed: somebody has done something about it meanwhile. This is how it is now."))


Complaints = dict[str, Any]
"""Field → what is wrong with it (a lazy translation)."""
