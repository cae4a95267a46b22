"""Databases for central's tests: each test that asks for one runs on SQLite and on PostgreSQL."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from argon2 import PasswordHasher

from central import schema
from central.account import passwords
from central.db import Database
from central.tables import metadata
from tests.central.noted import every_change_is_noted
from tests.fakes import postgres

KINDS = ("sqlite", "postgresql")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def _changes_are_noted() -> Iterator[None]:
    with every_change_is_noted():
        yield


@pytest.fixture(autouse=True)
def _cheap_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests let somebody in; what a password costs is looked at by those that take `dear_passwords`."""
    if "dear_passwords" not in request.fixturenames:
        monkeypatch.setattr(passwords, "_ARGON2", CHEAP)


@pytest.fixture
def dear_passwords() -> Iterator[None]:
    """Passwords are kept at the price they have for people."""
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server with a database `shared`, whose tables are made; its URL, {} for a database's name."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed; `apt-get install postgresql` brings it")
    with postgres.running(programs) as url:
        _execute(url.format("postgres"), "CREATE DATABASE shared")
        _migrated(url.format("shared"))
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file whose tables are made."""
    path = tmp_path_factory.mktemp("central") / "template.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def empty_postgresql(postgresql: str) -> Iterator[Callable[[], str]]:
    """Empties the database `shared`; its URL. Much quicker than a database of its own, or TRUNCATE of each table."""
    url = postgresql.format("shared")
    # A connection that a test left open would hold the lock up for ever; so it is an error, soon. The audit log
    # refuses to be emptied; "replica" leaves triggers out.
    options = "-c lock_timeout=10s -c session_replication_role=replica"
    statements = [
        f"LOCK TABLE {', '.join(metadata.tables)}",
        *(f"DELETE FROM {table}" for table in metadata.tables),
        "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences",
        _sown(),
    ]
    with psycopg.connect(url, autocommit=True, options=options) as connection:

        def emptied() -> str:
            connection.execute("; ".join(statements).encode())
            return url

        yield emptied


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path}/central.db")
    else:
        opened = Database(new_postgresql(request.getfixturevalue("postgresql")))
    yield opened
    opened.close()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database whose tables are made, and empty."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "central.db")
        return f"sqlite:///{tmp_path}/central.db"
    emptied: Callable[[], str] = request.getfixturevalue("empty_postgresql")
    return emptied()


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


def _sown() -> str:
    """The statements that bring back the rows a migration made: the town itself."""
    columns, values = "kind, name, path, made_at, made_by", "'town', '', '/1/', 0, 'central'"
    return f"INSERT INTO place ({columns}) VALUES ({values})"


def _migrated(url: str) -> None:
    database = Database(url)
    schema.migrate(database)
    database.close()


def new_postgresql(server: str) -> str:
    """The URL of a database of its own, empty, on the server."""
    name = f"test{next(_NUMBERS)}"
    _execute(server.format("postgres"), f"CREATE DATABASE {name}")
    return server.format(name)


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
