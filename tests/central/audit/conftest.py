"""Central's app on SQLite, and somebody who looks after its log: pages have nothing to do with the kind of database."""

from collections.abc import Iterator

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.fakes.staff import Staff, hire


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


@pytest.fixture
def auditor(app: Flask) -> Staff:
    """Who may see the log."""
    hire(app, "Sun", grants=[Grant(Role.AUDITOR, TOWN)])
    staff = Staff(app)
    assert staff.sign_in("Sun").status_code == 303
    return staff
