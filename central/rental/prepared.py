"""What the box of a stay is told of those who have prepared on their phone, when something becomes of the stay."""

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from central.rental import effects
from central.rental.effects import Prepared, Terms
from central.rental.orders import send
from central.rental.phone_tables import preparation, preparation_consent, steering


def tell(session: Session, stay_id: int, box_id: int | None, terms: Terms, *, by: str, now: int) -> None:
    """The box may have missed them, or is another one: it is told all who have not registered yet."""
    columns = [preparation.c[field] for field in Prepared.__dataclass_fields__]
    waiting = preparation.c.stay_id == stay_id, preparation.c.registration_id.is_(None)
    for row in session.execute(select(*columns).where(*waiting).order_by(preparation.c.id)).all():
        send(session, box_id, effects.prepare(terms, Prepared(*row)), by=by, now=now, stay_id=stay_id)


def withdraw(session: Session, stay_id: int, box_id: int | None, *, by: str, now: int) -> None:
    """The stay leaves the box. Whoever had registered there may do so with the same code at another."""
    of_stay = preparation.c.stay_id == stay_id
    _hold(session, of_stay)
    for token in session.scalars(select(preparation.c.token).where(of_stay).order_by(preparation.c.id)).all():
        send(session, box_id, effects.unprepare(token), by=by, now=now, stay_id=stay_id)
    session.execute(update(preparation).where(of_stay).values(registration_id=None))
    _forget_steering(session, of_stay)


def forget(session: Session, chosen: ColumnElement[bool]) -> None:
    """Delete these preparations and all that hangs on them."""
    _hold(session, chosen)
    _forget_steering(session, chosen)
    which = select(preparation.c.id).where(chosen)
    session.execute(delete(preparation_consent).where(preparation_consent.c.preparation_id.in_(which)))
    session.execute(delete(preparation).where(chosen))


def forget_stay(session: Session, stay_id: int) -> None:
    """The stay is over: nothing is kept of what its people answered on their phones."""
    forget(session, preparation.c.stay_id == stay_id)


def _hold(session: Session, chosen: ColumnElement[bool]) -> None:
    """Nobody steers meanwhile: what a touch or a box writes hangs on these rows."""
    session.execute(select(preparation.c.id).where(chosen).order_by(preparation.c.id).with_for_update()).all()


def _forget_steering(session: Session, chosen: ColumnElement[bool]) -> None:
    which = select(preparation.c.id).where(chosen)
    session.execute(delete(steering).where(steering.c.preparation_id.in_(which)))
