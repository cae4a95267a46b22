"""Central's app with a house on pages, and somebody with a phone who was handed an invitation."""

from collections.abc import Iterator

import pytest
from flask import Flask

from central.accepted import SecondFactor
from central.account import service as account
from central.app import create_app
from central.config import Config
from central.db import database_of
from central.rental import service
from tests.central.phone.phone import Phone
from tests.central.rental.pages_of import PagedHouse
from tests.fakes.staff import hire
from tests.fakes.town import now


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    """Central's app on SQLite: its pages have nothing to do with the kind of database."""
    made = create_app(Config(database=sqlite_url, second_factor=SecondFactor.OFFERED))
    yield made
    database_of(made).close()


class UnvisitedHouse(PagedHouse):
    """The house, with nobody signed in at central: passwords take their time."""

    def __init__(self, app: Flask) -> None:
        self.app, self.database = app, database_of(app)
        hire(app)
        self.told_at = now()
        with self.database.writing() as session:
            for name in ("陈房东", "Lin"):
                account.add_landlord(session, name, by="tests", now=now())
        self.furnish()


@pytest.fixture
def paged(app: Flask) -> PagedHouse:
    """Two landlords with a room and a box each."""
    return UnvisitedHouse(app)


@pytest.fixture
def code(paged: PagedHouse) -> str:
    """An invitation's code, for two people in Chen's room."""
    return invited(paged)


@pytest.fixture
def phone(app: Flask) -> Phone:
    """A browser that runs no scripts."""
    return Phone(app)


def invited(paged: PagedHouse, *, lins: bool = False, places: int = 2) -> str:
    stay_id, _ = paged.stay(lins=lins, places=places)
    with paged.database.writing() as session:
        return service.new_code(session, paged.lins if lins else paged.scope, stay_id, now=now()).code
