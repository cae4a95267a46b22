"""What pages and other subjects read of clocks. Plain rows come out; times are Unix ms."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, true
from sqlalchemy.orm import Session

from central.clock import rules
from central.clock.clocks import Subject, rule_of
from central.clock.days import Calendar
from central.clock.rules import Rule, Unit
from central.clock.states import Event, State
from central.clock.tables import clock, clock_event
from central.place.service import within
from central.web.grants import EVERYWHERE, Reach


@unique
class When(StrEnum):
    """How pressing a clock is; each is in one list only. ENDED: the last to end first."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    PAUSED = "paused"
    ENDED = "ended"


PRESSING = (When.OVERDUE, When.TODAY, When.WEEK)
"""What needs somebody now."""


@dataclass(frozen=True)
class ClockRow:
    """A clock. is_late: its time was over before it ended, or is over now."""

    id: int
    rule: Rule
    subject: Subject
    owner: str
    state: State
    started_at: int
    due_at: int
    is_provisional: bool
    ended_at: int | None
    is_late: bool


@dataclass(frozen=True)
class EventRow:
    """Something that happened to a clock; amount of unit: how much longer, before the end, or after it."""

    at: int
    event: Event
    by: str
    why: str
    due_at: int
    amount: int | None
    unit: Unit | None


@dataclass(frozen=True)
class Place:
    """Where a page of a list ended: the moment it is ordered by, and the clock's number."""

    at: int
    id: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """From an address; None for anything else."""
        at, _, number = text.partition("-")
        are_numbers = all(part.isascii() and part.isdigit() and len(part) <= 18 for part in (at, number))
        return cls(int(at), int(number)) if are_numbers else None

    def __str__(self) -> str:
        return f"{self.at}-{self.id}"


def listed(
    session: Session,
    calendar: Calendar,
    when: When,
    now: int,
    *,
    owners: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    reach: Reach = EVERYWHERE,
    after: Place | None = None,
    limit: int | None = 50,
) -> list[ClockRow]:
    """The clocks of one list, the most pressing first; `after` the place where the page before ended; limit: None for
    all.

    owners, kinds: only those whose owner, or whose subject's kind, is among these.
    """
    listed = chosen(when, calendar, now, reach).where(*_of(owners, kinds))
    if when is When.ENDED:
        behind = _behind(clock.c.ended_at, after, descending=True)
        listed = listed.where(behind).order_by(clock.c.ended_at.desc(), clock.c.id.desc())
    else:
        listed = listed.where(_behind(clock.c.due_at, after)).order_by(clock.c.due_at, clock.c.id)
    return clock_rows(session.execute(listed.limit(limit)), now)


def chosen(when: When, calendar: Calendar, now: int, reach: Reach) -> Select[Any]:
    """The clocks within reach that are in one list, in no order."""
    return select(clock).where(_is(when, calendar, now), within(reach, clock.c.place_id))


def clock_rows(rows: Iterable[Any], now: int) -> list[ClockRow]:
    """Rows of the database as the pages know them."""
    return [_row(row, now) for row in rows]


def place_of(row: ClockRow) -> Place:
    """Where the list goes on behind this row."""
    return Place(row.due_at if row.ended_at is None else row.ended_at, row.id)


def dues() -> Subquery:
    """Number, end (Unix ms) and state of every clock, for the lists of what they are about."""
    return select(clock.c.id, clock.c.due_at, clock.c.state).subquery("due")


def counts(
    session: Session,
    calendar: Calendar,
    now: int,
    *,
    owners: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    reach: Reach = EVERYWHERE,
) -> dict[When, int]:
    """How many there are within reach in each list of clocks that are open."""
    open_lists = [when for when in When if when is not When.ENDED]
    sums = [func.count().filter(_is(when, calendar, now)) for when in open_lists]
    row = session.execute(
        select(*sums).select_from(clock).where(_is_open(), *_of(owners, kinds), within(reach, clock.c.place_id))
    ).one()
    return dict(zip(open_lists, map(int, row), strict=True))


def clock_of(session: Session, clock_id: int, now: int, reach: Reach = EVERYWHERE) -> ClockRow | None:
    """One clock; None where there is none within reach."""
    row = session.execute(select(clock).where(clock.c.id == clock_id, within(reach, clock.c.place_id))).one_or_none()
    return None if row is None else _row(row, now)


def clocks_of(session: Session, subject: Subject, now: int) -> list[ClockRow]:
    """Every clock about something, the oldest first."""
    about = clock.c.subject_kind == subject.kind, clock.c.subject_id == subject.id
    return [_row(row, now) for row in session.execute(select(clock).where(*about).order_by(clock.c.id))]


def clocks_of_each(session: Session, kind: str, ids: Iterable[str], now: int) -> dict[str, list[ClockRow]]:
    """Subject → every clock about it, the oldest first; of those about which there is none, nothing."""
    about = clock.c.subject_kind == kind, clock.c.subject_id.in_(list(ids))
    found: dict[str, list[ClockRow]] = {}
    for row in session.execute(select(clock).where(*about).order_by(clock.c.id)):
        found.setdefault(row.subject_id, []).append(_row(row, now))
    return found


def late_subjects(kind: str) -> Select[Any]:
    """What a clock of this kind was not met in time for, by the subject's own name; for a condition."""
    met_late = and_(clock.c.state == State.MET.value, clock.c.ended_at > clock.c.due_at)
    is_late = or_(clock.c.state == State.BREACHED.value, met_late)
    return select(clock.c.subject_id).where(clock.c.subject_kind == kind, is_late)


def kept_by_owner(rule_names: Collection[str], *, since: int, now: int, reach: Reach) -> Select[Any]:
    """Owner and rule → how many clocks within reach that began since then were met in time (in_time) and late (late),
    and how many are over time (overdue); those that may still be met in time, or were cancelled, are in none.
    """
    met, runs = clock.c.state == State.MET.value, clock.c.state == State.RUNNING.value
    overdue = or_(clock.c.state == State.BREACHED.value, and_(runs, clock.c.due_at <= now))
    counts = {
        "in_time": and_(met, clock.c.ended_at <= clock.c.due_at),
        "late": and_(met, clock.c.ended_at > clock.c.due_at),
        "overdue": overdue,
    }
    sums = (func.count().filter(condition).label(name) for name, condition in counts.items())
    counted = clock.c.rule.in_(rule_names), clock.c.started_at >= since, within(reach, clock.c.place_id)
    return select(clock.c.owner, clock.c.rule, *sums).where(*counted).group_by(clock.c.owner, clock.c.rule)


def story(session: Session, clock_id: int) -> list[EventRow]:
    """All that happened to a clock, the oldest first."""
    columns = (clock_event.c[name] for name in EventRow.__dataclass_fields__)
    rows = session.execute(select(*columns).where(clock_event.c.clock_id == clock_id).order_by(clock_event.c.id))
    return [
        EventRow(
            row.at, Event(row.event), row.by, row.why, row.due_at, row.amount, Unit(row.unit) if row.unit else None
        )
        for row in rows
    ]


def _is(when: When, calendar: Calendar, now: int) -> ColumnElement[bool]:
    today, week = rules.day_ends(calendar, now), rules.week_ends(calendar, now)
    due, runs = clock.c.due_at, clock.c.state == State.RUNNING.value
    lists = {
        When.OVERDUE: or_(clock.c.state == State.BREACHED.value, and_(runs, due <= now)),
        When.TODAY: and_(runs, due > now, due <= today),
        When.WEEK: and_(runs, due > today, due <= week),
        When.LATER: and_(runs, due > week),
        When.PAUSED: clock.c.state == State.PAUSED.value,
        # Not by the states themselves: the index of ended_at has these clocks in their order, and no others.
        When.ENDED: clock.c.ended_at.is_not(None),
    }
    return lists[when]


def _is_open() -> ColumnElement[bool]:
    return clock.c.state.in_([State.RUNNING.value, State.PAUSED.value, State.BREACHED.value])


def _of(owners: Collection[str] | None, kinds: Collection[str] | None) -> list[ColumnElement[bool]]:
    wanted = ((clock.c.owner, owners), (clock.c.subject_kind, kinds))
    return [column.in_(list(values)) for column, values in wanted if values is not None]


def _behind(column: Any, after: Place | None, *, descending: bool = False) -> ColumnElement[bool]:
    if after is None:
        return true()
    if descending:
        return or_(column < after.at, and_(column == after.at, clock.c.id < after.id))
    return or_(column > after.at, and_(column == after.at, clock.c.id > after.id))


def _row(row: Any, now: int) -> ClockRow:
    state = State(row.state)
    counted_to = {State.PAUSED: row.started_at, State.CANCELLED: row.started_at}.get(state, row.ended_at or now)
    return ClockRow(
        row.id,
        rule_of(row.terms),
        Subject(row.subject_kind, row.subject_id),
        row.owner,
        state,
        row.started_at,
        row.due_at,
        row.is_provisional,
        row.ended_at,
        row.due_at <= counted_to,
    )
