"""Guests in what is kept of somebody: those who came to them, and where they themselves were a guest.

Nobody notes whose guest somebody is where several people live in a room: then none of them reads the name in full. The
number of a guest's document is the guest's own. Times are Unix ms.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from central.edges import service as edges
from central.rental import masks
from central.rental.guests import rules
from central.rental.guests.rules import GuestState, Kind
from central.rental.guests.tables import guest
from central.rental.rules import RegistrationState
from central.rental.tables import registration, room, stay
from central.sealed.columns import index_of, sealed_columns
from central.sealed.ring import ring


@dataclass(frozen=True)
class GuestRow:
    """Somebody who came, or is to come. name: "" where it is erased; masked where it may be another's guest."""

    name: str
    kind: Kind
    relation: str
    state: GuestState
    begin: int
    until: int


@dataclass(frozen=True)
class VisitRow(GuestRow):
    """Where they themselves are or were a guest. number: of their document, as it was noted there."""

    house: str
    room: str
    number: str


@dataclass(frozen=True)
class Visits:
    """Both, the first to come first. is_shared: others live in the room, too, so that names are masked."""

    guests: list[GuestRow] = field(default_factory=list)
    paid: list[VisitRow] = field(default_factory=list)
    is_shared: bool = False


def visits_of(session: Session, registration_id: int, number: str) -> Visits:
    """What is kept of them. number: of their document; "" where it is not known."""
    is_shared = session.scalar(select(registration.c.id).where(_others(registration_id)).limit(1)) is not None
    guests = session.execute(_ROWS.where(guest.c.stay_id == _stay_of(registration_id))).all()
    paid = _by_number(session, number)
    return Visits(
        [_guest(row, is_shared=is_shared) for row in guests], [_visit(session, row) for row in paid], is_shared
    )


def forget(session: Session, registration_id: int, number: str) -> None:
    """Erase who was a guest of theirs, unless somebody else of the stay is kept; and who they were where they were a
    guest. Visits that go on are kept until they are over: whoever lets them in answers for them there.
    """
    over = guest.c.state.not_in(rules.IN_FORCE)
    others = _others(registration_id), registration.c.state != RegistrationState.ERASED.value
    if session.scalar(select(registration.c.id).where(*others).limit(1)) is None:
        _empty(session, and_(guest.c.stay_id == _stay_of(registration_id), over))
    _empty(session, and_(guest.c.id.in_([row.id for row in _by_number(session, number)]), over))


_ROWS = (
    select(
        *(guest.c[name] for name in ("id", "name", "number", "kind", "relation", "state", "begin", "until")),
        room.c.name.label("room"),
        room.c.box_id,
    )
    .join(stay, stay.c.id == guest.c.stay_id)
    .join(room, room.c.id == stay.c.room_id)
    .order_by(guest.c.begin, guest.c.id)
)


def _stay_of(registration_id: int) -> Any:
    return select(registration.c.stay_id).where(registration.c.id == registration_id).scalar_subquery()


def _others(registration_id: int) -> ColumnElement[bool]:
    """Whether somebody else has registered for the same stay."""
    return and_(registration.c.stay_id == _stay_of(registration_id), registration.c.id != registration_id)


def _by_number(session: Session, number: str) -> list[Any]:
    if not number:
        return []
    return ring().find(session, guest.c.number, number, lambda here: list(session.execute(_ROWS.where(here))))


def _guest(row: Any, *, is_shared: bool) -> GuestRow:
    name = _word(row, "name")
    return GuestRow(masks.name(name) if is_shared else name, *_told(row))


def _visit(session: Session, row: Any) -> VisitRow:
    box = None if row.box_id is None else edges.box_of(session, row.box_id)
    return VisitRow(_word(row, "name"), *_told(row), box.name if box else "", row.room, _word(row, "number"))


def _told(row: Any) -> tuple[Kind, str, GuestState, int, int]:
    return Kind(row.kind), row.relation, GuestState(row.state), row.begin, row.until


def _word(row: Any, name: str) -> str:
    return ring().unseal(guest.c[name], row.id, getattr(row, name))


def _empty(session: Session, chosen: ColumnElement[bool]) -> None:
    """That somebody was there stays until it is forgotten: else whoever came in would look like a stranger."""
    nothing: dict[str, str | None] = {column.name: "" for column in sealed_columns(guest)}
    nothing |= {index_of(guest.c.number).name: None, "relation": ""}
    session.execute(update(guest).where(chosen).values(nothing))
