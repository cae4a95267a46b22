"""What time brings to clocks: reminders, breaches, escalations; and clocks counted anew when the calendar has changed.

Each clock is brought on in a transaction of its own, which holds its row, does what is due and keeps how far it came.
So whatever happens exactly once has happened, however many processes try, and wherever one of them is killed.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from central.clock import clocks, rules
from central.clock.calendars import reason_for
from central.clock.clocks import BY_TIME, Held, Subject
from central.clock.days import Calendar
from central.clock.reasons import Act
from central.clock.rules import Rule, Stage, Step
from central.clock.states import Event, State, following
from central.clock.tables import clock, clock_event
from central.db import Database
from central.events import service as events
from central.guarded import guarded

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Clocks that are looked up in one question."""


@dataclass(frozen=True)
class Occurrence:
    """Something time has brought to a clock. event: REMINDED, BREACHED or ESCALATED; at, due_at: Unix ms."""

    clock_id: int
    rule: Rule
    subject: Subject
    owner: str
    event: Event
    at: int
    due_at: int


Listener = Callable[[Session, Occurrence], None]
"""Does what follows for the subject, in the very transaction; if it raises, nothing has occurred: it is tried again."""
Listeners = Mapping[str, Listener]
"""Subject's kind → listener."""

_EVENTS = {Step.REMIND: Event.REMINDED, Step.BREACH: Event.BREACHED, Step.ESCALATE: Event.ESCALATED}


def bring_on(database: Database, calendar: Calendar, listeners: Listeners, now: int) -> int:
    """Do all that is due at `now`; how many things occurred."""
    occurred, last = 0, (0, 0)
    while found := _due(database, now, last):
        for clock_id, next_at in found:
            occurred += _bring_one(database, calendar, listeners, clock_id, now)
            last = (next_at, clock_id)
    return occurred


def recount(database: Database, calendar: Calendar, now: int, limit: int = 10 * AT_ONCE) -> int:
    """Count open clocks anew that were counted by another calendar, at most `limit`; how many there were."""
    with database.reading() as session:
        of_another = clock.c.state.in_([State.RUNNING.value, State.BREACHED.value]), clock.c.calendar != calendar.mark
        found = list(session.scalars(select(clock.c.id).where(*of_another).order_by(clock.c.id).limit(limit)))
    for clock_id in found:
        with database.writing() as session:
            _recount_one(session, calendar, clock_id, now)
    return len(found)


def _due(database: Database, now: int, last: tuple[int, int]) -> list[tuple[int, int]]:
    """Clocks behind `last` whose next stage has come: number and moment."""
    at, number = last
    behind = (clock.c.next_at > at) | ((clock.c.next_at == at) & (clock.c.id > number))
    chosen = select(clock.c.id, clock.c.next_at).where(clock.c.next_at <= now, behind)
    with database.reading() as session:
        rows = session.execute(chosen.order_by(clock.c.next_at, clock.c.id).limit(AT_ONCE))
        return [(row.id, row.next_at) for row in rows]


def _bring_one(database: Database, calendar: Calendar, listeners: Listeners, clock_id: int, now: int) -> int:
    def bring_it_on() -> int:
        with database.writing() as session:
            return bring(session, calendar, listeners, clock_id, now)

    # One subject's fault must not keep the clocks of all others from being seen to.
    return guarded(bring_it_on, f"bringing clock {clock_id} on", log) or 0


def bring(session: Session, calendar: Calendar, listeners: Listeners, clock_id: int, now: int) -> int:
    """Do what is due for one clock; how many things occurred. Another process may have done so meanwhile."""
    held, occurred = clocks.hold(session, clock_id), 0
    stages = rules.stages(held.rule, held.due_at, calendar)
    while held.next_at is not None and held.next_at <= now:
        stage = stages[held.next_stage]
        if _is_of_use(session, held, stage, now):
            held = _occur(session, held, stage, listeners, now)
            occurred += 1
        held = _passed(session, held, stages)
    return occurred


def _is_of_use(session: Session, held: Held, stage: Stage, now: int) -> bool:
    """Whether a stage is still to be told of.

    A reminder that comes after the end, since nobody ran central, would only confuse. And an end that was moved and
    moved back has been told of already; only that it is over is said again, when that was taken back.
    """
    if stage.span is None:
        return True
    if stage.step is Step.REMIND and now >= held.due_at:
        return False
    told = select(clock_event.c.id).where(
        clock_event.c.clock_id == held.id,
        clock_event.c.event == _EVENTS[stage.step].value,
        clock_event.c.due_at == held.due_at,
        clock_event.c.amount == stage.span.amount,
        clock_event.c.unit == stage.span.unit.value,
    )
    return session.execute(told.limit(1)).first() is None


def _occur(session: Session, held: Held, stage: Stage, listeners: Listeners, now: int) -> Held:
    event = _EVENTS[stage.step]
    state = following(held.state, event)
    clocks.note(session, held.id, event, Act(BY_TIME, "", now), held.due_at, stage.span)
    session.execute(update(clock).where(clock.c.id == held.id).values(state=state.value))
    if event is Event.BREACHED:
        events.tell(session, events.Kind.CLOCK_BREACHED, f"clock:{held.id}", at=now)
    listener = listeners.get(held.subject.kind)
    if listener is not None:
        listener(session, Occurrence(held.id, held.rule, held.subject, held.owner, event, now, held.due_at))
    return clocks.hold(session, held.id)


def _passed(session: Session, held: Held, stages: list[Stage]) -> Held:
    """The stage is over. (A listener may have ended the clock: then nothing comes any more.)"""
    if held.next_at is None:
        return held
    number = held.next_stage + 1
    next_at = stages[number].at if number < len(stages) else None
    session.execute(update(clock).where(clock.c.id == held.id).values(next_stage=number, next_at=next_at))
    return replace(held, next_stage=number, next_at=next_at)


def _recount_one(session: Session, calendar: Calendar, clock_id: int, now: int) -> None:
    held = clocks.hold(session, clock_id)
    if held.state not in (State.RUNNING, State.BREACHED):
        return
    due = clocks.count(session, held, calendar)
    event = Event.REINSTATED if held.state is State.BREACHED and due.at > now else Event.RECALCULATED
    if due.at != held.due_at:
        by, why = reason_for(session, calendar.mark)
        clocks.note(session, held.id, event, Act(BY_TIME, f"{by}: {why}" if why else "", now), due.at)
    state = following(held.state, event) if due.at != held.due_at else held.state
    clocks.reschedule(session, held, state, due, calendar, now)
