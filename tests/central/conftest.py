"""Databases for central's tests: each test that asks for one runs on SQLite and on PostgreSQL."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from central import schema
from central.db import Database
from tests.fakes import postgres

KINDS = ("sqlite", "postgresql")
_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server with a database `template`, whose tables are made; its URL, {} for a database's name."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed; `apt-get install postgresql` brings it")
    with postgres.running(programs) as url:
        _execute(url, "CREATE DATABASE template")
        _migrated(url.format("template"))
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file whose tables are made."""
    path = tmp_path_factory.mktemp("central") / "template.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path}/central.db")
    else:
        opened = Database(_new_postgresql(request.getfixturevalue("postgresql"), "template0"))
    yield opened
    opened.close()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database whose tables are made, and empty."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "central.db")
        return f"sqlite:///{tmp_path}/central.db"
    return _new_postgresql(request.getfixturevalue("postgresql"), "template")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a SQLite database whose tables are made, and empty, for what has nothing to do with the kind."""
    shutil.copy(sqlite_template, tmp_path / "central.db")
    return f"sqlite:///{tmp_path}/central.db"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database whose tables are made, and empty."""
    opened = Database(url)
    yield opened
    opened.close()


def _migrated(url: str) -> None:
    database = Database(url)
    schema.migrate(database)
    database.close()


def _new_postgresql(server: str, template: str) -> str:
    name = f"test{next(_NUMBERS)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.format(name)


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())
