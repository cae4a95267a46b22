"""What the pages read of requests: people who wait for a yes or a no, within a scope.

Plain rows come out; times are Unix ms. Names come out as they are kept: sealed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select
from sqlalchemy.orm import Session

from central.rental import rules
from central.rental.rules import TaskState
from central.rental.scope import Scope
from central.rental.tables import identity, registration, review_task, room, stay

_OLDEST_FIRST = (review_task.c.made_at, review_task.c.id)


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
    return task_rows(session.execute(_tasks(scope).where(_waits()).order_by(*_OLDEST_FIRST)))


def chosen(scope: Scope, *, is_answered: bool) -> Select[Any]:
    """What waits for somebody in scope to decide, or what somebody has decided, for a list."""
    return _tasks(scope).where(*_answered()) if is_answered else _tasks(scope).where(_waits())


def count_requests(session: Session, scope: Scope) -> int:
    """How many wait for somebody in scope."""
    return session.scalar(select(func.count()).select_from(_tasks(scope).where(_waits()).subquery())) or 0


def requests_about(session: Session, scope: Scope, people: Sequence[int]) -> dict[int, int]:
    """Person (row) → the request about them that waits for somebody in scope."""
    about = review_task.c.registration_id.in_(people)
    return {row.registration_id: row.id for row in task_rows(session.execute(_tasks(scope).where(_waits(), about)))}


def request_of(session: Session, scope: Scope, task_id: int) -> TaskRow | None:
    """One request, decided or not; None when there is none that somebody in scope may decide."""
    return next(iter(task_rows(session.execute(_tasks(scope).where(review_task.c.id == task_id)))), None)


def _waits() -> ColumnElement[bool]:
    return review_task.c.state == TaskState.OPEN.value


def _answered() -> Iterable[ColumnElement[bool]]:
    # Not by the states alone: the index of decided_at has these tasks in their order.
    return review_task.c.decided_at.is_not(None), review_task.c.state.not_in([TaskState.OPEN, TaskState.CLOSED])


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


def task_rows(rows: Iterable[Any]) -> list[TaskRow]:
    """Rows of the database as the pages know them."""
    return [TaskRow(row[0], row[1], tuple(row[2].split()), TaskState(row[3]), *row[4:]) for row in rows]
