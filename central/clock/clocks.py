"""The transactions on clocks: start, pause, go on, extend, meet, cancel, reopen. Each needs a reason.

Whoever sees to one changes without. Everything runs in the caller's transaction, so that a clock and what it is about
change together or not at all. Times are Unix ms.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, Text, cast, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.clock import rules
from central.clock.days import Calendar
from central.clock.reasons import Act, checked
from central.clock.rules import Course, Due, Rule, Span, Stage, Step
from central.clock.states import OPEN, Event, NotPossible, State, following
from central.clock.tables import clock, clock_event
from central.web.grants import TOWN

BY_TIME: Final = "time"
"""Who does what nobody does."""


class NoClock(LookupError):
    """There is no such clock."""


@dataclass(frozen=True)
class Subject:
    """What a clock is about, by names the subject gives: ("registration", "17")."""

    kind: str
    id: str


@dataclass(frozen=True)
class Held:
    """A clock that nobody else changes until the transaction ends."""

    id: int
    rule: Rule
    subject: Subject
    owner: str
    state: State
    started_at: int
    extended: int
    due_at: int
    next_stage: int
    next_at: int | None
    calendar: str


def start(
    session: Session,
    calendar: Calendar,
    rule: Rule,
    subject: Subject,
    act: Act,
    *,
    owner: str = "",
    place_id: int = TOWN,
) -> int:
    """Start a clock at `act.at`; its number. One that is open for this rule and subject goes on instead.

    owner: who has to see to it, by a name the subject understands. place_id: where the subject lies; those who look
    after that place see the clock. Raises NoReason.
    """
    running = open_clock(session, rule.name, subject)
    if running is not None:
        return running
    due = rules.due(rule, Course(act.at), calendar)
    row = {
        "rule": rule.name,
        "terms": msgspec.json.encode(rule).decode(),
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "owner": owner,
        "place_id": place_id,
        "state": State.RUNNING.value,
        "started_at": act.at,
        "extended": 0,
        "is_provisional": due.is_provisional,
        "calendar": calendar.mark,
        **_schedule(rules.stages(rule, due.at, calendar), due.at, act.at),
    }
    try:
        with session.begin_nested():
            made = int(session.execute(insert(clock).values(row).returning(clock.c.id)).scalar_one())
            note(session, made, Event.STARTED, act, due.at, rule.term)
    except IntegrityError:
        # Somebody else has started it since it was looked for.
        running = open_clock(session, rule.name, subject)
        if running is None:
            raise
        return running
    return made


def pause(session: Session, clock_id: int, act: Act) -> None:
    """Stop a clock's time. Raises NoClock, NotPossible (also where its time is over already), NoReason."""
    held = hold(session, clock_id)
    if act.at >= held.due_at:
        raise NotPossible(f"clock {clock_id} can't be paused: its time is over")
    state = following(held.state, Event.PAUSED)
    note(session, held.id, Event.PAUSED, act, held.due_at)
    _keep(session, held.id, state=state.value, next_at=None)


def resume(session: Session, calendar: Calendar, clock_id: int, act: Act) -> None:
    """Let a clock that is paused go on. Raises NoClock, NotPossible, NoReason."""
    held = hold(session, clock_id)
    state = following(held.state, Event.RESUMED)
    due = count(session, held, calendar, resumed=act.at)
    note(session, held.id, Event.RESUMED, act, due.at)
    reschedule(session, held, state, due, calendar, act.at)


def extend(session: Session, calendar: Calendar, clock_id: int, amount: int, act: Act) -> None:
    """Give so many more of the rule's unit; a clock whose time was over runs again.

    Raises NoClock, NotPossible, NoReason, ValueError.
    """
    held = hold(session, clock_id)
    state = following(held.state, Event.EXTENDED)
    more = Span(amount, held.rule.term.unit)
    _keep(session, held.id, extended=held.extended + amount)
    if state is State.PAUSED:
        note(session, held.id, Event.EXTENDED, act, held.due_at, more)
        return
    longer = hold(session, clock_id)
    due = count(session, longer, calendar)
    note(session, held.id, Event.EXTENDED, act, due.at, more)
    reschedule(session, longer, state, due, calendar, act.at)


def meet(session: Session, clock_id: int, act: Act) -> None:
    """What was to be done is done, in time or late. Raises NoClock, NotPossible, NoReason."""
    _end(session, clock_id, Event.MET, act)


def cancel(session: Session, clock_id: int, act: Act) -> None:
    """There is nothing to be done any more. Raises NoClock, NotPossible, NoReason."""
    _end(session, clock_id, Event.CANCELLED, act)


def reopen(session: Session, calendar: Calendar, clock_id: int, act: Act) -> None:
    """Take it back that a clock was cancelled: it goes on as if it never had been, and stands if it stood.

    Raises NoClock, NotPossible (also where another has begun since), NoReason.
    """
    held = hold(session, clock_id)
    state = following(held.state, Event.REOPENED)
    if open_clock(session, held.rule.name, held.subject) is not None:
        raise NotPossible(f"clock {clock_id} can't be reopened: another has begun")
    stood = _pauses(session, clock_id)[1] is not None
    due = count(session, held, calendar, resumed=act.at if stood else None)
    note(session, held.id, Event.REOPENED, act, due.at)
    _keep(session, held.id, ended_at=None)
    # That its time is over is told again, by whoever brings what time brings.
    breach = [stage.step for stage in rules.stages(held.rule, due.at, calendar)].index(Step.BREACH)
    reschedule(session, replace(held, next_stage=min(held.next_stage, breach)), state, due, calendar, act.at)
    if stood:
        pause(session, clock_id, act)


def hand_over(session: Session, subject: Subject, place_id: int, *, owner: str | None = None) -> None:
    """What the subject's open clocks are about lies elsewhere, or somebody else has to see to it (None: as before)."""
    _hand_over(session, clock.c.subject_kind == subject.kind, clock.c.subject_id == subject.id, place_id, owner)


def hand_over_all(
    session: Session, kind: str, numbers: Select[tuple[int]], place_id: int, *, owner: str | None = None
) -> None:
    """The same of all subjects of a kind that are called by these numbers."""
    ids = numbers.subquery()
    of_these = clock.c.subject_id.in_(select(cast(ids.c[0], Text)))
    _hand_over(session, clock.c.subject_kind == kind, of_these, place_id, owner)


def open_clock(session: Session, rule_name: str, subject: Subject) -> int | None:
    """The clock of this rule that is open for the subject; there is one at most."""
    about = clock.c.subject_kind == subject.kind, clock.c.subject_id == subject.id
    return session.scalar(select(clock.c.id).where(clock.c.rule == rule_name, *about, _is_open()))


def hold(session: Session, clock_id: int) -> Held:
    """The clock, for changing it. Raises NoClock."""
    chosen = select(clock).where(clock.c.id == clock_id)
    row = session.execute(chosen.with_for_update()).one_or_none()
    if row is None:
        raise NoClock(f"there is no clock {clock_id}")
    return Held(
        row.id,
        rule_of(row.terms),
        Subject(row.subject_kind, row.subject_id),
        row.owner,
        State(row.state),
        row.started_at,
        row.extended,
        row.due_at,
        row.next_stage,
        row.next_at,
        row.calendar,
    )


def rule_of(terms: str) -> Rule:
    """A rule as it is kept with a clock."""
    return msgspec.json.decode(terms, type=Rule)


def count(session: Session, held: Held, calendar: Calendar, resumed: int | None = None) -> Due:
    """When the clock's time ends by `calendar`. resumed: a pause that has not been written as over ends then."""
    pauses, since = _pauses(session, held.id)
    if since is not None and resumed is not None:
        pauses.append((since, max(since, resumed)))
    return rules.due(held.rule, Course(held.started_at, tuple(pauses), held.extended), calendar)


def reschedule(session: Session, held: Held, state: State, due: Due, calendar: Calendar, now: int) -> None:
    """Keep the end as it is now, and what time brings next."""
    stages = rules.stages(held.rule, due.at, calendar)
    was_over = held.state is State.BREACHED
    if state is State.BREACHED or (due.at == held.due_at and not was_over):
        # What time has brought for this end, it does not bring again. (A day more may end on the same working day: then
        # a clock that runs again is over again.)
        plan = _from_stage(stages, held.next_stage, due.at)
    else:
        plan = _schedule(stages, due.at, now)
    values = {"state": state.value, "is_provisional": due.is_provisional, "calendar": calendar.mark, **plan}
    _keep(session, held.id, **values)


def note(session: Session, clock_id: int, event: Event, act: Act, due_at: int, span: Span | None = None) -> None:
    """Write into the clock's story. Raises NoReason for an act of somebody that has none."""
    why = act.why if act.by == BY_TIME else checked(act.why)
    row = {"clock_id": clock_id, "at": act.at, "event": event.value, "by": act.by, "why": why, "due_at": due_at}
    row |= {"amount": span.amount, "unit": span.unit.value} if span else {}
    session.execute(insert(clock_event), row)


def _pauses(session: Session, clock_id: int) -> tuple[list[tuple[int, int]], int | None]:
    """The pauses that are over, and since when it stands; None: it does not, or did not when it ended."""
    of_pauses = clock_event.c.event.in_([Event.PAUSED.value, Event.RESUMED.value, Event.REOPENED.value])
    chosen = select(clock_event.c.event, clock_event.c.at).where(clock_event.c.clock_id == clock_id, of_pauses)
    pauses, since = [], None
    for event, at in session.execute(chosen.order_by(clock_event.c.id)):
        if event == Event.PAUSED.value:
            since = at
        elif since is not None:
            # A clock of the host that was set back in between must not make a pause negative.
            pauses.append((since, max(since, at)))
            since = None
    return pauses, since


def _is_open() -> ColumnElement[bool]:
    return clock.c.state.in_([state.value for state in OPEN])


def _hand_over(
    session: Session, of_kind: ColumnElement[bool], of_these: ColumnElement[bool], place_id: int, owner: str | None
) -> None:
    to: dict[str, Any] = {"place_id": place_id} if owner is None else {"place_id": place_id, "owner": owner}
    is_other = or_(*(clock.c[name] != value for name, value in to.items()))
    session.execute(update(clock).where(of_kind, of_these, _is_open(), is_other).values(to))


def _end(session: Session, clock_id: int, event: Event, act: Act) -> None:
    held = hold(session, clock_id)
    state = following(held.state, event)
    note(session, held.id, event, act, held.due_at)
    _keep(session, held.id, state=state.value, next_at=None, ended_at=act.at)


def _schedule(stages: list[Stage], due_at: int, now: int) -> dict[str, Any]:
    """The first stage that is to come. Of reminders those whose moment has passed are left out."""
    coming = (index for index, stage in enumerate(stages) if stage.at > now or stage.step is not Step.REMIND)
    return _from_stage(stages, next(coming), due_at)


def _from_stage(stages: list[Stage], index: int, due_at: int) -> dict[str, Any]:
    next_at = stages[index].at if index < len(stages) else None
    return {"due_at": due_at, "next_stage": index, "next_at": next_at}


def _keep(session: Session, clock_id: int, **values: Any) -> None:
    session.execute(update(clock).where(clock.c.id == clock_id).values(values))
