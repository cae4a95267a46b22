"""An incident has its deadlines from its discovery, and is not closed before everybody knows who has to."""

import pytest

from central.clock import service as clocks
from central.clock.service import Calendar
from central.db import Database
from central.duties import incidents
from central.duties.assessing import NotPossible
from central.duties.happening import Level, Step
from tests.central.duties.conftest import DAY, NOW
from tests.fakes import duties

HOUR = 3600 * 1000


def test_four_hours_to_the_report_and_one_step_after_the_other(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        made = duties.happen(session, NOW)
        row = incidents.row_of(session, made)
        assert row is not None
        due = {clock.rule.name: clock.due_at - NOW for clock in clocks.clocks_of(session, row.subject, NOW)}
        with pytest.raises(NotPossible):
            incidents.do(session, calendar, made, Step.CLOSED, "over", by="Lin", now=NOW)
        for step in (Step.REPORTED, Step.FOLLOWED_UP, Step.TOLD, Step.ENDED, Step.CLOSED):
            incidents.do(session, calendar, made, step, "no. 7", by="Lin", now=NOW + HOUR)
        states = {clock.state for clock in clocks.clocks_of(session, row.subject, NOW + HOUR)}
        with pytest.raises(NotPossible):
            incidents.do(session, calendar, made, Step.FOLLOWED_UP, "again", by="Lin", now=NOW + HOUR)

    assert (due["duties.incident-report"], due["duties.incident-notice"]) == (4 * HOUR, 24 * HOUR)
    assert states == {clocks.State.MET}


def test_one_that_is_not_grave_need_not_be_reported_but_people_are_told(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        made = duties.happen(session, NOW, level=Level.GENERAL)
        row = incidents.row_of(session, made)
        assert row is not None
        names = {clock.rule.name for clock in clocks.clocks_of(session, row.subject, NOW)}
        incidents.do(session, calendar, made, Step.UNTOLD, "it was empty", by="Lin", now=NOW)
        with pytest.raises(NotPossible):
            incidents.do(session, calendar, made, Step.CLOSED, "over", by="Lin", now=NOW)
        incidents.do(session, calendar, made, Step.ENDED, "over", by="Lin", now=NOW + DAY)
        closing = clocks.clocks_of(session, row.subject, NOW)[-1]
        incidents.do(session, calendar, made, Step.CLOSED, "told", by="Lin", now=NOW + DAY)

    assert names == {"duties.incident-notice", "duties.incident-handling"}
    assert (closing.rule.name, closing.started_at) == ("duties.incident-closing", NOW + DAY)


def test_one_that_turns_out_graver_has_to_be_reported_within_hours_of_its_discovery(
    database: Database, calendar: Calendar
) -> None:
    with database.writing() as session:
        made = duties.happen(session, NOW, level=Level.GENERAL)
        for level in (None, Level.GENERAL):
            with pytest.raises(NotPossible):
                incidents.do(session, calendar, made, Step.ASSESSED, "more", by="Lin", now=NOW + HOUR, level=level)
        incidents.do(session, calendar, made, Step.ASSESSED, "more", by="Lin", now=NOW + HOUR, level=Level.MAJOR)
        row = incidents.row_of(session, made)
        assert row is not None
        due = {clock.rule.name: clock.due_at - NOW for clock in clocks.clocks_of(session, row.subject, NOW)}
        told = [(each.step, each.level) for each in incidents.events(session, made)]
        with pytest.raises(NotPossible):
            incidents.do(session, calendar, made, Step.ASSESSED, "less", by="Lin", now=NOW, level=Level.LARGER)

    assert row.facts.level is Level.MAJOR
    assert due["duties.incident-report"] == 4 * HOUR
    assert told == [(Step.ASSESSED, Level.MAJOR)]
