"""What time brings: stays begin and end by themselves, and what ended is erased at the box. Times are Unix ms."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from central.db import Database
from central.rental import effects, prepared, rules, stays, steering
from central.rental.guests import upkeep as guests
from central.rental.housing.room_states import TAKES_STAYS
from central.rental.letting import following as listings
from central.rental.orders import send
from central.rental.own import later
from central.rental.people import ALL, ask_to_erase
from central.rental.phone_tables import preparation
from central.rental.rules import NotPossible, RegistrationState, StayState
from central.rental.scope import Scope
from central.rental.tables import registration, room, stay, withdrawal

AT_ONCE = 100
"""In one transaction; the rest follows in the next."""


def keep_up(database: Database, now: int) -> int:
    """Do what is due, and say how many things were done. Looks without writing where nothing is."""
    with database.reading() as session:
        stays_due, people_due = _stays_due(session, now), _people_due(session, now)
        guests_due, listings_due = guests.due(session, now), listings.due(session)
        phones_due, asked_due = _phones_due(session, now), later.is_due(session, now)
    for stay_id in stays_due:
        with database.writing() as session:
            _turn(session, stay_id, now)
    for guest_id in guests_due:
        with database.writing() as session:
            guests.turn(session, guest_id, now)
    withdrawn = 0
    for listing_id in listings_due:
        with database.writing() as session:
            withdrawn += listings.turn(session, listing_id, now)
    if people_due:
        with database.writing() as session:
            for registration_id in people_due:
                _erase(session, registration_id, now)
    if phones_due:
        with database.writing() as session:
            _forget_phones(session, now)
    if asked_due:
        later.turn(database, now)
    return len(stays_due) + len(guests_due) + withdrawn + len(people_due) + phones_due + asked_due


def _stays_due(session: Session, now: int) -> list[int]:
    """Those whose first or last day has come; one whose room takes nobody now waits, and is cancelled at its end."""
    takes = room.c.state.in_([state.value for state in TAKES_STAYS])
    due = or_(
        and_(stay.c.state == StayState.PLANNED.value, stay.c.begin <= now, or_(takes, stay.c.until <= now)),
        and_(stay.c.state == StayState.RUNNING.value, stay.c.until <= now),
    )
    chosen = select(stay.c.id).join(room, room.c.id == stay.c.room_id).where(due)
    return list(session.scalars(chosen.limit(AT_ONCE)))


def _turn(session: Session, stay_id: int, now: int) -> None:
    """Begin or end the stay; somebody may have done so since it was looked at."""
    scope = Scope(stays.BY_TIME)
    held = stays.hold(session, scope, stay_id)
    try:
        if held.terms.until <= now:
            stays.end(session, scope, stay_id, now=now)
        elif held.state is StayState.PLANNED and held.terms.begin <= now:
            stays.begin(session, stay_id, now=now)
    except NotPossible:
        return


def _people_due(session: Session, now: int) -> list[int]:
    return list(session.scalars(select(registration.c.id).where(_is_to_be_erased(now)).limit(AT_ONCE)))


def _is_to_be_erased(now: int) -> ColumnElement[bool]:
    over = registration.c.state.in_([state.value for state in rules.OVER])
    since = registration.c.changed_at <= now - rules.ERASED_AFTER
    asked = select(withdrawal.c.id).where(
        withdrawal.c.registration_id == registration.c.id,
        withdrawal.c.what == ALL,
        withdrawal.c.asked_at >= registration.c.changed_at,
    )
    return and_(over, since, ~asked.exists())


def _erase(session: Session, registration_id: int, now: int) -> None:
    chosen = select(registration).where(registration.c.id == registration_id, _is_to_be_erased(now))
    held = session.execute(chosen.with_for_update()).one_or_none()
    if held is None:
        return
    ask_to_erase(session, held.id, ALL, stays.BY_TIME, now)
    of = {"stay_id": held.stay_id, "registration_id": held.id}
    send(session, held.box_id, effects.erase(held.person), by=stays.BY_TIME, now=now, **of)


def _phones_due(session: Session, now: int) -> bool:
    """Whether something is kept for phones that has had its time, or whose person is erased."""
    erased = session.execute(select(preparation.c.id).where(_is_of_the_erased()).limit(1)).first()
    return erased is not None or steering.is_to_be_purged(session, now)


def _forget_phones(session: Session, now: int) -> None:
    prepared.forget(session, _is_of_the_erased())
    steering.purge(session, now)


def _is_of_the_erased() -> ColumnElement[bool]:
    erased = select(registration.c.id).where(registration.c.state == RegistrationState.ERASED.value)
    return preparation.c.registration_id.in_(erased)
