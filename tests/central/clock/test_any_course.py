"""Whatever people do to a clock and to the calendar, in whatever order, its story holds together."""

import itertools
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from central.clock import service
from central.clock.passing import bring_on, recount
from central.clock.service import Act, Event, NotPossible, Span, State, Unit
from central.clock.states import OPEN, TABLE
from central.db import Database
from tests.central.clock.conftest import OFFICE, SUBJECT, Clocks, at, rule

HOUR = 3_600_000
BEGUN = at("2026-02-10 10:00")
ACTS = st.sampled_from(["pause", "resume", "extend", "override", "nothing", "nothing", "meet", "cancel", "reopen"])
COURSES = st.lists(st.tuples(st.integers(1, 60), ACTS), min_size=1, max_size=12)
SPANS = (Span(1, Unit.WORKING_DAYS), Span(6, Unit.HOURS))
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def fresh(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Database]:
    """Makes a database of its own for each example."""
    folder = tmp_path_factory.mktemp("courses")

    def make() -> Database:
        return Database(f"sqlite:///{shutil.copy(sqlite_template, folder / f'{next(NUMBERS)}.db')}")

    return make


def do(clocks: Clocks, clock_id: int, name: str, now: int) -> None:
    """One act; none where the clock's state does not allow it."""
    calendar, act = clocks.calendar(), Act("Wang", "a reason", now)
    acts: dict[str, Callable[[Session], object]] = {
        "pause": lambda session: service.pause(session, clock_id, act),
        "resume": lambda session: service.resume(session, calendar, clock_id, act),
        "extend": lambda session: service.extend(session, calendar, clock_id, 1, act),
        "meet": lambda session: service.meet(session, clock_id, act),
        "cancel": lambda session: service.cancel(session, clock_id, act),
        "reopen": lambda session: service.reopen(session, calendar, clock_id, act),
        "override": lambda session: override(session, calendar, now),
        "nothing": lambda _: None,
    }
    try:
        with clocks.database.writing() as session:
            acts[name](session)
    except NotPossible:
        return


def override(session: Session, calendar: service.Calendar, now: int) -> None:
    """The day after is the other way round from now on."""
    day: date = calendar.day_of(now) + timedelta(days=1)
    act = Act("Li", "flood", now)
    service.override(session, OFFICE, day, act, is_working=not calendar.is_working(day))


@pytest.mark.parametrize("unit", [Unit.WORKING_DAYS, Unit.NATURAL_DAYS, Unit.WORKING_MINUTES])
@settings(max_examples=15)
@given(course=COURSES)
def test_a_story_holds_together(fresh: Callable[[], Database], unit: Unit, course: list[tuple[int, str]]) -> None:
    amount = {Unit.WORKING_MINUTES: 1200}.get(unit, 4)
    with closing(fresh()) as database:
        clocks, now = Clocks(database), BEGUN
        with database.writing() as session:
            wanted = rule(amount, unit, reminders=SPANS, escalations=SPANS)
            made = service.start(session, clocks.calendar(), wanted, SUBJECT, Act("Wang", "begun", now))
        for hours, name in course:
            now += hours * HOUR
            do(clocks, made, name, now)
            recount(database, clocks.calendar(), now)
            bring_on(database, clocks.calendar(), {}, now)
            assert_holds_together(database, made, now)


def assert_holds_together(database: Database, clock_id: int, now: int) -> None:
    with database.reading() as session:
        row = service.clock_of(session, clock_id, now)
        story = service.story(session, clock_id)
    assert row is not None
    state = State.RUNNING
    for event in story[1:]:
        state = TABLE[state][event.event]
    assert state is row.state
    assert row.state is not State.RUNNING or row.due_at > now
    assert row.state is not State.BREACHED or row.due_at <= now
    assert row.state not in OPEN or row.ended_at is None
    brought = Counter(
        (event.due_at, event.event, event.amount, event.unit)
        for event in story
        if event.event in (Event.REMINDED, Event.ESCALATED)
    )
    assert all(times == 1 for times in brought.values())
