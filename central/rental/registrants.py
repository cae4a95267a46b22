"""What the pages read of people who have registered, within a scope.

Plain rows come out; times are Unix ms. Names and numbers come out as they are kept: sealed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from central.rental import days, rules
from central.rental.people import FACE
from central.rental.reporting import permits
from central.rental.reporting.permits import Permit
from central.rental.rules import Missing, RegistrationState, StayState
from central.rental.scope import Scope
from central.rental.tables import consent, enrolment, identity, registration, room, stay, withdrawal


@dataclass(frozen=True)
class PersonRow:
    """Somebody who has registered. name, number, phone: sealed, "" where there is none. phone_of: what the box has
    bound the phone number to, where it is not the person.

    references: how many of their face the box keeps. face_asked_at: when it was asked to erase them, and has not yet.
    face_erased_within: how long it took, ms, the last time it was asked; None when it never was, or has not done it.
    changed_by: who changed the state last, None before anybody has.
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
    phone: str
    phone_of: str | None
    references: int
    has_consent: bool
    face_asked_at: int | None
    face_erased_within: int | None
    changed_at: int
    changed_by: str | None

    @property
    def missing(self) -> list[Missing]:
        """What the registration still lacks."""
        if self.state not in rules.OPEN:
            return []
        kept, agreed = self.references, self.has_consent
        return rules.missing(document=self.document, ways=self.ways, references=kept, has_consent=agreed)


@dataclass(frozen=True)
class RegistrationRow:
    """That somebody has registered at a door, and how it stands: no name, no number, no way to open."""

    id: int
    box_id: int
    stay_id: int | None
    state: RegistrationState
    registered_at: int
    changed_at: int


@dataclass(frozen=True)
class RegisteredRow:
    """Somebody who has registered, for a list. name: sealed, "" where there is none. room: of the stay, or what they
    said at the door.
    """

    id: int
    box_id: int
    person: str
    room: str
    state: RegistrationState
    document: str
    registered_at: int
    changed_at: int
    name: str


def chosen(scope: Scope) -> Select[Any]:
    """Everybody in scope who has registered, also where that is over, for a list."""
    return (
        select(
            *(registration.c[name] for name in ("id", "box_id", "person")),
            func.coalesce(room.c.name, registration.c.room),
            *(registration.c[name] for name in ("state", "document", "registered_at", "changed_at")),
            func.coalesce(identity.c.name, ""),
        )
        .outerjoin(identity, identity.c.registration_id == registration.c.id)
        .outerjoin(stay, stay.c.id == registration.c.stay_id)
        .outerjoin(room, room.c.id == stay.c.room_id)
        .where(scope.registrations())
    )


def permit_of(person: PersonRow, until: int | None, zone: ZoneInfo) -> Permit | None:
    """From when somebody may ask for a residence permit; None where they may not. until: when their stay ends."""
    if until is None or person.state not in rules.OPEN:
        return None
    return permits.permit(person.document, days.day_of(person.registered_at, zone), days.last_day(until, zone))


def may_ask_for_a_permit(today: date, zone: ZoneInfo) -> ColumnElement[bool]:
    """Whether somebody has registered so long ago that they hear of the residence permit now, and stays on."""
    first, last = permits.heard_of(today)
    since = registration.c.registered_at
    return and_(
        registration.c.state == RegistrationState.GRANTED.value,
        registration.c.document == permits.OF_RESIDENTS,
        since >= days.begins(first, zone),
        since < days.ends(last, zone),
        stay.c.state == StayState.RUNNING.value,
    )


def count_permits(session: Session, scope: Scope, today: date, zone: ZoneInfo) -> int:
    """How many people in scope these are."""
    query = select(func.count()).select_from(registration).join(stay, stay.c.id == registration.c.stay_id)
    query = query.join(room, room.c.id == stay.c.room_id)
    return session.scalar(query.where(scope.registrations(), may_ask_for_a_permit(today, zone))) or 0


def registered_rows(rows: Iterable[Any]) -> list[RegisteredRow]:
    """Rows of the database as the pages know them."""
    read = (RegisteredRow(*row) for row in rows)
    return [replace(row, state=RegistrationState(row.state)) for row in read]


def registrations_after(session: Session, scope: Scope, after: int, limit: int) -> list[RegistrationRow]:
    """Registrations in scope behind a number, in the order of their numbers, those that are over too."""
    return _registrations(session, and_(scope.registrations(), registration.c.id > after), limit)


def registration_of(session: Session, scope: Scope, registration_id: int) -> RegistrationRow | None:
    """One registration; None when there is none in scope."""
    return next(
        iter(_registrations(session, and_(scope.registrations(), registration.c.id == registration_id), 1)), None
    )


def _registrations(session: Session, chosen: ColumnElement[bool], limit: int) -> list[RegistrationRow]:
    columns = (registration.c[name] for name in RegistrationRow.__dataclass_fields__)
    query = select(*columns).where(chosen).order_by(registration.c.id).limit(limit)
    rows = session.execute(query).mappings()
    return [RegistrationRow(**{**row, "state": RegistrationState(row["state"])}) for row in rows]


def people(session: Session, scope: Scope, stay_id: int) -> list[PersonRow]:
    """Everybody who has registered for a stay, the first first."""
    return read(session, and_(scope.registrations(), registration.c.stay_id == stay_id))


def person_of(session: Session, scope: Scope, registration_id: int) -> PersonRow | None:
    """One person; None when there is none in scope."""
    chosen = and_(scope.registrations(), registration.c.id == registration_id)
    return next(iter(read(session, chosen)), None)


def read(session: Session, chosen: ColumnElement[bool]) -> list[PersonRow]:
    """The people for whom a condition holds, those who registered first first."""
    told = consent.c.box_id == registration.c.box_id, consent.c.person == registration.c.person
    agreed = select(consent.c.id).where(*told, consent.c.purpose == "registration", consent.c.given).exists()
    of_face = withdrawal.c.registration_id == registration.c.id, withdrawal.c.what == FACE
    asked = select(func.max(withdrawal.c.asked_at)).where(*of_face, withdrawal.c.done_at.is_(None)).scalar_subquery()
    took = select(withdrawal.c.done_at - withdrawal.c.asked_at).where(*of_face, withdrawal.c.done_at.is_not(None))
    within = took.order_by(withdrawal.c.id.desc()).limit(1).scalar_subquery()
    query = (
        select(
            registration,
            func.coalesce(identity.c.name, "").label("name"),
            func.coalesce(identity.c.number, "").label("number"),
            func.coalesce(identity.c.phone, "").label("phone"),
            identity.c.phone_of,
            func.coalesce(enrolment.c.reference_count, 0).label("references"),
            agreed.label("has_consent"),
            asked.label("face_asked_at"),
            within.label("face_erased_within"),
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
