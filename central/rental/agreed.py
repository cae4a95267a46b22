"""What people have agreed to, as the pages show it: the last word on each purpose, its way and time.

What was answered on a phone comes twice, from the phone and, once the person is at the door, from the box: the phone's
is shown, with the time it was answered at.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from central.rental.phone_tables import preparation, preparation_consent
from central.rental.preparations import BY
from central.rental.tables import consent, registration


@dataclass(frozen=True)
class ConsentRow:
    """A yes or a no to one purpose (registration: the notice was read). at: Unix ms."""

    purpose: str
    given: bool
    way: str
    at: int


def consents(session: Session, people: Collection[int]) -> dict[int, list[ConsentRow]]:
    """By person (row): one for each purpose they were asked about, that of the registration first."""
    on_phone = _on_phone(session, people)
    found: dict[int, dict[str, ConsentRow]] = {}
    for person, row in sorted(on_phone + _at_box(session, people), key=lambda each: each[1].at):
        is_repeated = row.way == BY and (person, row) not in on_phone
        if not is_repeated or row.purpose not in found.get(person, {}):
            found.setdefault(person, {})[row.purpose] = row
    return {person: sorted(rows.values(), key=lambda row: row.purpose, reverse=True) for person, rows in found.items()}


def _on_phone(session: Session, people: Collection[int]) -> list[tuple[int, ConsentRow]]:
    columns = [preparation_consent.c[field] for field in ConsentRow.__dataclass_fields__]
    chosen = select(preparation.c.registration_id, *columns).join_from(preparation, preparation_consent)
    rows = session.execute(chosen.where(preparation.c.registration_id.in_(people)))
    return [(int(row[0] or 0), ConsentRow(*row[1:])) for row in rows]


def _at_box(session: Session, people: Collection[int]) -> list[tuple[int, ConsentRow]]:
    same = and_(consent.c.box_id == registration.c.box_id, consent.c.person == registration.c.person)
    columns = [consent.c[field] for field in ConsentRow.__dataclass_fields__]
    chosen = select(registration.c.id, *columns).join_from(registration, consent, same)
    rows = session.execute(chosen.where(registration.c.id.in_(people)).order_by(consent.c.id))
    return [(row[0], ConsentRow(*row[1:])) for row in rows]
