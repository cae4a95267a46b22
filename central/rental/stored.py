"""How many faces lie at the doors, what people said to which words, and whose documents have been kept long enough.

A face is counted by its person: whoever lives behind two doors is known at both by their document's number, and counts
once. Who has no document here counts once at each box.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, cast, func, or_, select, update
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental.own.tables import own_request
from central.rental.rules import RegistrationState, TaskState
from central.rental.tables import consent, enrolment, identity, registration, review_task
from central.sealed.columns import index_of, sealed_columns
from wire.kinds import Method

_ENDED = frozenset({RegistrationState.REFUSED, RegistrationState.REVOKED, RegistrationState.ERASED})
_LET_IN = frozenset({RegistrationState.GRANTED.value, RegistrationState.PROVISIONAL.value})
_BLANK: dict[str, Any] = {column.name: "" for column in sealed_columns(identity)}
_WORDLESS: dict[str, Any] = {column.name: "" for column in sealed_columns(own_request)}
_BLANK |= {index_of(column).name: None for column in sealed_columns(identity) if f"{column.name}_index" in identity.c}


def stored_faces(session: Session) -> int:
    """How many people's faces the boxes in use hold now, by their own words."""
    return _count_faces(session, enrolment.c.box_id.in_(edges.boxes_in_use()))


def faces_shut_out(session: Session) -> int:
    """How many people's faces lay in boxes that were shut out since: whether they lie there still nobody can tell."""
    return _count_faces(session, enrolment.c.box_id.not_in(edges.boxes_in_use()))


def _count_faces(session: Session, where: ColumnElement[bool]) -> int:
    same = and_(registration.c.box_id == enrolment.c.box_id, registration.c.person == enrolment.c.person)
    alone = cast(enrolment.c.box_id, String) + ":" + enrolment.c.person
    who = func.coalesce(identity.c.number_index, alone)
    counted = (
        select(func.count(who.distinct()))
        .select_from(enrolment)
        .outerjoin(registration, same)
        .outerjoin(identity, identity.c.registration_id == registration.c.id)
    )
    return session.scalar(counted.where(enrolment.c.reference_count > 0, where)) or 0


@dataclass(frozen=True)
class OnlyFace:
    """Somebody who is let in and has no other way than their face, by their box's own words. room: "" for none."""

    id: int
    box_id: int
    person: str
    room: str


def only_by_face(session: Session, boxes: Collection[int]) -> list[OnlyFace]:
    """Those at these boxes."""
    # Said to the database itself, and alone: an index of these few answers.
    alone = registration.c.ways == bindparam("alone", Method.FACE.value, literal_execute=True)
    columns = [registration.c[name] for name in OnlyFace.__dataclass_fields__]
    rows = session.execute(select(*columns, registration.c.state).where(alone)).all()
    return [OnlyFace(*row[:-1]) for row in rows if row.state in _LET_IN and row.box_id in boxes]


def forget_identities(session: Session, before: int, limit: int) -> int:
    """Blank what documents said of people whose registration was over before that moment; of how many people.

    With it goes what they wanted corrected, which holds the same; of landlords and agents, as long after the answer.
    That somebody was registered, when and at which door, stays: it names nobody any more. Of whoever still waits for an
    answer nothing goes.
    """
    old = list(session.scalars(select(identity.c.registration_id).where(_is_old(before)).limit(limit)))
    if old:
        session.execute(update(identity).where(identity.c.registration_id.in_(old)).values(_BLANK))
        session.execute(update(own_request).where(own_request.c.registration_id.in_(old)).values(_WORDLESS))
    asked = list(session.scalars(select(own_request.c.id).where(_is_old_ask(before)).limit(limit - len(old))))
    if asked:
        session.execute(update(own_request).where(own_request.c.id.in_(asked)).values(_WORDLESS))
    return len(old) + len(asked)


def count_old_identities(session: Session, before: int) -> int:
    """Of how many people there is still something that should be gone."""
    people = session.scalar(select(func.count()).select_from(identity).where(_is_old(before))) or 0
    return people + (session.scalar(select(func.count()).select_from(own_request).where(_is_old_ask(before))) or 0)


def _is_old_ask(before: int) -> ColumnElement[bool]:
    """Whether it holds words of a landlord or an agent, who was answered before that moment."""
    says = or_(*(column != "" for column in sealed_columns(own_request)))
    return and_(own_request.c.registration_id.is_(None), own_request.c.answered_at < before, says)


def _is_old(before: int) -> ColumnElement[bool]:
    ended = registration.c.state.in_([state.value for state in _ENDED]), registration.c.changed_at < before
    over = select(registration.c.id).where(*ended)
    asked = select(own_request.c.registration_id).where(or_(*(column != "" for column in sealed_columns(own_request))))
    says = or_(*(column != "" for column in sealed_columns(identity)), identity.c.registration_id.in_(asked))
    # Who waits for an answer to what they asked of their own data, or whose registration somebody has to decide on.
    asks = select(own_request.c.registration_id).where(own_request.c.answered_at.is_(None))
    # Landlords and agents ask, too: nobody is among no numbers and one that is unknown.
    asks = asks.where(own_request.c.registration_id.is_not(None))
    waits = select(review_task.c.registration_id).where(review_task.c.state == TaskState.OPEN.value)
    number = identity.c.registration_id
    return and_(number.in_(over), says, number.not_in(asks), number.not_in(waits))


def count_consents(session: Session) -> dict[tuple[str, bool], int]:
    """Digest of the words, yes or no → how many people at a box said so to them, and nothing else about it since."""
    later = consent.alias()
    since = later.c.box_id == consent.c.box_id, later.c.person == consent.c.person, later.c.purpose == consent.c.purpose
    newest = ~select(later.c.id).where(*since, later.c.id > consent.c.id).exists()
    counted = select(consent.c.digest, consent.c.given, func.count()).where(newest)
    return {(row[0], row[1]): row[2] for row in session.execute(counted.group_by(consent.c.digest, consent.c.given))}


def boxes_by_notice(session: Session) -> dict[str, int]:
    """Version of the notices → at how many boxes it was answered last."""
    last = select(func.max(consent.c.id).label("id")).group_by(consent.c.box_id).subquery()
    shown = select(consent.c.version, func.count()).join(last, last.c.id == consent.c.id)
    return {row[0]: row[1] for row in session.execute(shown.group_by(consent.c.version))}
