"""A town with boxes, and its calendar; on both kinds of database."""

import pytest

from central.clock import service as clocks
from central.clock.service import Calendar
from central.db import Database
from tests.central.clock.conftest import at
from tests.central.rental.conftest import new_box
from tests.fakes.duties import OFFICE

NOW = at("2026-11-23 10:00")
DAY = 24 * 3600 * 1000


@pytest.fixture
def calendar(database: Database) -> Calendar:
    with database.writing() as session:
        for name in ("1 Harbour Road", "2 Harbour Road"):
            new_box(session, name)
        return clocks.load(session, OFFICE)
