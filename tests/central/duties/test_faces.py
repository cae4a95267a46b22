"""Stored faces are counted by person, and a number that is reached begins its work once."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from central.clock import service as clocks
from central.clock.service import Act, Calendar, State
from central.db import Database
from central.duties import faces
from central.rental import service as rental
from central.rental.tables import enrolment
from tests.central.clock.conftest import at
from tests.central.duties.conftest import NOW


def states(database: Database) -> list[State | None]:
    """Of the clocks at 80,000, 95,000 and 100,000."""
    with database.reading() as session:
        return [None if each.clock is None else each.clock.state for each in faces.reached(session, NOW)]


def test_what_boxes_hold_counts_and_what_they_erased_does_not(database: Database, calendar: Calendar) -> None:
    row = {"change": "enrolled", "at": NOW}
    with database.writing() as session:
        for box, person, count in ((1, "a", 3), (1, "b", 0), (2, "a", 1)):
            session.execute(insert(enrolment), row | {"box_id": box, "person": person, "reference_count": count})
        # Nobody knows a document of theirs, so one at each box.
        assert rental.stored_faces(session) == 2


def test_each_number_begins_its_work_and_the_filing_has_thirty_working_days(
    database: Database, calendar: Calendar
) -> None:
    seen = []
    before = 0
    for people in (79_999, 80_000, 95_000, 79_000, 100_000, 99_000):
        with database.writing() as session:
            faces.follow(session, calendar, people, NOW, before=before)
        before = people
        seen.append(states(database))

    runs, off = State.RUNNING, State.CANCELLED
    assert seen == [
        [None, None, None],
        [runs, None, None],
        [runs, runs, None],
        [off, off, None],
        [runs, runs, runs],
        [runs, runs, runs],
    ]
    with database.writing() as session:
        filing = faces.reached(session, NOW)[-1].clock
        assert filing is not None
        assert at("2027-01-04 00:00") < filing.due_at <= at("2027-01-06 00:00")
        assert faces.done(session, 100_000, Act("Lin", "filed under 12", NOW))
        assert not faces.done(session, 100_000, Act("Lin", "filed again", NOW))
        assert faces.done(session, 80_000, Act("Lin", "the papers are ready", NOW))
        faces.follow(session, calendar, 99_000, NOW, before=99_000)
        still = [each.clock.state for each in faces.reached(session, NOW) if each.clock]
        faces.follow(session, calendar, 70_000, NOW, before=99_000)
        faces.follow(session, calendar, 120_000, NOW, before=70_000)
    # Who has seen to a warning is warned again when the number has fallen and risen; a filing stands.
    assert still == [State.MET, runs, State.MET]
    assert states(database) == [runs, runs, State.MET]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 130_000), max_size=12))
def test_work_runs_whenever_the_last_count_asks_for_it(counts: list[int]) -> None:
    running = dict.fromkeys((80_000, 95_000, 100_000), False)
    for before, people in zip([0, *counts], counts, strict=False):
        for each in list(reached(running)):
            if faces._begins(each, people, before):
                running[each.threshold.people] = True
            elif faces._falls_away(each, people):
                running[each.threshold.people] = False
    if counts:
        assert all(running[number] for number in running if counts[-1] >= number)
        assert not any(running[number] for number in (80_000, 95_000) if counts[-1] < number)


def reached(running: dict[int, bool]) -> Iterator[faces.Reached]:
    """The thresholds, with a clock that runs where there is one."""
    for threshold in faces.THRESHOLDS:
        row = clocks.ClockRow(1, threshold.rule, threshold.subject, "", State.RUNNING, 0, 1, False, None, False)
        yield faces.Reached(threshold, row if running[threshold.people] else None)
