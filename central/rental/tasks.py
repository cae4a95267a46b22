"""What the pages read of requests: people who wait for a yes or a no, within a scope.

Plain rows come out; times are Unix ms. Names come out as they are kept: sealed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import Session

from central.keyset import Order, Page, Spot, page_of
from central.rental import rules
from central.rental.rules import TaskState
from central.rental.scope import Scope
from central.rental.tables import identity, registration, review_task, room, stay

_OLDEST_FIRST = Order([review_task.c.made_at, review_task.c.id])


@dataclass(frozen=True)
class TaskRow:
    """Somebody waits for a yes or a no. decided_…: None while they do."""

    id: int
    registration_id: int
    reasons: tuple[str, ...]
    state: TaskState
    made_at: int
    decided_at: int | None
    decided_by: str | None
    why: str | None
    box_id: int
    person: str
    name: str
    room: str | None
    asked_room: str


def requests(session: Session, scope: Scope) -> list[TaskRow]:
    """All that waits for somebody in scope to decide, the oldest first."""
    return _read(session.execute(_tasks(scope).where(_waits()).order_by(*_OLDEST_FIRST.keys)))


def page_of_requests(session: Session, scope: Scope, spot: Spot) -> Page[TaskRow]:
    """One page of the same."""
    return page_of(session, _tasks(scope).where(_waits()), _OLDEST_FIRST, spot, _read)


def count_requests(session: Session, scope: Scope) -> int:
    """How many wait for somebody in scope."""
    return session.scalar(select(func.count()).select_from(_tasks(scope).where(_waits()).subquery())) or 0


def requests_about(session: Session, scope: Scope, people: Sequence[int]) -> dict[int, int]:
    """Person (row) → the request about them that waits for somebody in scope."""
    about = review_task.c.registration_id.in_(people)
    return {row.registration_id: row.id for row in _read(session.execute(_tasks(scope).where(_waits(), about)))}


def request_of(session: Session, scope: Scope, task_id: int) -> TaskRow | None:
    """One request, decided or not; None when there is none that somebody in scope may decide."""
    return next(iter(_read(session.execute(_tasks(scope).where(review_task.c.id == task_id)))), None)


def decided(session: Session, scope: Scope, limit: int = 20) -> list[TaskRow]:
    """What was decided last, the newest first."""
    by_people = review_task.c.state.in_([TaskState.ACCEPTED.value, TaskState.REFUSED.value])
    newest = _tasks(scope).where(by_people).order_by(review_task.c.decided_at.desc(), review_task.c.id.desc())
    return _read(session.execute(newest.limit(limit)))


def _waits() -> ColumnElement[bool]:
    return review_task.c.state == TaskState.OPEN.value


def _tasks(scope: Scope) -> Select[Any]:
    columns = ("id", "registration_id", "reasons", "state", "made_at", "decided_at", "decided_by", "why")
    return (
        select(
            *(review_task.c[column] for column in columns),
            registration.c.box_id,
            registration.c.person,
            func.coalesce(identity.c.name, "").label("name"),
            room.c.name.label("room"),
            registration.c.room.label("asked_room"),
        )
        .join(registration, registration.c.id == review_task.c.registration_id)
        .outerjoin(identity, identity.c.registration_id == registration.c.id)
        .outerjoin(stay, stay.c.id == registration.c.stay_id)
        .outerjoin(room, room.c.id == stay.c.room_id)
        .where(scope.registrations(), _may_judge(scope))
    )


def _may_judge(scope: Scope) -> ColumnElement[bool]:
    """As `rules.is_for_landlord` says of the reasons, for lists: nothing is left when a landlord's are taken out."""
    if scope.is_office:
        return literal(True)
    apart = literal(" ") + func.replace(review_task.c.reasons, " ", "  ") + literal(" ")
    others = reduce(lambda left, reason: func.replace(left, f" {reason} ", ""), sorted(rules.FOR_LANDLORDS), apart)
    return and_(review_task.c.reasons != "", func.trim(others) == "")


def _read(rows: Iterable[Any]) -> list[TaskRow]:
    return [TaskRow(row[0], row[1], tuple(row[2].split()), TaskState(row[3]), *row[4:]) for row in rows]
