"""How a room stands, kept in the transaction that changes it: what stays bring about, and what somebody does."""

from typing import Any

from sqlalchemy import case, func, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.rental.housing import room_states
from central.rental.housing.room_states import TAKES_STAYS, RoomEvent, RoomState
from central.rental.housing.tables import room_event
from central.rental.letting.looking import look_at
from central.rental.reporting import following
from central.rental.rules import NotPossible, StayState
from central.rental.scope import NotThere, Scope
from central.rental.tables import room, stay


def follow(session: Session, room_id: int, *, by: str, now: int) -> None:
    """Bring the room to where its stays have brought it. `now` is Unix ms."""
    held = hold(session, room_id)
    for event, state in room_states.by_stays(RoomState(held.state), **_stays_of(session, room_id)):
        _note(session, room_id, event, state, by, "", now)
        audit.note(session, act=f"room.{event}", of=f"room:{room_id}", detail={"state": state.value})


def act(session: Session, scope: Scope, room_id: int, event: RoomEvent, *, why: str, now: int) -> RoomState:
    """Somebody does something about a room; the state after it, and after what its stays then bring about.

    Raises NotThere, NotPossible: also for what is the office's to do, and for what follows from stays alone.
    """
    held = hold(session, room_id, scope)
    state = RoomState(held.state)
    if event not in room_states.possible(state, for_office=scope.is_office):
        raise NotPossible(f"{event} does not follow for a room that is {state}")
    _note(session, room_id, event, room_states.after(state, event), scope.by, why, now)
    detail = {"event": event.value, "state before": state.value}
    audit.note(session, act=f"room.{event}", of=f"room:{room_id}", why=why, detail=detail)
    if event is RoomEvent.CHECKED:
        following.room_checked(session, room_id, by=scope.by, now=now)
    follow(session, room_id, by=scope.by, now=now)
    return RoomState(session.execute(select(room.c.state).where(room.c.id == room_id)).scalar_one())


def hold(session: Session, room_id: int, scope: Scope | None = None) -> Any:
    """The room's row; nobody else changes it until the transaction ends. Raises NotThere."""
    mine = () if scope is None else (scope.rooms(),)
    found = session.execute(
        select(room).where(room.c.id == room_id, *mine).with_for_update(key_share=True)
    ).one_or_none()
    if found is None:
        raise NotThere
    return found


def hold_both(session: Session, first: int, second: int) -> None:
    """Two rooms that one transaction changes, in the order of their numbers: two such never wait for each other."""
    for room_id in sorted({first, second}):
        hold(session, room_id)


def _stays_of(session: Session, room_id: int) -> dict[str, int]:
    counts = {state.value: func.count(case((stay.c.state == state.value, 1))) for state in _COUNTED}
    row = session.execute(select(*counts.values()).where(stay.c.room_id == room_id)).one()
    return dict(zip(counts, map(int, row), strict=True))


_COUNTED = (StayState.RUNNING, StayState.PLANNED)


def _note(session: Session, room_id: int, event: RoomEvent, state: RoomState, by: str, why: str, now: int) -> None:
    session.execute(update(room).where(room.c.id == room_id).values(state=state.value))
    if state not in TAKES_STAYS:
        look_at(session, room.c.id == room_id, since=now)
    row = {"room_id": room_id, "at": now, "event": event.value, "state": state.value, "by": by, "why": why}
    session.execute(insert(room_event), row)
