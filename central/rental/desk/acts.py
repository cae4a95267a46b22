"""What is done about stays at the desk. Each act and its orders are one transaction, which the caller holds.

Taking back a check-out is no step of a stay's life, but the mistake undone: the stay runs as before, and whoever might
enter by it may again, guests too. The box hears both in order: one that was offline meanwhile ends with the door open
to them, one that was online has closed and opens again. What they had answered on a phone before they came is gone.
Times are Unix ms.
"""

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental import announcing, stays
from central.rental.desk import parts, taking_back
from central.rental.desk.rules import What
from central.rental.desk.tables import desk_act, desk_card
from central.rental.guests import acts as guests
from central.rental.housing import occupancy
from central.rental.housing.room_states import RoomEvent, RoomState
from central.rental.letting import following as listings
from central.rental.people import ALL
from central.rental.reporting import taken_back
from central.rental.rules import IN_FORCE, NotPossible, RegistrationState, StayState
from central.rental.scope import NotThere, Scope
from central.rental.stays import Held, NewCode, Plan
from central.rental.tables import registration, stay, withdrawal


def walk_in(session: Session, scope: Scope, room_id: int, plan: Plan, *, token: str, now: int) -> NewCode:
    """Somebody came without an invitation: give them a room from now on, and the code they register with.

    Raises what `stays.invite` does.
    """
    before = str(occupancy.hold(session, room_id, scope).state)
    made = stays.invite(session, scope, room_id, plan, token=token, now=now)
    held = stays.hold(session, scope, made.stay_id)
    if not _has(session, made.stay_id, What.WALK_IN):
        _note(session, scope, held, What.WALK_IN, room_state=before, now=now)
    return made


def check_in(session: Session, scope: Scope, stay_id: int, *, today: int, now: int) -> None:
    """The people of a stay have come; one that begins later begins today. today: its midnight.

    Raises NotThere, NotPossible (somebody was quicker, the room takes nobody), TooMany where others have the room yet.
    """
    held = stays.hold(session, scope, stay_id)
    if held.state not in IN_FORCE or _has(session, stay_id, What.CHECK_IN, What.WALK_IN):
        raise NotPossible("they were checked in already, or the stay is over")
    before = str(occupancy.hold(session, held.room_id).state)
    if held.state is StayState.PLANNED:
        if held.terms.begin > now:
            stays.change_dates(session, scope, stay_id, today, held.terms.until, now=now)
        stays.begin(session, stay_id, now=now)
    _note(session, scope, held, What.CHECK_IN, room_state=before, now=now)


def check_out(session: Session, scope: Scope, stay_id: int, *, now: int) -> None:
    """They leave: the door closes at once. Raises NotThere, NotPossible."""
    held = stays.hold(session, scope, stay_id)
    if held.state is not StayState.RUNNING:
        raise NotPossible("the stay does not run")
    before = str(occupancy.hold(session, held.room_id).state)
    granted = registration.c.id.in_(list(held.people)), registration.c.state == RegistrationState.GRANTED.value
    may_enter = session.scalars(select(registration.c.id).where(*granted).order_by(registration.c.id)).all()
    stays.end(session, scope, stay_id, now=now)
    _note(session, scope, held, What.CHECK_OUT, room_state=before, granted=may_enter, now=now)


def stay_late(session: Session, scope: Scope, stay_id: int, *, now: int) -> None:
    """They may leave later today than others, at the latest at midnight. Raises NotThere, NotPossible."""
    held = stays.hold(session, scope, stay_id)
    is_late = session.scalar(select(stay.c.id).where(stay.c.id == stay_id, parts.is_late())) is not None
    if held.state is not StayState.RUNNING or is_late:
        raise NotPossible("the stay does not run, or it was said already")
    _note(session, scope, held, What.LATE, room_state="", now=now)


def undo(session: Session, scope: Scope, act_id: int, *, now: int) -> What:
    """Take an act back; which it was. Raises NotThere, and what taking_back.require does."""
    stay_id = session.scalar(select(desk_act.c.stay_id).where(desk_act.c.id == act_id))
    if stay_id is None:
        raise NotThere
    held = stays.hold(session, scope, stay_id)
    occupancy.hold(session, held.room_id)
    row = session.execute(select(desk_act).where(desk_act.c.id == act_id)).one()
    taking_back.require(session, row, now)
    what = What(row.act)
    _UNDOING[what](session, scope, held, row, now)
    session.execute(update(desk_act).where(desk_act.c.id == act_id).values(undone_at=now, undone_by=scope.by))
    audit.note(session, act="desk.undo", of=f"stay:{stay_id}", detail={"act": what.value})
    return what


def _undo_walk_in(session: Session, scope: Scope, held: Held, row: Any, now: int) -> None:
    """The stay is over as if nobody had come, and its code void; the room is offered again where it was."""
    stays.end(session, scope, held.id, now=now)
    _put_room_back(session, scope, held.room_id, row, now)
    listings.released(session, held.room_id, held.id, by=scope.by, now=now)


def _undo_check_in(session: Session, scope: Scope, held: Held, row: Any, now: int) -> None:
    """One that had begun early begins when it was to. A code that was given stays good; whose card was shown was not
    one of them.
    """
    session.execute(delete(desk_card).where(desk_card.c.stay_id == held.id))
    if not taking_back.begins_again(row, now):
        return
    before = {"state": row.stay_state, "begin": row.begin}
    session.execute(update(stay).where(stay.c.id == held.id).values(before))
    taken_back.beginning(session, held.id, by=scope.by, now=now)
    occupancy.follow(session, held.room_id, by=scope.by, now=now)
    _put_room_back(session, scope, held.room_id, row, now)
    stays.renew(session, scope, held.id, now=now)


def _undo_check_out(session: Session, scope: Scope, held: Held, row: Any, now: int) -> None:
    again = {"state": StayState.RUNNING.value, "ended_at": None, "ended_by": None}
    session.execute(update(stay).where(stay.c.id == held.id).values(again))
    people = _still_revoked(session, held, row)
    for number in people:
        granted = {"state": RegistrationState.GRANTED.value, "changed_at": now, "changed_by": scope.by}
        session.execute(update(registration).where(registration.c.id == number).values(granted))
        if held.box_id is not None:
            announcing.registration_is(session, number, RegistrationState.GRANTED, box_id=held.box_id, now=now)
    taken_back.end(session, held.id, people, ended_at=row.at, by=scope.by, now=now)
    guests.come_back(session, scope, held.id, ended_at=row.at, ended_by=row.by, now=now)
    occupancy.follow(session, held.room_id, by=scope.by, now=now)
    announcing.stay_is(session, held.id, StayState.RUNNING, box_id=held.box_id, now=now)
    stays.renew(session, scope, held.id, now=now)


def _undo_late(*_: Any) -> None:
    """Nothing more than that it is taken back."""


_UNDOING = {
    What.WALK_IN: _undo_walk_in,
    What.CHECK_IN: _undo_check_in,
    What.CHECK_OUT: _undo_check_out,
    What.LATE: _undo_late,
}


def _still_revoked(session: Session, held: Held, row: Any) -> list[int]:
    """Those who might enter, and whom nobody has told anything since; nor has anybody asked to have them erased."""
    numbers = [int(number) for number in row.granted.split()]
    erasing = select(withdrawal.c.registration_id).where(withdrawal.c.what == ALL, withdrawal.c.asked_at >= row.at)
    revoked = (
        registration.c.id.in_(numbers),
        registration.c.stay_id == held.id,
        registration.c.box_id == held.box_id,
        registration.c.state == RegistrationState.REVOKED.value,
        registration.c.changed_at == row.at,
        registration.c.id.not_in(erasing),
    )
    chosen = select(registration.c.id).where(*revoked).order_by(registration.c.id)
    return list(session.scalars(chosen.with_for_update(of=registration)))


def _put_room_back(session: Session, scope: Scope, room_id: int, row: Any, now: int) -> None:
    """Nobody has been in the room: it need not be checked where it was clean before."""
    now_is = RoomState(occupancy.hold(session, room_id).state)
    if now_is is RoomState.UNCHECKED and row.room_state in (RoomState.VACANT, RoomState.RESERVED):
        occupancy.act(session, scope, room_id, RoomEvent.CHECKED, why="", now=now)


def _has(session: Session, stay_id: int, *acts: What) -> bool:
    chosen = desk_act.c.stay_id == stay_id, desk_act.c.act.in_([act.value for act in acts])
    found = select(desk_act.c.id).where(*chosen, desk_act.c.undone_at.is_(None)).limit(1)
    return session.scalar(found) is not None


def _note(
    session: Session, scope: Scope, was: Held, what: What, *, room_state: str, now: int, granted: Any = ()
) -> None:
    """Keep who did it, and how it was before."""
    row = {
        "stay_id": was.id,
        "act": what.value,
        "at": now,
        "by": scope.by,
        "stay_state": was.state.value,
        "begin": was.terms.begin,
        "room_state": room_state,
        "granted": " ".join(map(str, granted)),
    }
    session.execute(insert(desk_act), row)
    audit.note(session, act=f"desk.{what}", of=f"stay:{was.id}")
