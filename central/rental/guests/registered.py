"""Relatives who have registered at the door: known by the number of their document. Times are Unix ms."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.db import Database
from central.rental import rules as stay_rules
from central.rental import stays
from central.rental.guests import timing
from central.rental.guests.rules import IN_FORCE, Kind
from central.rental.guests.tables import guest
from central.rental.scope import Scope
from central.rental.tables import identity, registration
from central.sealed.ring import Ring

BY: Final = "central"
_TURN: Final = "guests and documents"
"""Key of PostgreSQL's advisory lock."""


def before_looking(session: Session) -> None:
    """Whoever adds a guest and then looks for their number calls this in between.

    It ends before or after words are sealed anew, never beside: neither would see what the other writes, and nobody
    would note that the guest has registered. SQLite does so anyway.
    """
    _lock(session, func.pg_advisory_xact_lock_shared)


def before_ending(session: Session) -> None:
    """Whoever has sealed words anew, and `follow`s then, calls this last: guests who are being added are there then."""
    _lock(session, func.pg_advisory_xact_lock)


def _lock(session: Session, lock: Callable[..., Any]) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(lock(func.hashtextextended(_TURN, 0))))


def note_if_known(session: Session, ring: Ring, guest_id: int, box_id: int | None, number: str, *, now: int) -> None:
    """Note of a relative who is held that they have registered, where somebody with that number has, at that box."""
    at = _at_door(session, ring, box_id, number)
    if at is None:
        return
    session.execute(update(guest).where(guest.c.id == guest_id).values(registered_at=at))
    audit.note(session, act="guest.seen-registered", of=f"guest:{guest_id}", by=BY)
    timing.follow(session, guest_id, by=BY, now=now)


def follow(database: Database, ring: Ring, numbers: Iterable[str], *, now: int) -> None:
    """Documents with these numbers were read at doors: note it of the relatives who are there with one of them."""
    with database.reading() as session:
        if session.scalar(select(guest.c.id).where(*_AWAITED).limit(1)) is None:
            return
        found = {guest_id for number in numbers for guest_id in _awaited(session, ring, number)}
    for guest_id in sorted(found):
        with database.writing() as session:
            _note_held(session, ring, guest_id, now)


_AWAITED = guest.c.kind == Kind.RELATIVE.value, guest.c.state.in_(IN_FORCE), guest.c.registered_at.is_(None)


def _awaited(session: Session, ring: Ring, number: str) -> list[int]:
    def ask(here: ColumnElement[bool]) -> list[int]:
        return list(session.scalars(select(guest.c.id).where(here, *_AWAITED)))

    return ring.find(session, guest.c.number, number, ask)


def _note_held(session: Session, ring: Ring, guest_id: int, now: int) -> None:
    """The host's stay first, as whoever changes a guest does."""
    stay_id = session.scalar(select(guest.c.stay_id).where(guest.c.id == guest_id))
    if stay_id is None:
        return
    held = stays.hold(session, Scope(BY), stay_id)
    row = session.execute(select(guest).where(guest.c.id == guest_id, *_AWAITED).with_for_update()).one_or_none()
    if row is None:
        return
    number = ring.unseal(guest.c.number, guest_id, row.number)
    note_if_known(session, ring, guest_id, held.box_id, number, now=now)


def _at_door(session: Session, ring: Ring, box_id: int | None, number: str) -> int | None:
    """When somebody who may enter there, or waits for it, has registered with that number."""
    open_there = registration.c.box_id == box_id, registration.c.state.in_([state.value for state in stay_rules.OPEN])
    chosen = select(registration.c.registered_at).join(identity, identity.c.registration_id == registration.c.id)
    first = chosen.where(*open_there).order_by(registration.c.registered_at).limit(1)

    def ask(here: ColumnElement[bool]) -> int | None:
        return session.scalar(first.where(here))

    return ring.find(session, identity.c.number, number, ask) if number else None
