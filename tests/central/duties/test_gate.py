"""Boxes use faces where an assessment of it holds, and nowhere else once a time of grace is over."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from central.clock.service import Calendar
from central.db import Database
from central.duties import assessing, assessments, gate
from central.duties.assessing import Decision, NotPossible, OwnAssessment
from central.duties.tables import assessment, face_grace
from central.edges.tables import box, box_order
from central.place import service as places
from central.place.service import Kind
from central.web.grants import TOWN
from tests.central.clock.conftest import at
from tests.central.duties.conftest import DAY, NOW
from tests.fakes import duties
from tests.stage.waiting import wait_until


def told(database: Database) -> list[tuple[int, bool]]:
    """What boxes were ordered about faces, in order."""
    with database.reading() as session:
        orders = session.execute(select(box_order).where(box_order.c.kind == "face-use").order_by(box_order.c.id))
        return [(row.box_id, json.loads(row.body)["allowed"]) for row in orders]


def somebody_waits(database: Database) -> bool:
    """Whether a transaction waits for another; on SQLite the one that comes second waits before it begins."""
    if database.engine.dialect.name == "sqlite":
        return True
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    with database.reading() as session:
        return bool(session.scalar(waiting))


def test_without_an_assessment_faces_rest_and_with_one_they_come_back(database: Database, calendar: Calendar) -> None:
    gate.turn(database, calendar, NOW)
    gate.turn(database, calendar, NOW + 1)
    assert sorted(told(database)) == [(1, False), (2, False)]

    with database.writing() as session:
        duties.assess(session, NOW, days=10)
    gate.turn(database, calendar, NOW + 2)
    with database.reading() as session:
        standing = gate.standing(session, calendar, NOW + 3)
    assert (standing.resting, standing.is_covered) == (0, True)

    # It holds until 3 December: at midnight nobody is shut out, but once the office opens.
    gate.turn(database, calendar, at("2026-12-04 08:29"))
    assert len(told(database)) == 4
    gate.turn(database, calendar, at("2026-12-04 08:30"))
    assert sorted(told(database)[2:4]) == [(1, True), (2, True)]
    assert sorted(told(database)[4:]) == [(1, False), (2, False)]


def test_an_assessment_of_a_village_opens_its_doors_alone(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        north = places.add(session, kind=Kind.AREA, name="北村", parent_id=TOWN, by="tests", now=NOW)
        session.execute(box.update().where(box.c.id == 1).values(place_id=north))
        made = duties.propose(session, NOW)
        session.execute(assessment.update().where(assessment.c.id == made).values(place_id=north))
        assessments.decide(session, calendar, made, Decision.APPROVE, by="Chen", why="", now=NOW)

    gate.turn(database, calendar, NOW)

    assert told(database) == [(2, False)]


def test_a_town_that_used_faces_before_has_thirty_working_days(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        session.execute(insert(face_grace), {"id": 1, "since": NOW})

    gate.turn(database, calendar, NOW)
    with database.reading() as session:
        until = gate.standing(session, calendar, NOW + 1).grace_until

    # 30 working days from 23 November, beyond New Year's Day; faces rest as the office opens on the next.
    assert until in (at("2027-01-05 08:30"), at("2027-01-06 08:30"))
    assert told(database) == []


def test_a_box_that_does_not_know_the_order_yet_is_told_again_each_day(database: Database, calendar: Calendar) -> None:
    gate.turn(database, calendar, NOW)
    with database.writing() as session:
        session.execute(box_order.update().where(box_order.c.box_id == 1).values(outcome="refused"))
        session.execute(box_order.update().where(box_order.c.box_id == 2).values(outcome="done"))
        assert gate.standing(session, calendar, NOW).resting == 1

    counts = []
    for now in (NOW + 1, NOW + DAY - 1, NOW + DAY, NOW + DAY + 1):
        counts.append(gate.turn(database, calendar, now))

    assert counts == [0, 0, 1, 0]
    assert sorted(told(database)) == [(1, False), (1, False), (2, False)]


def test_nobody_approves_their_own_and_a_new_one_takes_the_place_of_the_old(
    database: Database, calendar: Calendar
) -> None:
    with database.writing() as session:
        first = duties.assess(session, NOW)
        second = duties.propose(session, NOW + 1)
        with pytest.raises(OwnAssessment):
            assessments.decide(session, calendar, second, Decision.APPROVE, by="Lin", why="", now=NOW + 2)
        assessments.decide(session, calendar, second, Decision.APPROVE, by="Chen", why="", now=NOW + 3)
        with pytest.raises(NotPossible):
            assessments.decide(session, calendar, first, Decision.END, by="Chen", why="again", now=NOW + 4)
        states = [row.state.value for row in assessments.rows(session)]
    assert states == ["approved", "ended"]


def test_of_two_that_are_approved_at_once_one_holds(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        made = [duties.propose(session, NOW) for _ in range(2)]
    first, second = made

    def approve() -> bool:
        try:
            with database.writing() as session:
                assessments.decide(session, calendar, second, Decision.APPROVE, by="Chen", why="", now=NOW + 1)
        except NotPossible:
            return False
        return True

    with ThreadPoolExecutor(1) as desk:
        with database.writing() as session:
            assessments.decide(session, calendar, first, Decision.APPROVE, by="Chen", why="", now=NOW + 1)
            other = desk.submit(approve)
            wait_until(lambda: other.done() or somebody_waits(database), "the other one comes in between")
        is_both = other.result()

    with database.reading() as session:
        states = sorted(row.state.value for row in assessments.rows(session))
    assert states == (["approved", "ended"] if is_both else ["approved", "proposed"])


def test_a_box_that_was_shut_out_meanwhile_holds_up_no_other(
    database: Database, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = gate._changes
    monkeypatch.setattr(gate, "_changes", lambda *args: [*changes(*args), (3, False)])
    assert gate.turn(database, calendar, NOW) == 2
    assert sorted(told(database)) == [(1, False), (2, False)]


def test_who_has_boxes_is_warned_for_two_weeks_and_not_of_other_boxes(database: Database, calendar: Calendar) -> None:
    rests = at("2026-12-24 08:30")
    with database.writing() as session:
        duties.assess(session, NOW, days=30)
        warned = {day: gate.warned(session, calendar, [1], rests + day * DAY) for day in (-15, -14, 0, 14, 15)}
    assert warned == {-15: {}, -14: {1: rests}, 0: {1: rests}, 14: {1: rests}, 15: {}}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 1200))
def test_faces_never_come_to_rest_at_night_or_on_a_free_day(calendar: Calendar, number: int) -> None:
    last = date(2025, 1, 1) + timedelta(days=number)
    rests = assessing.rests_from(calendar, last)
    assert calendar.day_of(rests) > last
    assert any(begin <= rests < end for begin, end in calendar.open(calendar.day_of(rests)))
