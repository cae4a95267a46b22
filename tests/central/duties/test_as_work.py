"""The duties' deadlines, and whoever would stand outside, are items of work for as long as it is so."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from central.accepted import SecondFactor
from central.app import create_app
from central.audit import service as audit
from central.clock import service as clocks
from central.clock.service import State
from central.config import Config
from central.db import database_of
from central.duties import as_work, assessments, handing, incidents
from central.duties.happening import Step
from central.duties.turn import Duties
from central.rental.tables import registration
from central.web.grants import EVERYWHERE
from central.work import items, views
from central.work.items import Doing
from central.work.keeping import Keeper
from tests.central.duties.conftest import DAY, NOW
from tests.central.duties.test_purging import register
from tests.central.rental.conftest import new_box
from tests.fakes import duties
from tests.fakes.staff import hire

HOUR = 3600 * 1000


class Desk:
    """What lies on it, each time after the facts were looked at anew."""

    def __init__(self, app: Flask) -> None:
        self.app, self.database = app, database_of(app)
        self._keeper, self._now = Keeper(app, self.database, work=60.0), NOW

    def items(self, kind: str) -> list[views.ItemRow]:
        self._now += HOUR
        with self.app.app_context():
            self._keeper.turn(self._now)
        with self.database.reading() as session:
            return [row for row in views.rows(session.execute(views.chosen(EVERYWHERE))) if row.kind == kind]


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[Desk]:
    app = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield Desk(app)
    database_of(app).close()


def test_an_incident_lies_on_the_office_s_desk_with_its_most_pressing_deadline(desk: Desk) -> None:
    lin = hire(desk.app, "Lin")
    with desk.database.writing() as session:
        calendar, made = clocks.load(session, duties.OFFICE), duties.happen(session, NOW)
    [item] = desk.items("duties.incident")
    assert (item.subject_id, item.owner_id, item.due_at) == (str(made), lin, NOW + 4 * HOUR)

    with desk.database.writing() as session:
        for step in (Step.REPORTED, Step.TOLD):
            incidents.do(session, calendar, made, step, "no. 7", by="Lin", now=NOW + HOUR)
    [later] = desk.items("duties.incident")
    assert later.id == item.id
    assert (later.due_at or 0) > NOW + 29 * DAY

    # Whoever puts the item away has not met the duty.
    with desk.database.writing() as session:
        items.close(session, item.id, "seen", Doing("Lin", NOW + 3 * HOUR), EVERYWHERE)
        row = incidents.row_of(session, made)
        assert row is not None
        states = [clock.state for clock in clocks.clocks_of(session, row.subject, NOW)]
    assert states == [State.MET, State.MET, State.RUNNING]


def test_an_assessment_that_ends_soon_is_called_by_what_data_are_used_for(desk: Desk) -> None:
    with desk.database.writing() as session:
        calendar = clocks.load(session, duties.OFFICE)
        duties.assess(session, NOW, days=20)
        assessments.begin_reviews(session, calendar, NOW)
    assert [row.about for row in desk.items("duties.assessment")] == ["人脸开门"]


def test_whoever_opens_by_face_alone_is_work_before_faces_rest_and_no_longer_with_a_pin(desk: Desk) -> None:
    with desk.database.writing() as session:
        new_box(session, "1 Harbour Road")
        duties.assess(session, NOW, days=60)
    for number in (1, 2):
        register(desk.database, number, "granted", NOW)
    ways = update(registration).where(registration.c.id == 2)
    with desk.database.writing() as session:
        session.execute(ways.values(ways="face"))
    assert desk.items("duties.by-face-alone") == []

    with desk.database.writing() as session:
        duties.assess(session, NOW, days=5)
    assert [row.subject_id for row in desk.items("duties.by-face-alone")] == ["2"]

    with desk.database.writing() as session:
        session.execute(ways.values(ways="face pin"))
    assert desk.items("duties.by-face-alone") == []


def test_each_file_for_an_authority_has_its_deadline_and_its_item_however_many_wait(desk: Desk) -> None:
    files = handing.MOST_FILES + 5
    with desk.database.writing() as session:
        for _ in range(files):
            audit.note(session, act="export", of="list:stays", why=handing.FOR_AUTHORITY, by="Lin", at=NOW)

    with desk.app.app_context():
        Duties(desk.database).turn(NOW)

    made = desk.items("duties.handover")
    assert len({row.subject_id for row in made}) == files
    assert all(row.due_at is not None and row.due_at > NOW for row in made)
    with desk.database.reading() as session:
        assert as_work.count(session, clocks.load(session, duties.OFFICE), NOW) == files
        assert len(handing.waiting(session).files) == handing.MOST_FILES
