"""People who have registered at a door: somebody says yes or no, their face is withdrawn, their right is taken.

Each act and its orders are one transaction, which the caller holds. Times are Unix ms.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental import announcing, effects, rules, stays
from central.rental.orders import send
from central.rental.reporting import following
from central.rental.rules import NotPossible, RegistrationEvent, RegistrationState, TaskState
from central.rental.scope import NotThere, Scope
from central.rental.stays import Plan
from central.rental.tables import registration, review_task, room, stay, withdrawal

FACE, ALL = "face", "all"
"""What of a person is erased (`wire.erasure.What`)."""
WHY_LENGTH = 200


@dataclass(frozen=True)
class Place:
    """Where somebody who came without an invitation is to live, and for how long."""

    room_id: int
    plan: Plan


def accept(session: Session, scope: Scope, registration_id: int, place: Place | None, *, why: str, now: int) -> None:
    """Yes: the person may enter for as long as their stay goes on.

    place: needed for a person without a stay. Raises NotThere, NotPossible, NoDoor.
    """
    held = _hold(session, scope, registration_id)
    _require_judge(session, scope, held)
    state = rules.after_registration(RegistrationState(held.state), RegistrationEvent.ACCEPT)
    if held.stay_id is not None:
        at = stays.hold(session, scope, held.stay_id)
    else:
        at = _settle(session, scope, held.box_id, place, now)
    if at.state not in rules.IN_FORCE or at.box_id != held.box_id:
        raise NotPossible("the stay is over, or at another door")
    _set_state(session, held.id, state, now, scope.by, stay_id=at.id)
    _decide(session, held.id, TaskState.ACCEPTED, scope.by, why, now)
    _follow(session, held.id, at.id, scope.by, now)
    audit.note(session, act="registration.accept", of=f"registration:{held.id}", detail={"stay": at.id})
    announcing.registration_is(session, held.id, state, box_id=held.box_id, now=now)
    orders = effects.grant(at.terms, held.person)
    send(session, held.box_id, orders, by=scope.by, now=now, stay_id=at.id, registration_id=held.id)


def refuse(session: Session, scope: Scope, registration_id: int, *, why: str, now: int) -> None:
    """No: the person may not enter. Raises NotThere, NotPossible."""
    held = _hold(session, scope, registration_id)
    _require_judge(session, scope, held)
    state = rules.after_registration(RegistrationState(held.state), RegistrationEvent.REFUSE)
    _set_state(session, held.id, state, now, scope.by)
    _decide(session, held.id, TaskState.REFUSED, scope.by, why, now)
    _follow(session, held.id, held.stay_id, scope.by, now)
    audit.note(session, act="registration.refuse", of=f"registration:{held.id}")
    announcing.registration_is(session, held.id, state, box_id=held.box_id, now=now)
    _send(session, held, effects.revoke(held.person), scope.by, now)


def revoke(session: Session, scope: Scope, registration_id: int, *, now: int) -> None:
    """Take the person's right to enter, at once. Raises NotThere, NotPossible."""
    held = _hold(session, scope, registration_id)
    state = rules.after_registration(RegistrationState(held.state), RegistrationEvent.REVOKE)
    _set_state(session, held.id, state, now, scope.by)
    _decide(session, held.id, TaskState.CLOSED, scope.by, "", now)
    _follow(session, held.id, held.stay_id, scope.by, now)
    audit.note(session, act="registration.revoke", of=f"registration:{held.id}")
    announcing.registration_is(session, held.id, state, box_id=held.box_id, now=now)
    _send(session, held, effects.revoke(held.person), scope.by, now)


def withdraw_face(session: Session, scope: Scope, registration_id: int, *, now: int) -> None:
    """The person takes back their yes to the use of their face: the box erases it, other ways stay.

    Raises NotThere, NotPossible when the box holds none of theirs.
    """
    held = _hold(session, scope, registration_id)
    if "face" not in held.ways.split():
        raise NotPossible("no face is used")
    ask_to_erase(session, held.id, FACE, scope.by, now)
    audit.note(session, act="registration.withdraw-face", of=f"registration:{held.id}")
    _send(session, held, effects.withdraw_face(held.person), scope.by, now)


def ask_to_erase(session: Session, registration_id: int, what: str, by: str, now: int) -> None:
    """Remember that the box was asked to erase; its proof ends the waiting."""
    row = {"registration_id": registration_id, "what": what, "asked_at": now, "asked_by": by}
    session.execute(insert(withdrawal), row)


def _hold(session: Session, scope: Scope, registration_id: int) -> Any:
    """The registration's row, for changing it, and its stay, for what follows from all of its people."""
    # Waited for first, then looked at: PostgreSQL would judge by what was so before it waited. The stay before its
    # people, as whoever ends or moves it does: so neither waits for the other for ever.
    stay_id = session.scalar(select(registration.c.stay_id).where(registration.c.id == registration_id))
    session.execute(select(stay.c.id).where(stay.c.id == stay_id).with_for_update())
    session.execute(select(registration.c.id).where(registration.c.id == registration_id).with_for_update())
    chosen = select(registration).where(registration.c.id == registration_id, scope.registrations())
    found = session.execute(chosen).one_or_none()
    if found is None:
        raise NotThere
    return found


def _require_judge(session: Session, scope: Scope, held: Any) -> None:
    """What only staff may judge is not there for a landlord; nor is what nobody has asked."""
    asked = session.scalar(
        select(review_task.c.reasons).where(
            review_task.c.registration_id == held.id, review_task.c.state == TaskState.OPEN.value
        )
    )
    if asked is None:
        raise NotPossible("it was decided already")
    if not scope.is_office and not rules.is_for_landlord(asked.split()):
        raise NotThere


def _settle(session: Session, scope: Scope, box_id: int, place: Place | None, now: int) -> stays.Held:
    if place is None:
        raise NotPossible("it is not said where the person is to live")
    at_box = session.scalar(select(room.c.box_id).where(room.c.id == place.room_id, scope.rooms()))
    if at_box != box_id:
        raise NotThere
    return stays.settle(session, scope, place.room_id, place.plan, now=now)


def _set_state(
    session: Session, registration_id: int, state: RegistrationState, now: int, by: str, **values: Any
) -> None:
    row = {"state": state.value, "changed_at": now, "changed_by": by, **values}
    session.execute(update(registration).where(registration.c.id == registration_id).values(row))


def _decide(session: Session, registration_id: int, state: TaskState, by: str, why: str, now: int) -> None:
    of_person = review_task.c.registration_id == registration_id, review_task.c.state == TaskState.OPEN.value
    row = {"state": state.value, "decided_at": now, "decided_by": by, "why": why[:WHY_LENGTH]}
    session.execute(update(review_task).where(*of_person).values(row))


def _follow(session: Session, registration_id: int, stay_id: int | None, by: str, now: int) -> None:
    """What has to be reported, and by when, as it is now."""
    following.follow_person(session, registration_id, by=by, now=now)
    if stay_id is not None:
        following.follow_stay(session, stay_id, by=by, now=now)


def _send(session: Session, held: Any, orders: list[Any], by: str, now: int) -> None:
    send(session, held.box_id, orders, by=by, now=now, stay_id=held.stay_id, registration_id=held.id)
