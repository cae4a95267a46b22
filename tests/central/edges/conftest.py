"""Central's own app over a test database, and boxes that talk to it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from central import db
from central.accepted import SecondFactor
from central.app import create_app
from central.config import Config
from central.db import Database
from central.edges import service
from central.edges.projecting import Projector
from tests.fakes.signing_box import SigningBox


@pytest.fixture
def app(url: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on both kinds of database."""
    key = str(tmp_path / "sealing-key")
    made = create_app(Config(database=url, sealing_key=key, second_factor=SecondFactor.OFFERED))
    yield made
    db.database_of(made).close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def new_box(app: Flask) -> Callable[[], SigningBox]:
    """Makes boxes that are claimed, as many as asked for."""

    def claimed() -> SigningBox:
        box = SigningBox(app.test_client(), now=int(time.time()))
        assert box.claim(new_code(db.database_of(app))).status_code == 201
        return box

    return claimed


@pytest.fixture
def box(new_box: Callable[[], SigningBox]) -> SigningBox:
    """A claimed box."""
    return new_box()


@pytest.fixture
def projector(app: Flask) -> Projector:
    """Shows what intake has left for later."""
    return Projector(db.database_of(app))


def new_code(database: Database, name: str = "1 Harbour Road") -> str:
    """A claim code that can be used now."""
    with database.writing() as session:
        return service.make_code(session, name=name, made_by="tests", now=time.time_ns() // 1_000_000).code
