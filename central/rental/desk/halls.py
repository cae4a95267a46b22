"""Halls where people wait for a front desk, and the numbers they take: no name, and nothing of why they came.

The address of a hall's screen holds a secret; whoever knows it sees numbers and counters, and may take a number. Each
act is one transaction, which the caller holds. Times are Unix ms, days ISO dates on the town's calendar.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from central.audit import service as audit
from central.place import service as places
from central.rental.desk import queue
from central.rental.desk.queue import TicketEvent, TicketState, Times, Waits
from central.rental.desk.tables import hall, ticket
from central.rental.rules import NotPossible
from central.rental.scope import NotThere, Scope

MOST_A_DAY: Final = 999
"""Numbers of one hall in a day: what a screen shows large."""
TAKE_GAP: Final = 1_000
"""ms between two numbers of a hall: nobody presses quicker for two people, and a screen that is leaned on takes few."""
MOST_COUNTERS: Final = 20
LAST_CALLED: Final = 5
_OPEN: Final = [state for state, event in queue.TICKET if event is TicketEvent.CLOSE]


@dataclass(frozen=True)
class HallRow:
    """A hall. waiting: how many wait today."""

    id: int
    name: str
    place_id: int
    counters: int
    waiting: int


@dataclass(frozen=True)
class TicketRow:
    """A number of today."""

    id: int
    number: int
    state: TicketState
    taken_at: int
    called_at: int | None
    counter: int | None
    called_by: str | None


@dataclass(frozen=True)
class Opened:
    """A hall that was made, or has a new screen. secret: of the screen's address, shown this once."""

    hall_id: int
    secret: str


def open_hall(session: Session, scope: Scope, place_id: int, name: str, counters: int, *, now: int) -> Opened:
    """A new hall. Raises NotThere for a place beyond the scope."""
    if places.narrowed(session, scope.reach, place_id).places != frozenset({place_id}):
        raise NotThere
    secret = _secret()
    row = {"place_id": place_id, "name": name, "counters": counters, "screen": _digest(secret)}
    made = session.execute(insert(hall).values(row | {"made_at": now, "made_by": scope.by}).returning(hall.c.id))
    number = int(made.scalar_one())
    audit.note(session, act="hall.open", of=f"hall:{number}", detail={"place": place_id, "counters": counters})
    return Opened(number, secret)


def new_screen(session: Session, scope: Scope, hall_id: int) -> Opened:
    """A new address for the screen; the one before shows nothing any more. Raises NotThere."""
    _hold(session, scope, hall_id)
    secret = _secret()
    session.execute(update(hall).where(hall.c.id == hall_id).values(screen=_digest(secret)))
    audit.note(session, act="hall.screen", of=f"hall:{hall_id}")
    return Opened(hall_id, secret)


def halls(session: Session, scope: Scope, day: str) -> list[HallRow]:
    """The halls in scope, by name."""
    return [HallRow(*row) for row in session.execute(_halls(scope, day).order_by(hall.c.name, hall.c.id))]


def hall_of(session: Session, scope: Scope, hall_id: int, day: str) -> HallRow | None:
    """One hall; None when there is none in scope."""
    row = session.execute(_halls(scope, day).where(hall.c.id == hall_id)).one_or_none()
    return HallRow(*row) if row else None


def _halls(scope: Scope, day: str) -> Select[Any]:
    waiting = select(func.count()).where(ticket.c.hall_id == hall.c.id, *_waiting(day)).scalar_subquery()
    columns = hall.c.id, hall.c.name, hall.c.place_id, hall.c.counters, waiting
    return select(*columns).where(places.within(scope.reach, hall.c.place_id))


def hall_of_ticket(session: Session, scope: Scope, ticket_id: int) -> int | None:
    """Number of the hall in scope in which a number was taken."""
    chosen = select(hall.c.id).join(ticket, ticket.c.hall_id == hall.c.id).where(ticket.c.id == ticket_id)
    return session.scalar(chosen.where(places.within(scope.reach, hall.c.place_id)))


def by_secret(session: Session, secret: str) -> tuple[int, str] | None:
    """Number and name of the hall whose screen has that secret."""
    found = session.execute(select(hall.c.id, hall.c.name).where(hall.c.screen == _digest(secret))).one_or_none()
    return None if found is None else (found.id, found.name)


def numbers(session: Session, hall_id: int, day: str, *states: TicketState) -> list[TicketRow]:
    """The numbers of a day in these states, in their order."""
    chosen = ticket.c.hall_id == hall_id, ticket.c.day == day, ticket.c.state.in_([state.value for state in states])
    columns = (ticket.c[name] for name in TicketRow.__dataclass_fields__)
    rows = session.execute(select(*columns).where(*chosen).order_by(ticket.c.number))
    return [TicketRow(row.id, row.number, TicketState(row.state), *row[3:]) for row in rows]


def last_called(session: Session, hall_id: int, day: str) -> list[TicketRow]:
    """The numbers that stand on the screen, the last one first."""
    called = numbers(session, hall_id, day, TicketState.CALLED)
    return sorted(called, key=lambda row: row.called_at or 0, reverse=True)[:LAST_CALLED]


def waits(session: Session, hall_id: int, day: str) -> Waits:
    """How long people waited and were served on a day."""
    columns = (ticket.c[name] for name in ("taken_at", "called_at", "ended_at", "state"))
    rows = session.execute(select(*columns).where(ticket.c.hall_id == hall_id, ticket.c.day == day))
    return queue.waits(Times(row.taken_at, row.called_at, row.ended_at, TicketState(row.state)) for row in rows)


def take(session: Session, hall_id: int, day: str, *, now: int) -> int:
    """The next number. Raises NotThere, NotPossible (too many, or too quick)."""
    if session.execute(select(hall.c.id).where(hall.c.id == hall_id).with_for_update()).one_or_none() is None:
        raise NotThere
    _close_before(session, hall_id, day, now)
    of_day = select(func.max(ticket.c.number), func.max(ticket.c.taken_at))
    last, taken_at = session.execute(of_day.where(ticket.c.hall_id == hall_id, ticket.c.day == day)).one()
    if (last or 0) >= MOST_A_DAY or (taken_at is not None and 0 <= now - taken_at < TAKE_GAP):
        raise NotPossible("no number can be taken now")
    number = (last or 0) + 1
    row = {"hall_id": hall_id, "day": day, "number": number, "state": TicketState.WAITING.value, "taken_at": now}
    session.execute(insert(ticket), row)
    audit.note(session, act="queue.take", of=f"hall:{hall_id}", detail={"number": number})
    return number


def call_next(session: Session, scope: Scope, hall_id: int, counter: int, day: str, *, now: int) -> int | None:
    """Call whoever waits longest to a counter, whose last number is done with by that; None where nobody waits.

    Raises NotThere, NotPossible for a counter there is not.
    """
    row = _hold(session, scope, hall_id)
    if not 1 <= counter <= row.counters:
        raise NotPossible("there is no such counter")
    _close_before(session, hall_id, day, now)
    _leave_counter(session, scope, hall_id, counter, day, now)
    first = next(iter(numbers(session, hall_id, day, TicketState.WAITING)), None)
    if first is None:
        return None
    _bring(session, scope, hall_id, first, TicketEvent.CALL, now, counter=counter)
    return first.number


def say(
    session: Session, scope: Scope, ticket_id: int, event: TicketEvent, counter: int, day: str, *, now: int
) -> None:
    """What became of a number of that day, or that it is called after all, which ends the counter's last one.

    Raises NotThere, NotPossible: also for a number of another day.
    """
    hall_id = hall_of_ticket(session, scope, ticket_id)
    if hall_id is None:
        raise NotThere
    row = _hold(session, scope, hall_id)
    known = next((each for each in numbers(session, hall_id, day, *TicketState) if each.id == ticket_id), None)
    if known is None:
        raise NotPossible("a number is good for its day")
    if event is TicketEvent.CALL:
        if not 1 <= counter <= row.counters:
            raise NotPossible("there is no such counter")
        queue.after(known.state, event)
        _leave_counter(session, scope, hall_id, counter, day, now)
    _bring(session, scope, hall_id, known, event, now, counter=counter)


def _leave_counter(session: Session, scope: Scope, hall_id: int, counter: int, day: str, now: int) -> None:
    """Whoever is at the counter is done with, since the next one comes."""
    for called in numbers(session, hall_id, day, TicketState.CALLED):
        if called.counter == counter:
            _bring(session, scope, hall_id, called, TicketEvent.SERVE, now)


def _close_before(session: Session, hall_id: int, day: str, now: int) -> None:
    """A number is good for its day: those of which nobody has said what became of them are over."""
    before = ticket.c.hall_id == hall_id, ticket.c.day < day, ticket.c.state.in_([state.value for state in _OPEN])
    lapsed = {"state": TicketState.LAPSED.value, "ended_at": now}
    closed = session.scalars(update(ticket).where(*before).values(lapsed).returning(ticket.c.id)).all()
    if closed:
        audit.note(session, act="queue.close", of=f"hall:{hall_id}", detail={"numbers": len(closed)})


def _bring(
    session: Session, scope: Scope, hall_id: int, row: TicketRow, event: TicketEvent, now: int, counter: int = 0
) -> None:
    state = queue.after(row.state, event)
    values: dict[str, Any] = {"state": state.value}
    if event is TicketEvent.CALL:
        values |= {"called_at": now, "counter": counter, "called_by": scope.by, "ended_at": None}
    else:
        values |= {"ended_at": now}
    session.execute(update(ticket).where(ticket.c.id == row.id).values(values))
    told = {"number": row.number} | ({"counter": counter} if event is TicketEvent.CALL else {})
    audit.note(session, act=f"queue.{event}", of=f"hall:{hall_id}", detail=told)


def _hold(session: Session, scope: Scope, hall_id: int) -> Any:
    """The hall's row; its numbers are given and called one after the other."""
    chosen = hall.c.id == hall_id, places.within(scope.reach, hall.c.place_id)
    found = session.execute(select(hall).where(*chosen).with_for_update()).one_or_none()
    if found is None:
        raise NotThere
    return found


def _waiting(day: str) -> tuple[Any, Any]:
    return ticket.c.day == day, ticket.c.state == TicketState.WAITING.value


def _secret() -> str:
    return secrets.token_urlsafe(18)


def _digest(secret: str) -> str:
    return hashlib.sha256(f"hall {secret}".encode()).hexdigest()
