"""What the pages read of guests, within a scope. Names come out as they are kept: sealed. Times are Unix ms."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from central.errors import KeyMissing
from central.rental import masks
from central.rental.guests import rules
from central.rental.guests.rules import GuestState, Kind
from central.rental.guests.tables import guest
from central.rental.scope import Scope
from central.rental.tables import room, stay
from central.sealed.ring import Ring
from wire.sealed import NotSealed

log = logging.getLogger(__name__)
_OWN = ("id", "person", "stay_id", "kind", "state", "relation", "name", "number", "begin", "until", "code")
_STORY = ("made_at", "made_by", "registered_at", "ended_at", "ended_by")


@dataclass(frozen=True)
class GuestRow:
    """A guest, and the room they are in. code: what stands for it; "" where they have none."""

    id: int
    person: str
    stay_id: int
    kind: Kind
    state: GuestState
    relation: str
    name: str
    number: str
    begin: int
    until: int
    code: str
    made_at: int
    made_by: str
    registered_at: int | None
    ended_at: int | None
    ended_by: str | None
    room_id: int
    room: str
    box_id: int | None

    @property
    def is_in_force(self) -> bool:
        """Whether they are there, or expected."""
        return self.state in rules.IN_FORCE

    @property
    def leaves_at(self) -> int:
        """Until when they are there: of relatives a moment of their last day, as people name it."""
        return self.until - 1 if self.kind is Kind.RELATIVE else self.until

    @property
    def has_to_register(self) -> bool:
        """Whether they stay for so long that the law asks them to register."""
        return rules.has_to_register(self.kind, self.begin, self.until)


def chosen(scope: Scope) -> Select[Any]:
    """Every guest in scope, for a list."""
    where = room.c.id.label("room_id"), room.c.name.label("room"), room.c.box_id
    columns = (guest.c[name] for name in (*_OWN, *_STORY))
    joined = select(*columns, *where).join(stay, stay.c.id == guest.c.stay_id).join(room, room.c.id == stay.c.room_id)
    return joined.where(scope.stays())


def guest_rows(rows: Iterable[Any]) -> list[GuestRow]:
    """Rows of the database as the pages know them."""
    return [GuestRow(**{**row._mapping, "kind": Kind(row.kind), "state": GuestState(row.state)}) for row in rows]


def guest_of(session: Session, scope: Scope, guest_id: int) -> GuestRow | None:
    """One guest; None when there is none in scope."""
    return next(iter(guest_rows(session.execute(chosen(scope).where(guest.c.id == guest_id)))), None)


def of_stay(session: Session, scope: Scope, stay_id: int) -> list[GuestRow]:
    """Who is there as a guest of a stay, or expected, the first to come first."""
    mine = guest.c.stay_id == stay_id, guest.c.state.in_(rules.IN_FORCE)
    return guest_rows(session.execute(chosen(scope).where(*mine).order_by(guest.c.begin, guest.c.id)))


def masked_name(ring: Ring, row: GuestRow) -> str:
    """张**; "" where it does not open here."""
    return masks.name(_word(ring, "name", row))


def masked_number(ring: Ring, row: GuestRow) -> str:
    """330****1234; "" where there is none, or it does not open here."""
    return masks.number(_word(ring, "number", row))


def _word(ring: Ring, field: str, row: GuestRow) -> str:
    try:
        return ring.unseal(guest.c[field], row.id, getattr(row, field))
    except NotSealed:
        return ""
    except KeyMissing as error:
        log.warning("%s", error)
        return ""
