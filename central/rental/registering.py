"""Somebody has registered at a door: what central makes of the box's word."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from central.rental import announcing, effects, preparations, rules
from central.rental.orders import send
from central.rental.rows import BY, Told, put
from central.rental.rules import RegistrationEvent, RegistrationState, TaskState
from central.rental.scope import Scope
from central.rental.sealed_words import By
from central.rental.stays import Held, hold
from central.rental.tables import identity, registration, review_task, stay
from central.sealed.columns import is_sealed_by_box
from wire.kinds import Identity, Registration


def write(told: Told, body: Registration) -> None:
    """Keep the registration, ask somebody where that is needed, and tell the box what it could not know.

    1. A stay that is over meanwhile counts for nothing: the box closes the door, and somebody decides.
    2. Who was let in for a while, only because central could not be asked, is let in for good.
    3. Whatever is in doubt becomes a review task.
    """
    known = told.registration_of(body.person)
    held = _stay_of(told, body.stay)
    reasons = [*body.reasons, *_own_reasons(body, held, known.id if known else None)]
    state = _state(known, body, held, reasons)
    row = _row(told, body, held, state, reasons)
    put(told.session, registration, {"box_id": told.box_id, "person": body.person}, row)
    registration_id = told.registration_of(body.person).id
    words = _identity(told, body, registration_id, held)
    if words:
        put(told.session, identity, {"registration_id": registration_id}, words)
    if known is None or known.state != state.value:
        announcing.registration_is(told.session, registration_id, state, box_id=told.box_id, now=told.now)
    told.close_tasks(registration_id)
    if reasons or state is not RegistrationState.GRANTED:
        _ask(told.session, registration_id, reasons, told.now)
    _answer(told, body, held, registration_id, state)


def _stay_of(told: Told, token: str | None) -> Held | None:
    """The stay a box says somebody registered for, if it is in force and at that box."""
    stay_id = told.session.scalar(select(stay.c.id).where(stay.c.token == token)) if token else None
    held = hold(told.session, Scope(BY), stay_id) if stay_id is not None else None
    return held if held and held.box_id == told.box_id and held.state in rules.IN_FORCE else None


def _own_reasons(body: Registration, held: Held | None, known: int | None) -> list[str]:
    """What central knows and the box, when it was away, did not."""
    if held is None:
        return [rules.STAY_OVER] if body.stay else []
    others = [each for each in held.people if each != known]
    return [rules.OVER_FULL] if len(others) >= held.terms.places else []


def _state(known: Any, body: Registration, held: Held | None, reasons: Sequence[str]) -> RegistrationState:
    before = RegistrationState(known.state) if known else RegistrationState.WAITING
    event = rules.TOLD.get(body.outcome, RegistrationEvent.TOLD_REVIEW)
    state = rules.after_registration(before, RegistrationEvent.TOLD_REVIEW if body.stay and held is None else event)
    if state is RegistrationState.PROVISIONAL and not reasons:
        return rules.after_registration(state, RegistrationEvent.ACCEPT)
    return state


def _row(
    told: Told, body: Registration, held: Held | None, state: RegistrationState, reasons: Sequence[str]
) -> dict[str, Any]:
    nothing = {"photo": None, "liveness": None, "score": None, "threshold": None}
    return {
        "stay_id": held.id if held else None,
        "room": body.room,
        "state": state.value,
        "document": body.document,
        "way": body.way,
        "ways": " ".join(body.ways),
        "reasons": " ".join(reasons),
        "registered_at": told.at,
        "changed_at": told.now,
        "changed_by": None,
        **(msgspec.structs.asdict(body.comparison) if body.comparison else nothing),
        **told.source,
    }


def _identity(told: Told, body: Registration, registration_id: int, held: Held | None) -> dict[str, str | None] | None:
    """What the document says and the phone number: that of the preparation, where none was said at the door."""
    stay_id = held.id if held else None
    prepared = preparations.taken_over(told.session, body.preparation, registration_id, stay_id)
    words = body.identity or Identity("", "")
    if prepared and prepared.contact and not words.phone:
        return _sealed(words) | {"phone": prepared.contact, "phone_of": prepared.token}
    return _sealed(words) | {"phone_of": None} if body.identity else None


def _sealed(words: Identity) -> dict[str, str | None]:
    """The words as the box sealed them; one that can never have been sealed is none."""
    joined = msgspec.structs.asdict(words) | {"address": " ".join(words.address)}
    kept = {field: word if is_sealed_by_box(word) else "" for field, word in joined.items()}
    return kept | {"sealed_by": By.BOX.value}


def _ask(session: Session, registration_id: int, reasons: Sequence[str], now: int) -> None:
    row = {"registration_id": registration_id, "reasons": " ".join(reasons), "made_at": now}
    session.execute(insert(review_task), row | {"state": TaskState.OPEN.value})


def _answer(told: Told, body: Registration, held: Held | None, registration_id: int, state: RegistrationState) -> None:
    if body.stay and held is None:
        orders = effects.revoke(body.person)
    elif held and body.outcome == "provisional" and state is RegistrationState.GRANTED:
        orders = effects.grant(held.terms, body.person)
    else:
        return
    of = {"stay_id": held.id if held else None, "registration_id": registration_id}
    send(told.session, told.box_id, orders, by=BY, now=told.now, **of)
