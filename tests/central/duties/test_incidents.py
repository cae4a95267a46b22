"""An incident has its deadlines from its discovery, and is not closed before everybody knows who has to."""

import pytest

from central.clock import service as clocks
from central.clock.service import Calendar
from central.db import Database
from central.duties import incidents
from central.duties.assessing import NotPossible
from central.duties.happening import Level, Step
from tests.central.duties.conftest import NOW
from tests.fakes import duties

HOUR = 3600 * 1000


def test_four_hours_to_the_report_and_one_step_after_the_other(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        made = duties.happen(session, NOW)
        row = incidents.row_of(session, made)
        assert row is not None
        due = {clock.rule.name: clock.due_at - NOW for clock in clocks.clocks_of(session, row.subject, NOW)}
        with pytest.raises(NotPossible):
            incidents.do(session, made, Step.CLOSED, "over", by="Lin", now=NOW)
        for step in (Step.REPORTED, Step.FOLLOWED_UP, Step.TOLD, Step.CLOSED):
            incidents.do(session, made, step, "no. 7", by="Lin", now=NOW + HOUR)
        states = {clock.state for clock in clocks.clocks_of(session, row.subject, NOW + HOUR)}
        with pytest.raises(NotPossible):
            incidents.do(session, made, Step.FOLLOWED_UP, "again", by="Lin", now=NOW + HOUR)

    assert (due["duties.incident-report"], due["duties.incident-notice"]) == (4 * HOUR, 24 * HOUR)
    assert states == {clocks.State.MET}


def test_one_that_is_not_grave_need_not_be_reported_but_people_are_told(database: Database, calendar: Calendar) -> None:
    with database.writing() as session:
        made = duties.happen(session, NOW, level=Level.GENERAL)
        row = incidents.row_of(session, made)
        assert row is not None
        names = {clock.rule.name for clock in clocks.clocks_of(session, row.subject, NOW)}
        incidents.do(session, made, Step.UNTOLD, "it was empty", by="Lin", now=NOW)
        incidents.do(session, made, Step.CLOSED, "over", by="Lin", now=NOW)

    assert names == {"duties.incident-notice", "duties.incident-closing"}
