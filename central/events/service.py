"""What subjects may use: `tell`, in the transaction of the change. An event is told of when that commits, or never.

Then a bell rings for those who tell webhooks. Where there is none, as in a command, they see it a second later by
`newest`.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from flask import has_app_context
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from central.events.tables import event
from central.live import event_bell, ring_after_commit

__all__ = [
    "Event",
    "Kind",
    "are_waiting",
    "event_of",
    "events_of",
    "forget",
    "mark_spread",
    "newest",
    "ring_when_kept",
    "tell",
    "waiting",
]


@unique
class Kind(StrEnum):
    """What may happen, subject first."""

    STAY_PLANNED = "stay.planned"
    STAY_BEGUN = "stay.begun"
    STAY_CHANGED = "stay.changed"
    STAY_ENDED = "stay.ended"
    STAY_CANCELLED = "stay.cancelled"
    REGISTRATION_GRANTED = "registration.granted"
    REGISTRATION_REFUSED = "registration.refused"
    REGISTRATION_REVOKED = "registration.revoked"
    MATTER_OPENED = "matter.opened"
    CLOCK_BREACHED = "clock.breached"


@dataclass(frozen=True)
class Event:
    """token: what receivers know it by. at: Unix ms. of: as stay:12. box_id: at whose house; None: no house's."""

    id: int
    token: str
    at: int
    kind: str
    of: str
    box_id: int | None


_COLUMNS = [event.c[name] for name in Event.__dataclass_fields__]


def tell(session: Session, kind: Kind, of: str, *, at: int, box_id: int | None = None) -> None:
    """Note that this happened, with the transaction that makes it so."""
    row = {"token": secrets.token_hex(16), "at": at, "kind": kind.value, "of": of, "box_id": box_id}
    session.execute(insert(event), row)
    ring_when_kept(session)


def ring_when_kept(session: Session) -> None:
    """Wake who tells webhooks, when this transaction is kept."""
    if has_app_context():
        ring_after_commit(session, event_bell())


def newest(session: Session) -> int:
    """The number of the last event; good for comparing, nothing else."""
    return session.scalar(select(func.max(event.c.id))) or 0


def are_waiting(session: Session) -> bool:
    """Whether there are events nobody has been told of yet."""
    return session.execute(select(event.c.id).where(event.c.spread_at.is_(None)).limit(1)).first() is not None


def waiting(session: Session, limit: int) -> list[Event]:
    """Events nobody has been told of yet, the oldest first; held until the transaction ends."""
    chosen = select(*_COLUMNS).where(event.c.spread_at.is_(None)).order_by(event.c.id).limit(limit)
    return [Event(*row) for row in session.execute(chosen.with_for_update(skip_locked=True))]


def event_of(session: Session, event_id: int) -> Event:
    """One event. Raises LookupError where it is forgotten."""
    row = session.execute(select(*_COLUMNS).where(event.c.id == event_id)).one_or_none()
    if row is None:
        raise LookupError(f"there is no event {event_id}")
    return Event(*row)


def events_of(session: Session, ids: Sequence[int]) -> dict[int, Event]:
    """Events by their numbers."""
    rows = session.execute(select(*_COLUMNS).where(event.c.id.in_(ids)))
    return {row.id: Event(*row) for row in rows}


def mark_spread(session: Session, ids: Sequence[int], *, now: int) -> None:
    """Everybody who asked for these will be told."""
    session.execute(update(event).where(event.c.id.in_(ids)).values(spread_at=now))


def forget(session: Session, before: int) -> None:
    """Delete events that were spread before then, and what is left of telling them."""
    session.execute(delete(event).where(event.c.spread_at < before))
