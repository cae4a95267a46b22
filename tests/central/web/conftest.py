"""Central's app on SQLite, and staff."""

from collections.abc import Iterator

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import Staff, signed_in


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


@pytest.fixture
def staff(app: Flask) -> Staff:
    """The first administrator, signed in."""
    return signed_in(app)


@pytest.fixture
def paged(app: Flask) -> PagedHouse:
    """A house on pages, with two landlords."""
    return PagedHouse(app)
