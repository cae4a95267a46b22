"""What somebody did about a person at the box, as central keeps it: their right to enter, and their ways to open.

The box's word counts, but a no holds: whom central has refused or revoked the box is told so again.
"""

from typing import Any

from central.rental import effects, rules
from central.rental.confirmations import orders_about
from central.rental.orders import send
from central.rental.rows import BY, Told
from central.rental.rules import IN_FORCE, NotPossible, RegistrationEvent, RegistrationState
from central.rental.scope import Scope
from central.rental.stays import Held, hold
from wire.kinds import Enrolment, Method

AT_DOOR = "box"
"""Who changed something at the box, where it does not say."""

_RIGHTS = {"grant", "suspend", "revoke"}
"""Orders about the right to enter."""
_WAYS = {
    "pin-set": (Method.PIN, True),
    "card-added": (Method.CARD, True),
    "phone-set": (Method.PHONE, True),
    "pin-forgotten": (Method.PIN, False),
    "card-forgotten": (Method.CARD, False),
    "phone-forgotten": (Method.PHONE, False),
}
"""Change → the way to open, and whether the person has it then."""


def follow(told: Told, body: Enrolment) -> None:
    """Take over what was done at the box, where central knows the person."""
    known = told.registration_of(body.person)
    if known is None:
        return
    if body.change in _WAYS:
        told.change(known.id, ways=_ways(known.ways.split(), *_WAYS[body.change]))
    event = rules.TOLD_CHANGE.get(body.change)
    if event is not None and not _will_be_overtaken(told, known.id):
        _take_over(told, known, event, body.by)


def _take_over(told: Told, known: Any, event: RegistrationEvent, by: str) -> None:
    before = RegistrationState(known.state)
    try:
        state = rules.after_registration(before, event)
    except NotPossible:
        if event is RegistrationEvent.TOLD_REINSTATED:
            _say_no_again(told, known, before)
        return
    if state is before:
        return
    told.set_state(known.id, state, f"{AT_DOOR}: {by}" if by else AT_DOOR)
    if state in (RegistrationState.REVOKED, RegistrationState.ERASED):
        told.close_tasks(known.id)
    if event is RegistrationEvent.TOLD_REINSTATED:
        _tell_terms(told, known)


def _say_no_again(told: Told, known: Any, state: RegistrationState) -> None:
    """The box lets somebody in whom nobody has said yes to, or somebody has said no to."""
    if state is RegistrationState.WAITING:
        _send(told, known, effects.suspend(known.person))
    elif state in rules.OVER:
        _send(told, known, effects.revoke(known.person))


def _tell_terms(told: Told, known: Any) -> None:
    """Dates and room may have changed while the person was suspended."""
    held = _stay_in_force(told, known)
    _send(told, known, effects.grant(held.terms, known.person) if held else effects.revoke(known.person))


def _stay_in_force(told: Told, known: Any) -> Held | None:
    held = hold(told.session, Scope(BY), known.stay_id) if known.stay_id is not None else None
    return held if held and held.box_id == told.box_id and held.state in IN_FORCE else None


def _will_be_overtaken(told: Told, registration_id: int) -> bool:
    """Whether the box settles an order about the person's right after what it tells here."""
    about = orders_about(told.session, registration_id)
    last = next((order for order in about if order.kind in _RIGHTS), None)
    if last is None or last.settled_at is None:
        return last is not None and last.state_at(told.now) == "waiting"
    return last.state == "done" and last.settled_at >= told.at


def _ways(ways: list[str], way: Method, has: bool) -> str:
    others = [each for each in ways if each != way]
    return " ".join([*others, way.value] if has else others)


def _send(told: Told, known: Any, orders: list[Any]) -> None:
    of = {"stay_id": known.stay_id, "registration_id": known.id}
    send(told.session, told.box_id, orders, by=BY, now=told.now, **of)
