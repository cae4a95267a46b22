"""How a stay or a registration stands, as the duties ask for it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from central.rental import rules
from central.rental.housing import sites
from central.rental.reporting.duties import PersonFacts, StayFacts
from central.rental.rules import RegistrationState, StayState, TaskState
from central.rental.tables import consent, enrolment, registration, review_task, room, stay

BY_TIME = "calendar"
"""Who ends a stay whose day has come (`central.rental.stays`)."""
_KNOWN = frozenset({RegistrationState.PROVISIONAL, RegistrationState.GRANTED, RegistrationState.SUSPENDED})
_GONE = frozenset({RegistrationState.REVOKED, RegistrationState.ERASED})


@dataclass(frozen=True)
class Seat:
    """Where something lies, and who has to see to it, as clocks name them."""

    place_id: int
    owner: str


def of_stay(session: Session, stay_id: int, moved_at: int | None, *, ends_now: bool) -> tuple[StayFacts, Seat]:
    """A stay that is there."""
    columns = (
        stay.c.state,
        stay.c.begin,
        stay.c.until,
        stay.c.ended_by,
        room.c.box_id,
        room.c.building_id,
        room.c.landlord_id,
    )
    chosen = select(*columns).join(room, room.c.id == stay.c.room_id).where(stay.c.id == stay_id)
    row = session.execute(chosen).one()
    people = select(
        func.count().filter(_was_known()),
        func.count().filter(and_(_is(_KNOWN), registration.c.box_id == row.box_id)),
        func.count().filter(_is({RegistrationState.WAITING})),
    )
    once, now, waiting = session.execute(people.where(registration.c.stay_id == stay_id)).one()
    facts = StayFacts(
        StayState(row.state),
        row.begin,
        row.until,
        was_known=bool(once),
        is_known=bool(now),
        waits=bool(waiting),
        by_time=row.ended_by == BY_TIME,
        moved_at=moved_at,
        ends_now=ends_now,
    )
    return facts, _seat(session, row)


def of_person(session: Session, registration_id: int) -> tuple[PersonFacts, Seat]:
    """A registration that is there."""
    told = consent.c.box_id == registration.c.box_id, consent.c.person == registration.c.person
    agreed = select(consent.c.id).where(*told, consent.c.purpose == "registration", consent.c.given).exists()
    kept = and_(enrolment.c.box_id == registration.c.box_id, enrolment.c.person == registration.c.person)
    chosen = (
        select(
            registration, room.c.building_id, room.c.landlord_id, enrolment.c.reference_count, agreed.label("agreed")
        )
        .outerjoin(enrolment, kept)
        .outerjoin(stay, stay.c.id == registration.c.stay_id)
        .outerjoin(room, room.c.id == stay.c.room_id)
    )
    row = session.execute(chosen.where(registration.c.id == registration_id)).one()
    missing = rules.missing(
        document=row.document,
        ways=row.ways.split(),
        references=row.reference_count or 0,
        has_consent=bool(row.agreed),
    )
    return PersonFacts(RegistrationState(row.state), row.registered_at, missing), _seat(session, row)


def _was_known() -> ColumnElement[bool]:
    """Whether somebody is known, or was: who only ever waited for a yes, and is gone, never was."""
    asked = select(review_task.c.id).where(review_task.c.registration_id == registration.c.id).correlate(registration)
    accepted = asked.where(review_task.c.state == TaskState.ACCEPTED.value)
    return or_(_is(_KNOWN), and_(_is(_GONE), or_(~asked.exists(), accepted.exists())))


def _is(states: frozenset[RegistrationState] | set[RegistrationState]) -> ColumnElement[bool]:
    return registration.c.state.in_(sorted(state.value for state in states))


def _seat(session: Session, row: Any) -> Seat:
    owner = "" if row.landlord_id is None else f"landlord:{row.landlord_id}"
    return Seat(sites.of_room(session, row.box_id, row.building_id), owner)
