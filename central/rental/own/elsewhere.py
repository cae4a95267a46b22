"""What is written of somebody outside their registration, found by the number of their document: cards that were shown
at the desk, entries of registers. Times are Unix ms, days ISO dates.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from central.rental.desk.tables import desk_card
from central.rental.housing.tables import building
from central.rental.own import visits
from central.rental.own.words import words_of
from central.rental.registers.checking import Entry
from central.rental.registers.comparing import entry_of
from central.rental.registers.tables import register_row
from central.rental.tables import registration, room, stay
from central.sealed.ring import ring


@dataclass(frozen=True)
class CardRow:
    """A card that was shown for a stay."""

    stay_id: int
    name: str
    number: str
    made_at: int


@dataclass(frozen=True)
class RegisterRow:
    """An entry of a register. said: None where it does not open here."""

    id: int
    room_id: int | None
    house: str
    room: str
    since: str | None
    until: str | None
    said: Entry | None


@dataclass(frozen=True)
class Elsewhere:
    """All of it; nothing where their document's number is not known."""

    cards: list[CardRow] = field(default_factory=list)
    entries: list[RegisterRow] = field(default_factory=list)


def elsewhere(session: Session, registration_id: int) -> Elsewhere:
    """What is written of this person, wherever they live or have lived."""
    number = words_of(session, registration_id)["number"]
    if not number:
        return Elsewhere()
    cards = ring().find(session, desk_card.c.number, number, lambda here: _rows(session, select(desk_card), here))
    entries = ring().find(session, register_row.c.number, number, lambda here: _rows(session, _ENTRIES, here))
    return Elsewhere([_card(row) for row in cards], [_entry(row) for row in entries])


def forget(session: Session, registration_id: int, today: str) -> None:
    """Delete the cards, the entries of where they lived and of what is over by `today`, and who was a guest.

    An entry by which they live somewhere else is kept: as there, the law asks for it.
    """
    visits.forget(session, registration_id, words_of(session, registration_id)["number"])
    found = elsewhere(session, registration_id)
    of_stays = [row.stay_id for row in found.cards]
    session.execute(delete(desk_card).where(desk_card.c.stay_id.in_(of_stays)))
    mine = select(stay.c.room_id).join(registration, registration.c.stay_id == stay.c.id)
    room_id = session.scalar(mine.where(registration.c.id == registration_id))
    theirs = register_row.c.id.in_([row.id for row in found.entries])
    gone = or_(register_row.c.room_id == room_id, register_row.c.until < today, register_row.c.room_id.is_(None))
    session.execute(delete(register_row).where(theirs, gone))


_ENTRIES = (
    select(
        *(register_row.c[name] for name in ("id", "room_id", "since", "until", "said")),
        room.c.name.label("room"),
        building.c.name.label("house"),
    )
    .outerjoin(room, room.c.id == register_row.c.room_id)
    .outerjoin(building, building.c.id == room.c.building_id)
    .order_by(register_row.c.id)
)


def _rows(session: Session, chosen: Any, here: Any) -> list[Any]:
    return list(session.execute(chosen.where(here)))


def _card(row: Any) -> CardRow:
    name, number = (ring().unseal(desk_card.c[each], row.stay_id, getattr(row, each)) for each in ("name", "number"))
    return CardRow(row.stay_id, name, number, row.made_at)


def _entry(row: Any) -> RegisterRow:
    said = entry_of(ring(), row.id, row.said)
    return RegisterRow(row.id, row.room_id, row.house or "", row.room or "", row.since, row.until, said)
