"""One process looks at the clocks; whatever happens to processes and to the time, each thing is brought once."""

import logging
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from central.clock import calendars, clocks, service, turn
from central.clock.service import Act, Subject, Unit
from central.clock.tables import clock_event
from central.clock.ticking import JUMP, Ticker, listen, ticking
from central.db import Database, database_of
from tests.central.clock.conftest import OFFICE, SUBJECT, Clocks, at, rule
from tests.stage.waiting import wait_until

REPO = Path(__file__).parents[3]
HOUR = 3_600_000


class Time:
    """What the database says the time is, and how much has passed; both only as they are told."""

    def __init__(self, now: int) -> None:
        self.now, self.passed = now, 0

    def go_on(self, milliseconds: int) -> None:
        self.now += milliseconds
        self.passed += milliseconds

    def ticker(self, database: Database) -> Ticker:
        return Ticker(database, OFFICE, {}, moment=lambda _: self.now, passed=lambda: self.passed * 1_000_000)


def test_one_looks_at_a_time_and_the_next_takes_over_when_it_leaves(clocks: Clocks) -> None:
    clocks.start("2026-03-02 10:00")
    town = Time(at("2026-03-02 10:00"))
    first, second = town.ticker(clocks.database), town.ticker(clocks.database)
    first.tick()
    town.now = at("2026-03-04 08:30")

    first.tick()
    first.leave()
    town.now = at("2026-03-06 00:00")

    assert second.tick() == 1
    assert first.tick() == 0


def test_while_one_looks_the_other_does_not(clocks: Clocks) -> None:
    clocks.start("2026-03-02 10:00")
    town = Time(at("2026-03-04 08:29"))
    first, second = town.ticker(clocks.database), town.ticker(clocks.database)
    first.tick()
    town.go_on(59_000)

    assert second.tick() == 0
    town.go_on(1_000)
    assert second.tick() == 1


def test_a_turn_that_can_not_be_since_the_time_was_wrong_holds_nobody_up(clocks: Clocks) -> None:
    clocks.start("2026-03-02 10:00")
    town = Time(at("2036-01-01 00:00"))
    town.ticker(clocks.database).tick()
    town.now = at("2026-03-04 08:30")

    town.ticker(clocks.database).tick()

    with clocks.database.reading() as session:
        assert session.scalar(select(func.count()).where(clock_event.c.event == "breached")) == 1
        assert turn.holder_of(session)


@pytest.mark.parametrize(("jump", "way"), [(3 * HOUR, "forward"), (-3 * HOUR, "back")])
def test_a_time_that_was_set_is_noticed_and_brings_nothing_twice(
    clocks: Clocks, caplog: pytest.LogCaptureFixture, jump: int, way: str
) -> None:
    made = clocks.start("2026-03-02 10:00")
    town = Time(at("2026-03-06 00:00"))
    ticker = town.ticker(clocks.database)
    ticker.tick()
    town.go_on(10_000)
    ticker.tick()
    assert "the time was set" not in caplog.text

    town.now += jump
    ticker.tick()
    town.now -= jump
    ticker.tick()

    assert f"the time was set {way} by 10800 s" in caplog.text
    assert Counter(clocks.story(made)) == {"started": 1, "breached": 1}


def test_a_time_that_was_set_back_while_nobody_looked_is_noticed(
    clocks: Clocks, caplog: pytest.LogCaptureFixture
) -> None:
    town = Time(at("2026-03-06 00:00"))
    town.ticker(clocks.database).tick()
    town.now -= JUMP + 2 * turn.LASTS

    town.ticker(clocks.database).tick()

    assert "the time was set back by 150 s" in caplog.text


def test_the_end_of_the_table_is_logged_once_a_day(clocks: Clocks, caplog: pytest.LogCaptureFixture) -> None:
    town = Time(at("2026-11-23 08:00"))
    ticker = town.ticker(clocks.database)

    for _ in range(3):
        ticker.tick()
        town.go_on(10_000)
    once = caplog.text.count("the table of holidays ends with 2026")
    town.go_on(25 * HOUR)
    ticker.tick()

    assert (once, caplog.text.count("the table of holidays ends with 2026")) == (1, 2)


def test_clocks_are_counted_anew_at_the_next_look(clocks: Clocks) -> None:
    made = clocks.start("2026-03-02 10:00")
    clocks.override("2026-03-04", "2026-03-03 09:00", is_working=False)

    Time(at("2026-03-03 09:00")).ticker(clocks.database).tick()

    assert clocks.story(made) == ["started", "recalculated"]


def test_the_databases_time_is_about_that_of_this_host(database: Database) -> None:
    with database.reading() as session:
        assert abs(turn.moment(session) - time.time() * 1000) < 60_000


def test_a_running_central_tells_listeners(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[service.Occurrence] = []
    listen(app, SUBJECT.kind, lambda _, occurrence: heard.append(occurrence))
    now = time.time_ns() // 1_000_000
    with app.app_context(), database_of(app).writing() as session:
        calendar = service.load(session, service.office())
        service.start(session, calendar, rule(1, Unit.HOURS), SUBJECT, Act("Wang", "begun", now - 2 * HOUR))

    with caplog.at_level(logging.WARNING), ticking(app):
        wait_until(lambda: bool(heard), "the listener was told of the breach")

    assert [occurrence.event.value for occurrence in heard] == ["breached"]


@contextmanager
def bringer(url: str, off: int) -> Iterator["subprocess.Popen[str]"]:
    program = [sys.executable, "-m", "tests.central.clock.bringer", url, str(off)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, cwd=REPO) as process:
        try:
            yield process
        finally:
            process.kill()


def count_of(database: Database, event: str) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(clock_event.c.event == event)) or 0


def test_two_processes_of_which_one_is_killed_bring_each_thing_once(url: str, database: Database) -> None:
    number, begun = 150, time.time_ns() // 1_000_000 - 2 * HOUR
    with database.writing() as session:
        calendar = calendars.load(session, OFFICE)
        for each in range(number):
            act = Act("Wang", "begun", begun)
            late = rule(1, Unit.HOURS, escalations=(service.Span(1, Unit.WORKING_MINUTES),))
            clocks.start(session, calendar, late, Subject("case", str(each)), act)

    # A minute and more apart: each takes the other's turn at once, so both are at work all the time.
    with bringer(url, 0) as killed, bringer(url, 90_000):
        wait_until(lambda: count_of(database, "breached") >= 20, "the first clocks are breached")
        killed.kill()
        killed.wait(60)
        wait_until(lambda: count_of(database, "breached") >= number, "every clock is breached")

    with database.reading() as session:
        chosen = select(clock_event.c.clock_id, clock_event.c.event, func.count())
        rows = session.execute(chosen.group_by(clock_event.c.clock_id, clock_event.c.event)).all()
    assert {times for _, _, times in rows} == {1}
    assert len({clock_id for clock_id, event, _ in rows if event == "breached"}) == number
