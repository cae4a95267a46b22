"""Brings the tables to this version, and refuses to work on others (Alembic, found in the installed package)."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from central.db import Database
from central.errors import DatabaseUnreachable, SchemaError

_CHAIN = Path(__file__).parent / "migrations"
_TURN = 0x6D656E6C75
"""Key of PostgreSQL's advisory lock: two hosts that start at once migrate one after the other."""


def migrate(database: Database) -> str:
    """Bring the tables to this version, all steps or none; the step they are at then. Raises SchemaError."""
    with connected(database) as connection:
        config = alembic_config(connection)
        _require_known(connection, config)
        command.upgrade(config, "head")
        return _current(connection) or ""


def step_back(database: Database, to: str = "base") -> None:
    """Undo the steps after `to`, and lose what they kept ("base": every table)."""
    with connected(database) as connection:
        command.downgrade(alembic_config(connection), to)


def current_step(database: Database) -> str | None:
    """The step the tables are at; None without tables."""
    with connected(database) as connection:
        return _current(connection)


def require_current(database: Database) -> None:
    """Raise SchemaError unless the tables are those of this version."""
    with connected(database) as connection:
        config = alembic_config(connection)
        _require_known(connection, config)
        current = _current(connection)
    if current != _newest():
        state = f"is at step {current}" if current else "has no tables yet"
        raise SchemaError(f"the database {state}, this version needs step {_newest()}; run `menlu-central migrate`")


def is_current(database: Database) -> bool:
    """Whether the tables are those of this version; a look that keeps nobody waiting. Raises DatabaseError."""
    with database.reading() as session:
        return _current(session.connection()) == _newest()


@contextmanager
def current_database(url: str) -> Iterator[Database]:
    """The database at `url`, for a command that works with its tables. Raises SchemaError, DatabaseUnreachable."""
    with closing(Database(url)) as database:
        require_current(database)
        yield database


@contextmanager
def connected(database: Database) -> Iterator[Connection]:
    """One transaction in which nobody else migrates."""
    try:
        opened = database.engine.connect()
    except OperationalError as error:
        reason = str(error.orig).splitlines()[0]
        raise DatabaseUnreachable(f"the database can't be opened: {reason}") from error
    with opened.execution_options(menlu_writes=True) as connection:
        if connection.dialect.name == "sqlite":
            # A table is changed by making it anew; what points to it must not be checked (or deleted) meanwhile.
            # SQLite takes this only outside a transaction, so the connection is not used again.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
            connection.detach()
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _TURN})
            yield connection


def alembic_config(connection: Connection) -> AlembicConfig:
    """What Alembic's own commands need to work on our chain over `connection`."""
    config = _chain_config()
    config.attributes["connection"] = connection
    return config


def _chain_config() -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(_CHAIN).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@cache
def _newest() -> str | None:
    """The step that this version's tables are at."""
    return ScriptDirectory.from_config(_chain_config()).get_current_head()


def _require_known(connection: Connection, config: AlembicConfig) -> None:
    current = _current(connection)
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        sentence = f"the database is at step {current}, which this version does not know"
        raise SchemaError(f"{sentence}; run the newer version of Menlu it belongs to")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
