"""What is erased when somebody asks for it: at once what nobody needs; the rest when the law does not ask for it any
more (PIPL 47). Times are Unix ms.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from central.rental import days, effects, people, prepared, rules
from central.rental.orders import send
from central.rental.own import elsewhere
from central.rental.own.rules import Holding
from central.rental.phone_tables import preparation
from central.rental.rules import NotPossible, TaskState
from central.rental.scope import Scope
from central.rental.sealed_words import By
from central.rental.tables import identity, registration, review_task, stay, withdrawal
from central.rental.timeline.rules import AskState
from central.rental.timeline.tables import timeline_ask
from central.sealed.columns import index_of, sealed_columns
from central.web import moments


def held_back(session: Session, registration_id: int, now: int) -> list[Holding]:
    """Why not all of it may be erased yet; nothing when it may."""
    mine = select(registration.c.id).where(registration.c.id == registration_id)
    return [why for why, holds in holds_at(now).items() if session.scalar(mine.where(holds)) is not None]


def what_nobody_needs(session: Session, held: Any, *, by: str, now: int) -> None:
    """The face, by the box, and the phone number, also where it was given before: both were given freely."""
    try:
        if not is_asked(session, held.id, people.FACE):
            people.withdraw_face(session, Scope(by), held.id, now=now)
    except NotPossible:
        pass
    # What the box has sealed, central's own seal would not fit beside: "" is neither.
    nothing = {"phone": "", "phone_index": None, "phone_of": None}
    session.execute(update(identity).where(identity.c.registration_id == held.id).values(nothing))
    # Else the box's next word about them would bring it back.
    session.execute(update(preparation).where(preparation.c.registration_id == held.id).values(contact=""))


def all_of_it(session: Session, held: Any, *, by: str, now: int) -> None:
    """The box forgets the person, and central what their document says. That somebody registered, and the proof of the
    erasure, stay: without a name.
    """
    if held.state in {state.value for state in rules.OPEN}:
        people.revoke(session, Scope(by), held.id, now=now)
    if held.state != rules.RegistrationState.ERASED.value and not is_asked(session, held.id, people.ALL):
        people.ask_to_erase(session, held.id, people.ALL, by, now)
        of = {"stay_id": held.stay_id, "registration_id": held.id}
        send(session, held.box_id, effects.erase(held.person), by=by, now=now, **of)
    elsewhere.forget(session, held.id, days.day_of(now, moments.zone()).isoformat())
    nothing: dict[str, str | None] = {column.name: "" for column in sealed_columns(identity)}
    indexes = {f"{name}": None for name in (index_of(identity.c[each]).name for each in ("number", "phone"))}
    emptied = nothing | indexes | {"phone_of": None, "sealed_by": By.CENTRAL.value}
    session.execute(update(identity).where(identity.c.registration_id == held.id).values(emptied))
    prepared.forget(session, preparation.c.registration_id == held.id)


def holds_at(now: int) -> dict[Holding, ColumnElement[bool]]:
    """Why, and the condition that a registration is held by it."""
    looks = timeline_ask.c.state.in_([AskState.ASKED.value, AskState.APPROVED.value]), timeline_ask.c.good_until > now
    in_case = registration.c.id.in_(select(timeline_ask.c.registration_id).where(*looks))
    return {Holding.STAY: _LIVES, Holding.DECISION: _IS_DECIDED, Holding.CASE: in_case}


def is_asked(session: Session, registration_id: int, what: str) -> bool:
    """Whether the box was asked to erase this (`people.FACE`, `people.ALL`), and has not proven it yet."""
    asked = withdrawal.c.registration_id == registration_id, withdrawal.c.what == what, withdrawal.c.done_at.is_(None)
    return session.scalar(select(withdrawal.c.id).where(*asked).limit(1)) is not None


_LIVES = and_(
    registration.c.state.in_([state.value for state in rules.OPEN]),
    registration.c.stay_id.in_(select(stay.c.id).where(stay.c.state.in_([state.value for state in rules.IN_FORCE]))),
)
_IS_DECIDED = registration.c.id.in_(
    select(review_task.c.registration_id).where(review_task.c.state == TaskState.OPEN.value)
)
