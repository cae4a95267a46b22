"""The card that was shown at the desk: name and number, sealed; shown masked, and gone soon after the stay is over."""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.errors import KeyMissing
from central.rental import masks
from central.rental.desk.rules import UNDO_WITHIN
from central.rental.desk.tables import desk_card
from central.rental.rules import IN_FORCE
from central.rental.tables import stay
from central.sealed import numbers
from central.sealed.ring import Ring
from wire.sealed import NotSealed

log = logging.getLogger(__name__)

NAME_LENGTH, NUMBER_LENGTH = 60, 40
_RESIDENT = 18


@dataclass(frozen=True)
class Card:
    """What a page shows of a card: 张**, 330****1234; "" where nothing was typed."""

    name: str
    number: str


def number_is_possible(typed: str) -> bool:
    """Whether it can be a document's number; one that looks like a resident's has the right check digit."""
    plain = numbers.document(typed)
    if len(plain) == _RESIDENT and plain[:-1].isascii() and plain[:-1].isdigit():
        return numbers.check_digit(plain[:-1]) == plain[-1]
    return 5 <= len(plain) <= NUMBER_LENGTH and plain.isalnum()


def keep(session: Session, ring: Ring, stay_id: int, name: str, number: str, *, now: int) -> None:
    """Keep what was typed from a card, in the place of one before; nothing where nothing was typed.

    Raises KeyMissing.
    """
    if not name and not number:
        return
    words = ring.sealing(session).row(desk_card, stay_id, {"name": name, "number": number})
    session.execute(delete(desk_card).where(desk_card.c.stay_id == stay_id))
    session.execute(insert(desk_card), {"stay_id": stay_id, "made_at": now, **words})
    audit.note(session, act="desk.card", of=f"stay:{stay_id}")


def card_of(session: Session, ring: Ring, stay_id: int) -> Card | None:
    """The card of a stay as a page may show it; None where none was shown."""
    row = session.execute(select(desk_card).where(desk_card.c.stay_id == stay_id)).one_or_none()
    if row is None:
        return None
    return Card(masks.name(_word(ring, "name", row)), masks.number(_word(ring, "number", row)))


def forget(session: Session, *, now: int) -> None:
    """Delete the cards of stays that are over, once that can't be taken back any more."""
    over = select(stay.c.id).where(
        stay.c.state.not_in([state.value for state in IN_FORCE]), stay.c.ended_at < now - UNDO_WITHIN
    )
    session.execute(delete(desk_card).where(desk_card.c.stay_id.in_(over)))


def _word(ring: Ring, name: str, row: Any) -> str:
    try:
        return ring.unseal(desk_card.c[name], row.stay_id, getattr(row, name))
    except NotSealed:
        return ""
    except KeyMissing as error:
        log.warning("%s", error)
        return ""
