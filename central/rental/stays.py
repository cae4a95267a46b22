"""Stays: made with an invitation, their dates changed, moved to another room, ended. Each act and its orders are one
transaction, which the caller holds. Times are Unix ms.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental import announcing, effects, prepared, rules
from central.rental.effects import Terms
from central.rental.guests import following as guests
from central.rental.guests import telling as guest_doors
from central.rental.housing import assigning, occupancy
from central.rental.housing.assigning import Wanted
from central.rental.housing.room_states import TAKES_STAYS, RoomState
from central.rental.letting import following as listings
from central.rental.orders import can_be_told, send
from central.rental.reporting import following
from central.rental.rules import NotPossible, RegistrationEvent, RegistrationState, StayEvent, StayState, TaskState
from central.rental.scope import NotThere, Scope
from central.rental.tables import invitation, registration, review_task, room, stay
from wire.claim import ALPHABET, LENGTH
from wire.orders import code_digest

BY_TIME = "calendar"
"""Who begins and ends a stay whose day has come."""


class NoDoor(Exception):
    """The room has no box, or it is shut out, so nobody can be invited to it."""


@dataclass(frozen=True)
class Plan:
    """What somebody wants a stay to be. minors: there are children under 14, with their guardian.

    family: why its people may be more than a bedroom is meant for, because they care for one another by law.
    """

    begin: int
    until: int
    places: int = 1
    minors: bool = False
    family: str = ""


@dataclass(frozen=True)
class NewCode:
    """An invitation's code as it is shown, once."""

    stay_id: int
    code: str


@dataclass(frozen=True)
class Held:
    """A stay as it is held for changing, with the room it is in. people: row → opaque id, of those who have a right."""

    id: int
    room_id: int
    box_id: int | None
    state: StayState
    terms: Terms
    people: dict[int, str]


def new_token() -> str:
    """What boxes will call a stay."""
    return secrets.token_hex(16)


def invite(session: Session, scope: Scope, room_id: int, plan: Plan, *, token: str, now: int) -> NewCode:
    """Make a stay in the room, and the code its people register with.

    token: from `new_token`, asked for with the form: the same form sent twice makes one stay, and a new code for it.
    Raises NotThere, NoDoor, NotPossible, NotLet, TooMany.
    """
    at = _room_with_door(session, scope, room_id)
    made = session.scalar(select(stay.c.id).where(stay.c.token == token, stay.c.room_id == room_id))
    if made is None:
        made = _insert(session, at.id, plan, token, scope.by, now)
        following.follow_stay(session, made, by=scope.by, now=now)
    return new_code(session, scope, made, now=now)


def settle(session: Session, scope: Scope, room_id: int, plan: Plan, *, now: int) -> Held:
    """Make a stay without an invitation, for somebody who has registered. Raises as `invite` does."""
    at = _room_with_door(session, scope, room_id)
    return hold(session, scope, _insert(session, at.id, plan, new_token(), scope.by, now))


def new_code(session: Session, scope: Scope, stay_id: int, *, now: int) -> NewCode:
    """A fresh code for the stay; the one before is void as soon as the box knows. Raises NotThere, NotPossible."""
    held = hold(session, scope, stay_id)
    rules.after_stay(held.state, StayEvent.INVITE)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    row = {"digest": code_digest(code, held.terms.stay), "made_at": now, "made_by": scope.by}
    if held.terms.code is None:
        session.execute(insert(invitation), row | {"stay_id": stay_id})
    else:
        session.execute(update(invitation).where(invitation.c.stay_id == stay_id).values(row))
    invited = hold(session, scope, stay_id)
    audit.note(session, act="stay.code", of=f"stay:{stay_id}")
    send(session, held.box_id, effects.invite(invited.terms), by=scope.by, now=now, stay_id=stay_id)
    return NewCode(stay_id, "-".join((code[:4], code[4:8], code[8:])))


def change_dates(session: Session, scope: Scope, stay_id: int, begin: int, until: int, *, now: int) -> None:
    """Make the stay longer, shorter or later; one that runs keeps its beginning.

    Raises NotThere, NotPossible; for more days also NotLet, and TooMany where others have the room by then.
    """
    held = hold(session, scope, stay_id)
    rules.after_stay(held.state, StayEvent.CHANGE_DATES)
    if held.state is StayState.RUNNING:
        begin = held.terms.begin
    if not rules.dates_are_possible(begin, until, now):
        raise NotPossible("a stay ends after it begins, and not in the past")
    if begin < held.terms.begin or held.terms.until < until:
        occupancy.hold(session, held.room_id)
        _require_space(session, held, held.room_id, begin, until)
    session.execute(update(stay).where(stay.c.id == stay_id).values(begin=begin, until=until))
    was = {"begin before": held.terms.begin, "until before": held.terms.until}
    audit.note(session, act="stay.dates", of=f"stay:{stay_id}", detail={"begin": begin, "until": until, **was})
    guests.fit(session, stay_id, held.box_id, begin, until, by=scope.by, now=now)
    renew(session, scope, stay_id, now=now)


def move(session: Session, scope: Scope, stay_id: int, room_id: int, *, now: int) -> None:
    """Move the stay to another room. Raises NotThere, NoDoor, NotPossible, NotLet, TooMany.

    At the same box everybody keeps their ways to open. Another box does not know them: their right at the old one ends
    at once, and they register at the new one with the same code.
    """
    held = hold(session, scope, stay_id)
    rules.after_stay(held.state, StayEvent.MOVE)
    occupancy.hold_both(session, held.room_id, room_id)
    target = _room_with_door(session, scope, room_id)
    _require_space(session, held, room_id, held.terms.begin, held.terms.until)
    if target.box_id != held.box_id:
        _close(session, held, scope.by, now)
    session.execute(update(stay).where(stay.c.id == stay_id).values(room_id=room_id))
    moved = {"room": room_id, "room before": held.room_id}
    audit.note(session, act="stay.move", of=f"stay:{stay_id}", detail=moved)
    for each in sorted({held.room_id, room_id}):
        occupancy.follow(session, each, by=scope.by, now=now)
    if target.box_id != held.box_id and held.people:
        following.follow_stay(session, stay_id, by=scope.by, now=now, moved_at=now)
    renew(session, scope, stay_id, now=now)


def end(session: Session, scope: Scope, stay_id: int, *, now: int) -> StayState:
    """End the stay now, or cancel it if it has not begun: the door closes at once. Raises NotThere, NotPossible."""
    held = hold(session, scope, stay_id)
    event = StayEvent.CANCEL if held.state is StayState.PLANNED else StayEvent.END
    state = rules.after_stay(held.state, event)
    guests.end_all(session, stay_id, held.box_id, by=scope.by, now=now)
    _close(session, held, scope.by, now)
    prepared.forget_stay(session, stay_id)
    session.execute(update(stay).where(stay.c.id == stay_id).values(state=state, ended_at=now, ended_by=scope.by))
    audit.note(session, act=f"stay.{event}", of=f"stay:{stay_id}")
    occupancy.follow(session, held.room_id, by=scope.by, now=now)
    if state is StayState.CANCELLED:
        listings.released(session, held.room_id, stay_id, by=scope.by, now=now)
    following.follow_stay(session, stay_id, by=scope.by, now=now, ends_now=True)
    announcing.stay_is(session, stay_id, state, box_id=held.box_id, now=now)
    return state


def begin(session: Session, stay_id: int, *, now: int) -> None:
    """The first day has come. Raises NotThere, NotPossible: also while the room takes no stays."""
    held = hold(session, Scope(BY_TIME), stay_id)
    if RoomState(occupancy.hold(session, held.room_id).state) not in TAKES_STAYS:
        raise NotPossible("the room takes nobody now")
    state = rules.after_stay(held.state, StayEvent.BEGIN)
    session.execute(update(stay).where(stay.c.id == stay_id).values(state=state))
    audit.note(session, act="stay.begin", of=f"stay:{stay_id}")
    occupancy.follow(session, held.room_id, by=BY_TIME, now=now)
    following.follow_stay(session, stay_id, by=BY_TIME, now=now)
    announcing.stay_is(session, stay_id, state, box_id=held.box_id, now=now)


def renew(session: Session, scope: Scope, stay_id: int, *, now: int) -> None:
    """Tell the box how the stay is now: the invitation anew, who has prepared, and each right that was granted."""
    held = hold(session, scope, stay_id)
    announcing.stay_changed(session, stay_id, box_id=held.box_id, now=now)
    send(session, held.box_id, effects.invite(held.terms), by=scope.by, now=now, stay_id=stay_id)
    prepared.tell(session, stay_id, held.box_id, held.terms, by=scope.by, now=now)
    guest_doors.admit_all(session, stay_id, held.box_id, held.terms.room, by=scope.by, now=now)
    for registration_id in _granted(session, list(held.people)):
        orders = effects.grant(held.terms, held.people[registration_id])
        send(session, held.box_id, orders, by=scope.by, now=now, stay_id=stay_id, registration_id=registration_id)


def hold(session: Session, scope: Scope, stay_id: int) -> Held:
    """The stay, for changing it: nobody else changes it until the transaction ends. Raises NotThere."""
    chosen = select(stay, room.c.name, room.c.box_id).join(room, room.c.id == stay.c.room_id)
    found = session.execute(chosen.where(stay.c.id == stay_id, scope.stays()).with_for_update(of=stay)).one_or_none()
    if found is None:
        raise NotThere
    digest = session.scalar(select(invitation.c.digest).where(invitation.c.stay_id == stay_id))
    terms = Terms(found.token, found.name, found.begin, found.until, found.places, found.minors, digest)
    return Held(stay_id, found.room_id, found.box_id, StayState(found.state), terms, _people(session, stay_id))


def _room_with_door(session: Session, scope: Scope, room_id: int) -> Any:
    """The room's row; who makes a stay in it at the same time waits. Raises NotThere, NoDoor."""
    found = session.execute(select(room).where(room.c.id == room_id, scope.rooms()).with_for_update()).one_or_none()
    if found is None:
        raise NotThere
    if not can_be_told(session, found.box_id):
        raise NoDoor
    return found


def _insert(session: Session, room_id: int, plan: Plan, token: str, by: str, now: int) -> int:
    if not rules.dates_are_possible(plan.begin, plan.until, now):
        raise NotPossible("a stay ends after it begins, and not in the past")
    if not rules.places_are_possible(plan.places, minors=plan.minors):
        raise NotPossible(f"{plan.places} people can't stay")
    wanted = Wanted(plan.begin, plan.until, plan.places, family=plan.family)
    is_exception = assigning.require(session, room_id, wanted)
    state = StayState.RUNNING if plan.begin <= now else StayState.PLANNED
    row = {
        "token": token,
        "room_id": room_id,
        "begin": plan.begin,
        "until": plan.until,
        "places": plan.places,
        "minors": plan.minors,
        "state": state.value,
        "made_at": now,
        "made_by": by,
    }
    made = int(session.execute(insert(stay).values(row).returning(stay.c.id)).scalar_one())
    told = {"room": room_id, "begin": plan.begin, "until": plan.until, "places": plan.places, "minors": plan.minors}
    audit.note(session, act="stay.make", of=f"stay:{made}", detail=told)
    if is_exception:
        assigning.note_exception(session, made, plan.family, by=by, now=now)
    occupancy.follow(session, room_id, by=by, now=now)
    listings.taken(session, room_id, made, by=by, now=now)
    box_id = session.scalar(select(room.c.box_id).where(room.c.id == room_id))
    announcing.stay_is(session, made, state, box_id=box_id, now=now)
    return made


def _require_space(session: Session, held: Held, room_id: int, begin: int, until: int) -> None:
    """Raise unless the people of a stay may have the room for these days: NotLet, TooMany."""
    family = assigning.exception_of(session, held.id)
    assigning.require(session, room_id, Wanted(begin, until, held.terms.places, stay_id=held.id, family=family))


def _people(session: Session, stay_id: int) -> dict[int, str]:
    """Those of the stay who have a right to enter, or wait for one, at the box the stay is at."""
    chosen = (
        select(registration.c.id, registration.c.person)
        .join(stay, stay.c.id == registration.c.stay_id)
        .join(room, room.c.id == stay.c.room_id)
        .where(registration.c.stay_id == stay_id, registration.c.box_id == room.c.box_id)
        .where(registration.c.state.in_([state.value for state in rules.OPEN]))
        .order_by(registration.c.id)
    )
    return {row.id: row.person for row in session.execute(chosen)}


def _granted(session: Session, ids: Sequence[int]) -> list[int]:
    granted = registration.c.state == RegistrationState.GRANTED.value
    return list(session.scalars(select(registration.c.id).where(registration.c.id.in_(ids), granted)))


def _close(session: Session, held: Held, by: str, now: int) -> None:
    """Take every right of the stay at its box, what was prepared, and the invitation there."""
    state = rules.after_registration(RegistrationState.GRANTED, RegistrationEvent.REVOKE)
    ids = list(held.people)
    changed = {"state": state.value, "changed_at": now, "changed_by": by}
    session.execute(update(registration).where(registration.c.id.in_(ids)).values(changed))
    session.execute(
        update(review_task)
        .where(review_task.c.registration_id.in_(ids), review_task.c.state == TaskState.OPEN.value)
        .values(state=TaskState.CLOSED.value, decided_at=now, decided_by=by)
    )
    for registration_id, person in held.people.items():
        following.follow_person(session, registration_id, by=by, now=now)
        if held.box_id is not None:
            announcing.registration_is(session, registration_id, state, box_id=held.box_id, now=now)
        orders = effects.revoke(person)
        send(session, held.box_id, orders, by=by, now=now, stay_id=held.id, registration_id=registration_id)
    prepared.withdraw(session, held.id, held.box_id, by=by, now=now)
    guest_doors.dismiss_all(session, held.id, held.box_id, by=by, now=now)
    send(session, held.box_id, effects.uninvite(held.terms), by=by, now=now, stay_id=held.id)
