"""What was asked for and could not be done at once is done as soon as it can: a proof arrives, a stay ends."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from central.audit import service as audit
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
    return any(session.execute(chosen.limit(1)).first() for chosen in (_due(), old))


def turn(session: Session, now: int) -> int:
    """Do what is due, some at a time; how much it was."""
    rows = session.execute(_due().limit(AT_ONCE)).all()
    for row in rows:
        _finish(session, row, now)
    access.forget_old(session, now=now)
    return len(rows)


def _due() -> Select[Any]:
    joined = select(own_request.c.id, own_request.c.kind, own_request.c.registration_id).join(registration)
    due = or_(
        and_(own_request.c.kind == Kind.FACE.value, ~_waits_for_proof()),
        and_(own_request.c.kind == Kind.ERASE.value, ~erasing.is_held()),
    )
    return joined.where(own_request.c.state == State.WAITING.value, due).order_by(own_request.c.id)


def _waits_for_proof() -> ColumnElement[bool]:
    asked = withdrawal.c.registration_id == own_request.c.registration_id, withdrawal.c.what == FACE
    return select(withdrawal.c.id).where(*asked, withdrawal.c.done_at.is_(None)).correlate(own_request).exists()


def _finish(session: Session, row: Any, now: int) -> None:
    held = session.execute(select(registration).where(registration.c.id == row.registration_id).with_for_update()).one()
    # Somebody may have been given a stay since it was looked at.
    if row.kind == Kind.ERASE.value and erasing.held_back(session, held.id):
        return
    if row.kind == Kind.ERASE.value:
        erasing.all_of_it(session, held, by=BY, now=now)
        others = own_request.c.registration_id == held.id, own_request.c.id != row.id
        asking.overtake(session, *others, now=now)
    asking.settle(session, row.id, State.DONE, by=BY, why="done", now=now)
    audit.note(session, act="own.done", of=f"own-request:{row.id}", by="central", detail={"kind": row.kind})
