"""What was asked for and could not be done at once is done as soon as it can: a stay ends, a proof arrives.

An erasure is done when the box has proven its part, not before: an offline box is told, and proves it when it is back,
also one that somebody has taken for lost.
Each is one transaction.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.rental.own import access, asking, erasing
from central.rental.own.rules import Kind, State
from central.rental.own.tables import own_access, own_request
from central.rental.people import FACE
from central.rental.tables import registration, withdrawal

BY = "calendar"
AT_ONCE = 20


def is_due(session: Session, now: int) -> bool:
    """Whether there is something to do."""
    old = select(own_access.c.registration_id).where(own_access.c.until <= now)
    return any(session.execute(chosen.limit(1)).first() for chosen in (_due(now), old))


def turn(database: Database, now: int) -> int:
    """Do what is due, some at a time; how much it was."""
    with database.reading() as session:
        rows = session.execute(_due(now).limit(AT_ONCE)).all()
    for row in rows:
        with database.writing() as session:
            _go_on(session, row, now)
    with database.writing() as session:
        access.forget_old(session, now=now)
    return len(rows)


def _due(now: int) -> Select[Any]:
    joined = select(own_request.c.id, own_request.c.registration_id).join(registration)
    held = or_(*erasing.holds_at(now).values())
    return joined.where(_waits(), or_(_is_proven(), and_(_is_to_be_told(), ~held))).order_by(own_request.c.id)


def _waits() -> ColumnElement[bool]:
    return own_request.c.state.in_([State.WAITING.value, State.TOLD.value, State.UNPROVEN.value])


def _is_to_be_told() -> ColumnElement[bool]:
    return and_(own_request.c.kind == Kind.ERASE.value, own_request.c.state == State.WAITING.value)


def _is_proven() -> ColumnElement[bool]:
    """The face alone is asked for at once; of all of it nothing more is to be proven once it was."""
    asked = withdrawal.c.registration_id == own_request.c.registration_id, withdrawal.c.done_at.is_(None)
    unproven = select(withdrawal.c.id).where(*asked).correlate(own_request)
    face = own_request.c.kind == Kind.FACE.value, ~unproven.where(withdrawal.c.what == FACE).exists()
    return or_(and_(*face), and_(own_request.c.kind == Kind.ERASE.value, ~_is_to_be_told(), ~unproven.exists()))


def _go_on(session: Session, row: Any, now: int) -> None:
    held, mine = asking.hold(session, row.registration_id), own_request.c.id == row.id
    # Somebody may have been given a stay since it was looked at.
    if session.scalar(select(own_request.c.id).where(mine, _is_to_be_told())) is not None:
        if erasing.held_back(session, held.id, now):
            return
        _tell(session, held, row.id, now)
    kind = session.scalar(select(own_request.c.kind).where(mine, _waits(), _is_proven()))
    if kind is not None:
        asking.settle(session, row.id, State.DONE, by=BY, why="done", now=now)
        audit.note(session, act="own.done", of=f"own-request:{row.id}", by="central", detail={"kind": kind})


def _tell(session: Session, held: Any, request_id: int, now: int) -> None:
    erasing.all_of_it(session, held, by=BY, now=now)
    others = own_request.c.registration_id == held.id, own_request.c.id != request_id
    asking.overtake(session, *others, now=now)
    asking.tell(session, request_id, by=BY, now=now)
    audit.note(session, act="own.told", of=f"own-request:{request_id}", by="central")
