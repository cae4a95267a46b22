"""What somebody's document says of them, opened for themselves, whoever has sealed it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental.own.rules import FIELDS
from central.rental.sealed_words import By, opened_words
from central.rental.tables import identity, registration
from central.sealed.ring import ring


def words_of(session: Session, registration_id: int) -> dict[str, str]:
    """Field → word; "" where there is none, or it does not open here."""
    chosen = select(identity, registration.c.person).join(registration)
    row = session.execute(chosen.where(identity.c.registration_id == registration_id)).one_or_none()
    if row is None:
        return dict.fromkeys(FIELDS, "")
    if row.sealed_by == By.CENTRAL.value:
        return {name: ring().unseal(identity.c[name], registration_id, getattr(row, name)) for name in FIELDS}
    return dict.fromkeys(FIELDS, "") | (opened_words(edges.sealing_key(), row) or {})
