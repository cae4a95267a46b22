"""A town with two areas, a house in each, and third parties that ask by token."""

from collections.abc import Iterator

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import database_of
from tests.central.rest.asking import Town


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app)
