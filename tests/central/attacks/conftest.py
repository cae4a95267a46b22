"""A central to be attacked: people of several roles, and a house with two landlords."""

from collections.abc import Iterator

import pytest

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.web.grants import TOWN, Grant
from central.web.roles import Role
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff, hire


@pytest.fixture
def house(sqlite_url: str) -> Iterator[PagedHouse]:
    app = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield PagedHouse(app)
    database_of(app).close()


@pytest.fixture
def keeper(house: PagedHouse) -> Staff:
    """A security administrator, signed in."""
    hire(house.app, "门神", grants=[Grant(Role.SECURITY, TOWN)])
    staff = Staff(house.app)
    staff.sign_in("门神")
    return staff
