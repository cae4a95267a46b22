"""What the pages read of people who have registered, and of what waits for a decision, within a scope.

Plain rows come out; times are Unix ms. Names and numbers come out as they are kept: sealed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from central.rental import rules
from central.rental.people import FACE
from central.rental.rules import Missing, RegistrationState, TaskState
from central.rental.scope import Scope
from central.rental.tables import consent, enrolment, identity, registration, review_task, room, stay, withdrawal


@dataclass(frozen=True)
class PersonRow:
    """Somebody who has registered. name, number: sealed, "" where there is none.

    references: how many of their face the box keeps. face_asked_at: when it was asked to erase them, and has not yet.
    """

    id: int
    box_id: int
    person: str
    stay_id: int | None
    room: str
    state: RegistrationState
    document: str
    way: str
    ways: tuple[str, ...]
    reasons: tuple[str, ...]
    photo: str | None
    liveness: str | None
    score: float | None
    threshold: float | None
    registered_at: int
    name: str
    number: str
    references: int
    has_consent: bool
    face_asked_at: int | None

    @property
    def missing(self) -> list[Missing]:
        """What the registration still lacks."""
        if self.state not in rules.OPEN:
            return []
        kept, agreed = self.references, self.has_consent
        return rules.missing(document=self.document, ways=self.ways, references=kept, has_consent=agreed)


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


def people(session: Session, scope: Scope, stay_id: int) -> list[PersonRow]:
    """Everybody who has registered for a stay, the first first."""
    return _people(session, and_(scope.registrations(), registration.c.stay_id == stay_id))


def person_of(session: Session, scope: Scope, registration_id: int) -> PersonRow | None:
    """One person; None when there is none in scope."""
    chosen = and_(scope.registrations(), registration.c.id == registration_id)
    return next(iter(_people(session, chosen)), None)


def requests(session: Session, scope: Scope) -> list[TaskRow]:
    """What waits for somebody in scope to decide, the oldest first."""
    rows = _tasks(session, scope, review_task.c.state == TaskState.OPEN.value, review_task.c.made_at)
    return [row for row in rows if scope.is_all or rules.is_for_landlord(row.reasons)]


def request_of(session: Session, scope: Scope, task_id: int) -> TaskRow | None:
    """One request, decided or not; None when there is none that somebody in scope may decide."""
    rows = _tasks(session, scope, review_task.c.id == task_id, review_task.c.made_at)
    return next((row for row in rows if scope.is_all or rules.is_for_landlord(row.reasons)), None)


def decided(session: Session, scope: Scope, limit: int = 20) -> list[TaskRow]:
    """What was decided last, the newest first."""
    by_people = review_task.c.state.in_([TaskState.ACCEPTED.value, TaskState.REFUSED.value])
    rows = _tasks(session, scope, by_people, review_task.c.decided_at.desc(), limit)
    return [row for row in rows if scope.is_all or rules.is_for_landlord(row.reasons)]


def _people(session: Session, chosen: ColumnElement[bool]) -> list[PersonRow]:
    told = consent.c.box_id == registration.c.box_id, consent.c.person == registration.c.person
    agreed = select(consent.c.id).where(*told, consent.c.purpose == "registration", consent.c.given).exists()
    asked = (
        select(func.max(withdrawal.c.asked_at))
        .where(withdrawal.c.registration_id == registration.c.id)
        .where(withdrawal.c.what == FACE, withdrawal.c.done_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(
            registration,
            func.coalesce(identity.c.name, "").label("name"),
            func.coalesce(identity.c.number, "").label("number"),
            func.coalesce(enrolment.c.reference_count, 0).label("references"),
            agreed.label("has_consent"),
            asked.label("face_asked_at"),
        )
        .outerjoin(identity, identity.c.registration_id == registration.c.id)
        .outerjoin(
            enrolment,
            and_(enrolment.c.box_id == registration.c.box_id, enrolment.c.person == registration.c.person),
        )
        .where(chosen)
        .order_by(registration.c.registered_at, registration.c.id)
    )
    return [_person(row) for row in session.execute(query).mappings()]


def _person(row: Any) -> PersonRow:
    values = {field: row[field] for field in PersonRow.__dataclass_fields__}
    lists = {field: tuple(row[field].split()) for field in ("ways", "reasons")}
    own = {"state": RegistrationState(row["state"]), "has_consent": bool(row["has_consent"])}
    return PersonRow(**(values | lists | own))


def _tasks(
    session: Session, scope: Scope, chosen: ColumnElement[bool], order: ColumnElement[Any], limit: int | None = None
) -> list[TaskRow]:
    columns = ("id", "registration_id", "reasons", "state", "made_at", "decided_at", "decided_by", "why")
    query = (
        select(
            *(review_task.c[column] for column in columns),
            registration.c.box_id,
            registration.c.person,
            func.coalesce(identity.c.name, ""),
            room.c.name,
            registration.c.room,
        )
        .join(registration, registration.c.id == review_task.c.registration_id)
        .outerjoin(identity, identity.c.registration_id == registration.c.id)
        .outerjoin(stay, stay.c.id == registration.c.stay_id)
        .outerjoin(room, room.c.id == stay.c.room_id)
        .where(scope.registrations(), chosen)
        .order_by(order)
        .limit(limit)
    )
    rows: Iterable[Any] = session.execute(query)
    return [TaskRow(row[0], row[1], tuple(row[2].split()), TaskState(row[3]), *row[4:]) for row in rows]
