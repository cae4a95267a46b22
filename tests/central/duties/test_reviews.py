"""An assessment is looked at again before it ends, and only another one meets that deadline."""

from datetime import date, timedelta
from itertools import product

from central.clock import rules
from central.clock import service as clocks
from central.clock.rules import Course
from central.clock.service import Calendar, State, Unit
from central.db import Database
from central.duties import assessing, assessments
from central.duties.assessing import Decision
from tests.central.duties.conftest import DAY, NOW
from tests.fakes import duties


def states(database: Database) -> list[State]:
    subject = clocks.Subject(assessments.KIND, "face-door")
    with database.reading() as session:
        return [row.state for row in clocks.clocks_of(session, subject, NOW)]


def test_its_deadline_is_over_before_the_assessment_also_around_the_spring_festival(calendar: Calendar) -> None:
    for number in range(0, 700, 3):
        begun = date(2025, 1, 1) + timedelta(days=number)
        due = rules.due(assessing.REVIEW, Course(calendar.moment(begun)), calendar)
        assert calendar.day_of(due.at - 1) < begun + timedelta(days=assessing.REVIEW_BEFORE), begun


def test_also_of_an_assessment_for_few_days_the_deadline_is_before_its_end(calendar: Calendar) -> None:
    for number, days in product(range(0, 400, 7), range(22)):
        # An hour before midnight.
        begun = calendar.moment(date(2025, 1, 1) + timedelta(days=number)) - 3_600_000
        last = calendar.day_of(begun) + timedelta(days=days)
        rule = assessing.review(calendar, last, begun)
        due = rules.due(rule, Course(begun), calendar)
        assert begun < due.at <= calendar.moment(last + timedelta(days=1)), (begun, days)
        assert (rule.term.unit is Unit.HOURS) or calendar.day_of(due.at - 1) < last
    assert assessing.review(calendar, date(2025, 6, 30), calendar.moment(date(2025, 6, 1))) == assessing.REVIEW


def test_a_refusal_leaves_the_deadline_and_a_new_assessment_meets_it(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        duties.assess(session, NOW, days=20)
        assessments.begin_reviews(session, calendar, NOW)
        refused, approved = duties.propose(session, NOW + 1), duties.propose(session, NOW + 2)
        assessments.decide(session, calendar, refused, Decision.REFUSE, by="Chen", why="too short", now=NOW + DAY)
    assert states(database) == [State.RUNNING]

    with database.writing() as session:
        assessments.decide(session, calendar, approved, Decision.APPROVE, by="Chen", why="", now=NOW + 2 * DAY)
        assessments.begin_reviews(session, calendar, NOW + 2 * DAY)
    assert states(database) == [State.MET]


def test_what_is_ended_by_hand_need_not_be_looked_at_again(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        made = duties.assess(session, NOW, days=20)
        assessments.begin_reviews(session, calendar, NOW)
        assessments.decide(session, calendar, made, Decision.END, by="Chen", why="no face is used", now=NOW + DAY)
        assessments.begin_reviews(session, calendar, NOW + 2 * DAY)
    assert states(database) == [State.CANCELLED]
