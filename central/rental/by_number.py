"""Finds people by the number of their document or phone: the whole of it, by its fingerprint."""

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from central.rental import registrants
from central.rental.registrants import PersonRow
from central.rental.scope import Scope
from central.rental.tables import identity, registration
from central.sealed import numbers
from central.sealed.ring import Ring

SHORTEST = 5
"""Signs of a number that can be somebody's."""
LONGEST = 40


def is_number(typed: str) -> bool:
    """Whether it can be a document's or a phone's number."""
    return len(typed) <= LONGEST and len(numbers.document(typed)) >= SHORTEST


def find(session: Session, ring: Ring, scope: Scope, typed: str) -> list[PersonRow]:
    """Everybody in scope who has registered with that number, those who registered first first. Raises KeyMissing."""

    def ask(here: ColumnElement[bool]) -> list[PersonRow]:
        having = select(identity.c.registration_id).where(here)
        return registrants.read(session, and_(scope.registrations(), registration.c.id.in_(having)))

    found = [ring.find(session, column, typed, ask) for column in (identity.c.number, identity.c.phone)]
    return list({row.id: row for rows in found for row in rows}.values())
